/**
 * Small companies, younger ones, and foreign ones with shares in New York, whose symbols run from A to G;
 * `readTable` tells how a line is read.
 */
export const SMALL_CAPS_A_TO_G = `
AAOI Applied Optoelectronics
AAT American Assets Trust
AAWW Atlas Air
ABCB Ameris Bancorp
ABEO Abeona
ABEV Ambev
ABR Arbor Realty
ABTX Allegiance Bancshares
ACA Arcosa
ACBI Atlantic Capital
ACCO ACCO Brands
ACEL Accel Entertainment
ACER Acer Therapeutics
ACH Aluminum Corp of China | Chalco
ACHC Acadia Healthcare
ACHR Archer Aviation
ACHV Achieve Life Sciences
ACIW ACI Worldwide
ACLS Axcelis
ACMR ACM Research
ACNB ACNB Corp
ACRE Ares Commercial
ACRS Aclaris
ACST Acasti
ADES Advanced Emissions Solutions
ADMA ADMA Biologics
ADMP Adamis Pharmaceuticals | Adamis
ADMS Adamas Pharmaceuticals | Adamas
ADTN Adtran
ADUS Addus HomeCare
ADVM Adverum
ADXS Advaxis
AEG Aegon
AEGN Aegion
AEIS Advanced Energy
AEMD Aethlon Medical
AERI Aerie Pharmaceuticals
AFG American Financial Group
AFH Atlas Financial
AFIN American Finance Trust
AFMD Affimed
AFYA Afya
AG First Majestic
AGEN Agenus
AGI Alamos Gold
AGLE Aeglea
AGM Farmer Mac
AGO Assured Guaranty
AGS PlayAGS
AGTC Applied Genetic Technologies
AGX Argan Inc
AGYS Agilysys
AHC A. H. Belo
AHH Armada Hoffler
AHT Ashford Hospitality
AIKI AIkido Pharma
AIMC Altra Industrial
AIMT Aimmune
AIRG Airgain
AIT Applied Industrial Technologies
AKRO Akero Therapeutics | Akero
AKTS Akoustis
AL Air Lease
ALBO Albireo
ALC Alcon
ALDX Aldeyra
ALE Allete
ALG Alamo Group
ALLO Allogene
ALRM Alarm.com
ALSN Allison Transmission
ALTR Altair Engineering
ALVR AlloVir
AMAL Amalgamated Bank
AMN AMN Healthcare
AMPH Amphastar
AMRC Ameresco
AMRS Amyris
AMRX Amneal
AMSC American Superconductor
AMSF Amerisafe
AMSWA American Software
AMX America Movil
ANCN Anchiano Therapeutics
ANDE Andersons!
ANIK Anika Therapeutics
ANIP ANI Pharmaceuticals
ANIX Anixa Biosciences | Anixa
AOSL Alpha & Omega Semiconductor
APAM Artisan Partners
APDN Applied DNA Sciences
APEI American Public Education
APEN Apollo Endosurgery
APG APi Group
API Agora Inc
APLE Apple Hospitality
APLT Applied Therapeutics
APOP Cellect Therapeutics | Cellect Biotechnology
APPF AppFolio
APPS Digital Turbine!
APT Alpha Pro Tech
APTO Aptose
APTX Aptinyx
APY/CHX Apergy | ChampionX
AQB AquaBounty
AQMS Aqua Metals
AQN Algonquin Power
AQUA Evoqua
ARA American Renal
ARAV Aravive
ARAY Accuray
ARCB ArcBest
ARCO Arcos Dorados
ARCT Arcturus!
ARDX Ardelyx
ARGO Argo Group
ARI Apollo Commercial
ARKR Ark Restaurants
ARL American Realty Investors
ARLP Alliance Resource Partners
ARMP Armata Pharmaceuticals | Armata
ARNC Arconic
AROC Archrock
AROW Arrow Financial
ARR Armour Residential
ARTL Artelo
ARTNA Artesian Resources
ASC Ardmore Shipping
ASIX AdvanSix
ASLN Aslan Pharmaceuticals
ASMB Assembly Biosciences | Assembly Bio
ASPN Aspen Aerogels
ASPS Altisource Portfolio
ASR Grupo Aeroportuario del Sureste
ASRT Assertio
ASTE Astec Industries
ASYS Amtech Systems
ATEC Alphatec
ATEN A10 Networks
ATH Athene
ATHM Autohome
ATHX Athersys
ATLC Atlanticus
ATNI ATN International
ATNM Actinium!
ATNX Athenex
ATOM Atomera
ATOS Atossa
ATP Atlantic Power
ATRA Atara Bio
ATRC AtriCure
ATRI Atrion
ATRO Astronics
ATRS Antares Pharma
ATSG Air Transport Services
ATTO Atento
ATXI Avenue Therapeutics
AUB Atlantic Union
AUDC AudioCodes
AUO AU Optronics
AUY Yamana Gold
AVA Avista!
AVEO Aveo Pharmaceuticals | Aveo
AVH Avianca
AVID Avid Technology
AVNS Avanos Medical
AVRO Avrobio
AVTR Avantor
AVXL Anavex
AVYA Avaya
AWR American States Water
AX Axos Financial
AXAS Abraxas Petroleum
AXDX Accelerate Diagnostics
AXE Anixter
AXGN Axogen
AXLA Axcella
AXNX Axonics
AXS Axis Capital
AXSM Axsome
AYI Acuity Brands
AYTU Aytu
AZRE Azure Power
AZUL Azul SA
AZZ AZZ Inc
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
DAO Youdao
DAR Darling Ingredients
DBD Diebold Nixdorf | Diebold
DBI Designer Brands
DCO Ducommun
DCOM Dime Community
DDD 3D Systems
DEA Easterly Government
DFFN Diffusion Pharmaceuticals
DFIN Donnelley Financial
DHC Diversified Healthcare
DHIL Diamond Hill
DHT DHT Holdings
DHX DHI Group
DIA SPDR Dow Jones
DIN Dine Brands
DIOD Diodes Inc
DJCO Daily Journal
DKL Delek Logistics
DLA Delta Apparel
DLB Dolby
DLHC DLH Holdings
DLTH Duluth Holdings
DMPI DelMar Pharmaceuticals
DMRC Digimarc
DNLI Denali Therapeutics
DNOW NOW Inc | DistributionNOW
DOOO BRP Inc
DOVA Dova Pharmaceuticals
DOX Amdocs
DOYU DouYu
DPLO Diplomat Pharmacy
DPW DPW Holdings
DRQ Dril-Quip
DSGX Descartes Systems
DSPG DSP Group
DSSI Diamond S Shipping
DST DST Systems
DSWL Deswell
DTEA DavidsTea
DTIL Precision BioSciences
DX Dynex Capital
DXLG Destination XL
DY Dycom
DYNT Dynatronics
DZSI DZS Inc | Dasan Zhone
E Eni SpA | Eni!
EARN Ellington Residential
EARS Auris Medical
EB Eventbrite
EBF Ennis Inc
EBIX Ebix
EBS Emergent BioSolutions
EBSB Meridian Bancorp
EC Ecopetrol
ECC Eagle Point Credit
ECHO Echo Global
ECOL US Ecology | U.S. Ecology
ECOM ChannelAdvisor
ECPG Encore Capital
EFC Ellington Financial
EFSC Enterprise Financial Services
EGAN eGain
EGBN Eagle Bancorp
EGO Eldorado Gold
EGOV NIC Inc
EIC Eagle Point Income
EIDX Eidos Therapeutics
EIG Employers Holdings
EIGI Endurance International
EIGR Eiger Bio
EKSO Ekso Bionics | Ekso
ELGX Endologix
ELP Copel
ELTK Eltek
ENOB Enochian Biosciences | Enochian
ENSG Ensign Group
ENTA Enanta
ENV Envestnet
ENZ Enzo Biochem
EPAC Enerpac
EPAY Bottomline Tech | Bottomline Technologies
EPM Evolution Petroleum
EPRT Essential Properties
EPZM Epizyme
EQ Equillium
EQBK Equity Bancshares
EQX Equinox Gold
ERF Enerplus
EROS Eros International
ESE ESCO Technologies
ESEA Euroseas
ESGR Enstar
ESTA Establishment Labs
ESTE Earthstone Energy
ETH Ethan Allen
ETM Entercom
ETNB 89bio
EVBG Everbridge
EVBN Evans Bancorp
EVC Entravision
EVER EverQuote
EVFM Evofem
EVH Evolent Health | Evolent
EVI EVI Industries
EVLO Evelo
EVOK Evoke Pharma
EVOP EVO Payments
EVRI Everi
EVTC Evertec
EXFO EXFO
EXK Endeavour Silver
EXPI eXp World | eXp Realty
EXPO Exponent Inc
EXTN Exterran
EYE National Vision
EYEN Eyenovia
FALC FalconStor
FARM Farmer Bros
FBHS/FBIN Fortune Brands
FBK FB Financial
FBM Foundation Building Materials
FBNC First Bancorp
FBP First BanCorp Puerto Rico
FC Franklin Covey
FCBC First Community Bankshares
FCF First Commonwealth
FCPT Four Corners Property
FDP Fresh Del Monte
FELE Franklin Electric
FET Forum Energy
FF FutureFuel
FFBC First Financial Bancorp
FFG FBL Financial
FFIN First Financial Bankshares
FFWM First Foundation
FIBK First Interstate
FISI Financial Institutions Inc
FIVN Five9
FIXX Homology!
FLDM Fluidigm
FLIC First of Long Island
FLIR FLIR Systems
FLNG FLEX LNG
FLUT Flutter Entertainment
FLWS 1-800-Flowers
FLY Fly Leasing
FMBI First Midwest
FMNB Farmers National Banc
FMX Femsa
FNLC First Bancorp Maine
FOCS Focus Financial
FOE Ferro Corp
FOR Forestar
FORR Forrester!
FORTY Formula Systems
FPI Farmland Partners
FPRX Five Prime
FRAN Francesca's
FRBK Republic First
FREQ Frequency Therapeutics
FRGI Fiesta Restaurant
FRME First Merchants
FROG JFrog
FRPH FRP Holdings
FRSX Foresight Autonomous
FRTA Forterra
FSB Franklin Financial Network
FSCT Forescout | ForeScout Technologies
FSM Fortuna Silver
FSP Franklin Street Properties
FSS Federal Signal
FSTR L.B. Foster
FT Franklin Universal Trust
FTAI Fortress Transportation
FTDR Frontdoor!
FTSI FTS International
FTSV Forty Seven Inc
FULC Fulcrum Therapeutics
FWRD Forward Air
G Genpact
GABC German American Bancorp
GAIN Gladstone Investment
GALT Galectin Therapeutics
GBDC Golub Capital
GBL Gamco Investors
GBLI Global Indemnity
GCO Genesco
GCP GCP Applied
GDEN Golden Entertainment
GDS GDS Holdings
GEC Great Elm
GEL Genesis Energy
GENC Gencor
GEOS Geospace
GFF Griffon!
GFS GlobalFoundries
GG Goldcorp
GGAL Grupo Financiero Galicia
GGB Gerdau
GHC Graham Holdings
GHDX Genomic Health
GHM Graham Corp
GHSI Guardion Health
GIII G-III Apparel
GILT Gilat Satellite
GLBS Globus Maritime
GLD SPDR Gold
GLDD Great Lakes Dredge
GLNG Golar LNG
GLOB Globant
GLOG GasLog
GLOP GasLog Partners
GLOW Glowpoint
GLRE Greenlight Re
GLT Glatfelter
GLYC GlycoMimetics
GMO General Moly
GMRE Global Medical REIT
GNC GNC Holdings | GNC
GNE Genie Energy
GNLN Greenlane
GNMK GenMark
GNSS Genasys | LRAD
GNTY Guaranty Bancshares
GOGL Golden Ocean
GOL Gol Linhas
GOLF Acushnet
GOOD Gladstone Commercial
GORO Gold Resource!
GOSS Gossamer!
GOTU/GSX GSX Techedu | Gaotu
GPI Group 1 Automotive
GPMT Granite Point
GPOR Gulfport
GPP Green Plains Partners
GPX GP Strategies
GRBK Green Brick
GRC Gorman-Rupp
GRFS Grifols
GRIF Griffin Industrial
GROM Grom Social
GSBC Great Southern Bancorp
GSH Guangshen Railway
GSHD Goosehead
GSIT GSI Technology
GSUM Gridsum
GTE Gran Tierra
GTHX G1 Therapeutics
GTS Triple-S
GTXI GTx Inc
GTY Getty Realty
GWB Great Western Bancorp
GWGH GWG Holdings
GWPH GW Pharmaceuticals | GW Pharma
GWRE Guidewire
GWRS Global Water Resources
GXYE Galaxy Next Solutions
`;
