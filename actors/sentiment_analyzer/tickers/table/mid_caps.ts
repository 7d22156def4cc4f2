/**
 * Companies of the middle: the rest of the S&P 500, and those of the S&P 400 and 600, of biotechnology,
 * real estate and shipping that the financial press names often; `readTable` tells how a line is read.
 */
export const MID_CAPS = `
AOS A. O. Smith | AO Smith
ALB Albemarle
ARE Alexandria Real Estate
ALLE Allegion
LNT Alliant Energy
AME Ametek
ARES Ares Management | Ares Capital
AIZ Assurant
ATO Atmos Energy
TECH Bio-Techne
BF.B/BF.A Brown-Forman | Brown Forman
BLDR Builders FirstSource
CPT Camden Property
CASY Casey's General | Casey's
CHD Church & Dwight
FIX Comfort Systems
CPRT Copart
CPAY Corpay
CSGP CoStar | CoStar Group
CRH CRH PLC
EME Emcor
ETR Entergy
ERIE Erie Indemnity
ESS Essex Property
EG Everest Re | Everest Group
EVRG Evergy
ES Eversource
EXE Expand Energy
EXR Extra Space Storage
FRT Federal Realty
FERG Ferguson PLC
FTV Fortive
GEN Gen Digital
GNRC Generac
GL Globe Life
DOC/PEAK Healthpeak | Physicians Realty
HWM Howmet
HUBB Hubbell
IEX Idex Corp
INVH Invitation Homes
LII Lennox International | Lennox
MAA Mid-America Apartment
NI NiSource
NDSN Nordson
NTRS ^Northern Trust
PNW Pinnacle West
PWR Quanta Services
REG Regency Centers
RVTY Revvity
ROP Roper Technologies
SNDK SanDisk
SW Smurfit Westrock | Smurfit Kappa
SNA Snap-on
SOLV Solventum
STE Steris
TDY Teledyne
TPL Texas Pacific Land
TKO TKO Group
TT Trane | Trane Technologies
UDR UDR Inc
VLTO Veralto
VRT Vertiv
VICI Vici Properties
WRB W. R. Berkley | WR Berkley
AGIO Agios
AKBA Akebia
AKCA Akcea
ALLK Allakos
AMKR Amkor
ANAB AnaptysBio
ANGO AngioDynamics
APLS Apellis
AQST Aquestive
ARVN Arvinas
AUPH Aurinia
AVDL Avadel
BCRX BioCryst
BLPH Bellerophon
CARA Cara Therapeutics
CBAY CymaBay
CNAT Conatus
COLL Collegium Pharmaceutical
DBVT DBV Technologies
DCPH Deciphera
DERM Dermira
DRNA Dicerna
DVAX Dynavax
EGRX Eagle Pharmaceuticals
ESPR Esperion
EYPT EyePoint
FATE Fate Therapeutics
FGEN FibroGen
FLXN Flexion
FOLD Amicus Therapeutics
GBT Global Blood Therapeutics
GERN Geron
HALO Halozyme
IART Integra LifeSciences
ICPT Intercept Pharmaceuticals
IMGN ImmunoGen
IMMU Immunomedics
IMVT Immunovant
INSM Insmed
ITCI Intra-Cellular
KNSA Kiniksa
KOD Kodiak Sciences
KRTX Karuna | Karuna Therapeutics
LGND Ligand Pharmaceuticals
LJPC La Jolla Pharmaceutical
LMNX Luminex
MDGL Madrigal | Madrigal Pharmaceuticals
MNKD MannKind
MNTA Momenta
MYOV Myovant
NVCR Novocure
OCUL Ocular Therapeutix
OMCL Omnicell
OMER Omeros
OPGN OpGen
PCRX Pacira
PRTA Prothena
PRTK Paratek
RARE Ultragenyx
RCKT Rocket Pharmaceuticals
RETA Reata
RGEN Repligen
RGNX Regenxbio
RVNC Revance
SUPN Supernus
TBPH Theravance
TGTX TG Therapeutics
TRVN Trevena
TXMD TherapeuticsMD
UMRX Unum Therapeutics
VCEL Vericel
VCYT Veracyte
VKTX Viking Therapeutics
VNDA Vanda Pharmaceuticals
VSTM Verastem
VYGR Voyager Therapeutics
XLRN Acceleron
XNCR Xencor
ZGNX Zogenix
ZIOP Ziopharm
ZLAB Zai Lab
ZYME Zymeworks
AAN Aaron's
ABG Asbury Automotive
ABM ABM Industries
AEL American Equity Investment
AIN Albany International
ALGT Allegiant Air | Allegiant Travel | Allegiant~
ALEX Alexander & Baldwin
AMED Amedisys
AMWD American Woodmark
APOG Apogee Enterprises
ASB Associated Banc-Corp
ASH Ashland Global | Ashland Inc
ASGN ASGN Inc
ATGE Adtalem
ATI Allegheny Technologies
ATKR Atkore
AVAV AeroVironment
AVLR Avalara
BDC Belden
BECN Beacon Roofing
BGCP BGC Partners
BHE Benchmark Electronics
BHF Brighthouse
BILL Bill.com
BKE Buckle Inc
BKU BankUnited
BL BlackLine
BOH Bank of Hawaii
BOKF BOK Financial
BRC Brady Corp
BRX Brixmor
BRFS BRF SA
BXC BlueLinx
BXMT Blackstone Mortgage
BZH Beazer | Beazer Homes
BZUN Baozun
CABO Cable One
CAE CAE Inc
CAL Caleres
CALM Cal-Maine
CATO Cato Corp
CBSH Commerce Bancshares
CBT Cabot Corp
CCJ Cameco
CCMP Cabot Microelectronics
CDLX Cardlytics
CE Celanese
CENX Century Aluminum
CFR Cullen/Frost
CIM Chimera Investment
CLDR Cloudera
CMC Commercial Metals
CMP Compass Minerals
CMTL Comtech
CNA CNA Financial
CNHI CNH Industrial
CNO CNO Financial
CONN Conn's
CR Crane Co
CRK Comstock Resources
CRS Carpenter Technology
CSL Carlisle Cos | Carlisle Companies
CTRN Citi Trends
CUBE CubeSmart
CUZ Cousins Properties
CVA Covanta
CW Curtiss-Wright
DAC Danaos
DCI Donaldson Co
DCP DCP Midstream
DEI Douglas Emmett
DGII Digi International
DLX Deluxe Corp
DOOR Masonite
DORM Dorman Products
DRH DiamondRock
DSKE Daseke
DXPE DXP Enterprises
EGHT 8x8
EGP EastGroup
EHTH eHealth
ELF e.l.f. Beauty | Elf Beauty
ELS Equity LifeStyle
ELY/MODG Callaway Golf | Callaway
ENR Energizer
ENS EnerSys
ENLC EnLink
EPR EPR Properties
EQC Equity Commonwealth
EQM EQM Midstream
ESI Element Solutions
ESNT Essent
ESRT Empire State Realty
ETRN Equitrans
EURN Euronav
EVV Eaton Vance
EXP Eagle Materials
EZPW EZCorp
FAF First American Financial
FARO FARO Technologies
FBC Flagstar
FCFS FirstCash
FCN FTI Consulting
FHI Federated Hermes | Federated Investors
FHN First Horizon
FIZZ National Beverage
FLOW SPX Flow
FN Fabrinet
FNB FNB Corp
FND Floor & Decor
FNF Fidelity National Financial
FNKO Funko
FORM FormFactor
FR First Industrial Realty
FRO Frontline Ltd
FTCH Farfetch
FTS Fortis Inc
FUL H.B. Fuller
FULT Fulton Financial
GATX GATX
GBCI Glacier Bancorp
GEF Greif
GGG Graco
GKOS Glaukos
GMS GMS Inc
GNL Global Net Lease
GOOS Canada Goose
GPK Graphic Packaging
GPRE Green Plains
GRA W.R. Grace | W. R. Grace
GTES Gates Industrial
GTLS Chart Industries
GTN Gray Television
GTT GTT Communications
GTX Garrett Motion
GVA Granite Construction
HA Hawaiian Airlines | Hawaiian Holdings
HAE Haemonetics
HAFC Hanmi
HASI Hannon Armstrong
HDS HD Supply
HELE Helen of Troy
HIBB Hibbett | Hibbett Sports
HIW Highwoods Properties
HL Hecla | Hecla Mining
HLX Helix Energy
HNI HNI Corp
HOMB Home Bancshares
HOPE Hope Bancorp
HOV Hovnanian
HPP Hudson Pacific
HR Healthcare Realty
HTA Healthcare Trust of America
HUBG Hub Group
HWC Hancock Whitney
IAG Iamgold
IBOC International Bancshares
IBP Installed Building Products
ICFI ICF International
ICUI ICU Medical
IDA Idacorp
IDCC InterDigital
IDT IDT Corp
INGR Ingredion
INT World Fuel Services
IOSP Innospec
IPAR Inter Parfums
ISBC Investors Bancorp
ITGR Integer Holdings
ITRI Itron
ITUB Itau | Itau Unibanco
IVC Invacare
IVR Invesco Mortgage
JBGS JBG Smith
JBSS John B. Sanfilippo
JBT John Bean Technologies
JCOM J2 Global
JELD Jeld-Wen
JHG Janus Henderson
JOUT Johnson Outdoors
KAI Kadant
KALU Kaiser Aluminum
KAMN Kaman Corp
KEX Kirby Corp
KFY Korn Ferry | Korn/Ferry
KL Kirkland Lake
KMPR Kemper Corp
KMT Kennametal
KN Knowles Corp
KNSL Kinsale
KODK Kodak | Eastman Kodak
KOS Kosmos Energy
KRC Kilroy Realty
KRG Kite Realty
KTOS Kratos Defense | Kratos
KURA Kura Oncology
KW Kennedy-Wilson | Kennedy Wilson
LADR Ladder Capital
LANC Lancaster Colony
LBRT Liberty Oilfield
LCII LCI Industries
LECO Lincoln Electric
LFUS Littelfuse
LGIH LGI Homes
LITB LightInTheBox
`;
