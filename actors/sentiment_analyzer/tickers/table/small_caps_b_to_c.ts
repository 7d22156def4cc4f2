/**
 * Small companies, younger ones, and foreign ones with shares in New York, whose symbols run from B to C;
 * `readTable` tells how a line is read.
 */
export const SMALL_CAPS_B_TO_C = `
BAK Braskem
BANC Banc of California
BANF BancFirst
BANR Banner Corp
BAP Credicorp
BATRA Liberty Braves
BBCP Concrete Pumping
BBD Banco Bradesco | Bradesco
BBIO BridgeBio
BBSI Barrett Business
BBU Brookfield Business Partners
BBVA BBVA
BBX BBX Capital
BCBP BCB Bancorp
BCC Boise Cascade
BCE BCE Inc
BCEL Atreca
BCLI BrainStorm Cell
BCO Brink's
BCOM B Communications
BCOR Blucora
BCOV Brightcove
BCPC Balchem
BCRH Blue Capital Re
BCYC Bicycle Therapeutics
BDGE Bridge Bancorp
BDSI BioDelivery Sciences
BEAT BioTelemetry
BEDU Bright Scholar
BEP Brookfield Renewable
BFIN BankFinancial
BGFV Big 5 Sporting
BGG Briggs & Stratton
BGNE/ONC BeiGene
BGSF BG Staffing
BH Biglari
BHB Bar Harbor Bankshares
BHLB Berkshire Hills
BHTG BioHiTech Global
BHVN Biohaven
BIMI BIMI International
BIOC Biocept
BIP Brookfield Infrastructure
BITA Bitauto
BKD Brookdale Senior | Brookdale!
BKH Black Hills Corp
BLBD Blue Bird Corp
BLD TopBuild
BLDP Ballard Power | Ballard!
BLFS BioLife Solutions
BLRX BioLineRx
BMA Banco Macro
BMCH BMC Stock
BMI Badger Meter
BMRC Bank of Marin
BMTC Bryn Mawr Bank
BNFT Benefitfocus
BNGO Bionano Genomics | Bionano
BNTC Benitec Biopharma
BOCH Bank of Commerce Holdings
BOLD Audentes Therapeutics | Audentes
BOMN Boston Omaha
BOOT Boot Barn
BORR Borr Drilling
BOXL Boxlight
BPFH Boston Private
BPMC Blueprint Medicines
BPMP BP Midstream
BPTH Bio-Path
BPY Brookfield Property
BRBR BellRing
BREW Craft Brew
BRG Bluerock Residential
BRID Bridgford
BRKL Brookline Bancorp
BRKS Brooks Automation
BRO Brown & Brown
BRP BRP Group
BRT BRT Apartments
BRY Berry Petroleum | Berry Corp
BSBK Bogota Financial
BSBR Banco Santander Brasil
BSGM BioSig
BSIG BrightSphere
BSRR Sierra Bancorp
BT BT Group
BTAI BioXcel Therapeutics | BioXcel
BTE Baytex
BTG B2Gold
BUR Burford Capital
BUSE First Busey
BV BrightView
BWB Bridgewater Bancshares
BWFG Bankwell
BWXT BWX Technologies
BXG Bluegreen Vacations
BXRX Baudax Bio
BXS BancorpSouth
BY Byline Bancorp
BYFC Broadway Financial
BYSI BeyondSpring
CABA Cabaletta
CAC Camden National
CADE Cadence Bancorporation
CAI CAI International
CALA Calithera
CALX Calix
CAMT Camtek
CAN Canaan Inc
CARE Carter Bank
CASA Casa Systems
CASH Meta Financial
CASS Cass Information
CATB Catabasis
CATS Catasys
CATY Cathay General
CBD Pao de Acucar
CBIO Catalyst Biosciences
CBL CBL Properties | CBL & Associates
CBTX CBTX
CBU Community Bank System
CBZ CBIZ
CCB Coastal Financial
CCBG Capital City Bank
CCF Chase Corp
CCK Crown Holdings
CCNE CNB Financial
CCO Clear Channel Outdoor
CCOI Cogent Communications
CCRN Cross Country Healthcare
CCS Century Communities
CCU Compania Cervecerias
CCXI ChemoCentryx
CDMO Avid Bioservices
CDNA CareDx
CDR Cedar Realty
CDXC ChromaDex
CDXS Codexis
CDZI Cadiz Inc
CEA China Eastern Airlines
CECE CECO Environmental
CECO Career Education
CEDU China Distance Education
CEI Camber Energy
CEIX Consol Energy
CELC Celcuity
CEMI Chembio
CENT Central Garden
CENTA Central Garden & Pet
CEO CNOOC
CERC Cerecor
CERS Cerus
CETV Central European Media
CETX Cemtrex
CEVA CEVA
CFB CrossFirst
CFFN Capitol Federal
CFRX ContraFect
CFX Colfax!
CGAU Centerra
CGBD TCG BDC | Carlyle Secured Lending
CGIX Cancer Genetics
CHA China Telecom
CHAP Chaparral Energy
CHCO City Holding
CHCT Community Healthcare Trust
CHE Chemed
CHEF Chefs' Warehouse
CHFS CHF Solutions
CHMA Chiasma
CHMI Cherry Hill Mortgage
CHRS Coherus
CHSP Chesapeake Lodging
CHT Chunghwa Telecom
CHU China Unicom
CHUY Chuy's
CIA Citizens Inc
CIDM Cinedigm
CIFS China Internet Nationwide
CIG Cemig
CINR Ciner Resources
CIO City Office REIT
CIR Circor
CISN Cision
CIT CIT Group
CIVB Civista Bancshares
CKH Seacor!
CKPT Checkpoint Therapeutics
CLAR Clarus Corp
CLB Core Labs | Core Laboratories
CLBS Caladrius Biosciences | Caladrius
CLCT Collectors Universe
CLDT Chatham Lodging
CLDX Celldex
CLFD Clearfield Inc
CLGX CoreLogic
CLH Clean Harbors
CLI Mack-Cali
CLNC Colony Credit
CLNE Clean Energy Fuels
CLNY Colony Capital
CLS Celestica
CLSD Clearside Biomedical
CLSN Celsion
CLW Clearwater Paper
CLXT Calyxt
CMBM Cambium Networks
CMCM Cheetah Mobile
CMCO Columbus McKinnon
CMCT CIM Commercial
CMD Cantel Medical
CMLS Cumulus Media
CMO Capstead
CMPR Cimpress
CMRE Costamare
CMRX Chimerix
CMT Core Molding
CNCE Concert Pharmaceuticals
CNDT Conduent
CNF CNFinance
CNMD Conmed
CNOB ConnectOne
CNQR Concur Technologies
CNR Cornerstone Building Brands
CNS Cohen & Steers
CNSL Consolidated Communications
CNST Constellation Pharmaceuticals
CNTY Century Casinos
CNXM CNX Midstream
COFS ChoiceOne Financial
COHU Cohu
COKE Coca-Cola Consolidated
COLB Columbia Banking
COLD Americold
CONE CyrusOne
COOP Mr. Cooper
CORE Core-Mark
CORT Corcept
CPA Copa Holdings
CPF Central Pacific Financial
CPG Crescent Point
CPHI China Pharma Holdings
CPK Chesapeake Utilities
CPLG CorePoint Lodging
CPRX Catalyst Pharmaceuticals
CPS Cooper-Standard
CPSI Computer Programs and Systems
CPSS Consumer Portfolio
CPST Capstone Turbine
CRAI CRA International
CRAY Cray Inc
CRBP Corbus Pharmaceuticals | Corbus
CRC California Resources
CRESY Cresud
CRHM CRH Medical
CRMD CorMedix
CRMT America's Car-Mart
CRNX Crinetics
CRT Cross Timbers Royalty
CRTX Cortexyme
CRVL CorVel
CRVS Corvus Pharmaceuticals
CRWS Crown Crafts
CRY CryoLife
CSBR Champions Oncology
CSFL CenterState Bank
CSGS CSG Systems
CSII Cardiovascular Systems
CSOD Cornerstone OnDemand
CSPR Casper Sleep | Casper!
CSTE Caesarstone
CSTL Castle Biosciences
CSTM Constellium
CSTR CapStar
CSV Carriage Services
CSWC Capital Southwest
CSWI CSW Industrials
CTB Cooper Tire
CTBI Community Trust Bancorp
CTIC CTI BioPharma
CTMX CytomX
CTO Consolidated-Tomoka
CTRE CareTrust
CTS CTS Corp
CTSO CytoSorbents
CTT CatchMark
CUB Cubic Corp
CUBI Customers Bancorp
CUE Cue Biopharma
CUI CUI Global
CUK Carnival Plc
CULP Culp Inc
CURO CURO Group
CUTR Cutera
CVAC CureVac
CVBF CVB Financial
CVCO Cavco
CVCY Central Valley Community
CVET Covetrus
CVGI Commercial Vehicle Group
CVGW Calavo
CVIA Covia
CVLG Covenant Transport
CVM Cel-Sci
CVTI Covenant Transportation
CWCO Consolidated Water
CWEN Clearway Energy
CWH Camping World
CWK Cushman & Wakefield
CWST Casella Waste
CWT California Water Service
CX Cemex
CXP Columbia Property Trust
CYAD Celyad
CYBE CyberOptics
CYOU Changyou
CYRX Cryoport
CYTK Cytokinetics
CZNC Citizens & Northern
CZZ Cosan
`;
