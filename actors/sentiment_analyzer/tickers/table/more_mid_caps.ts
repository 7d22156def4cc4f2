/** Companies of the middle, continued: from L to Z; `readTable` tells how a line is read. */
export const MORE_MID_CAPS = `
LIVN LivaNova
LLNW Limelight Networks | Limelight~
LNN Lindsay Corp
LNTH Lantheus
LOGM LogMeIn
LPX Louisiana-Pacific | LP Building
LSCC Lattice Semiconductor | Lattice Semi
LSI Life Storage
LSTR Landstar
LTHM Livent
LVGO Livongo
LXP Lexington Realty
MAIN Main Street Capital
MANT ManTech
MASI Masimo
MATX Matson Inc
MAXN Maxeon
MAXR Maxar
MBUU Malibu Boats
MCY Mercury General
MDC M.D.C. Holdings | MDC Holdings
MDP Meredith Corp
MDU MDU Resources
MED Medifast
MEDP Medpace
MESA Mesa Air
MFA MFA Financial
MIDD Middleby
MLHR Herman Miller
MLI Mueller Industries
MMS Maximus Inc
MMSI Merit Medical
MMYT MakeMyTrip
MNI McClatchy
MNR Monmouth Real Estate
MOD Modine
MORN Morningstar Inc
MPLX MPLX
MPW Medical Properties Trust
MRCY Mercury Systems
MRTX Mirati
MSA MSA Safety
MSGN MSG Networks
MSM MSC Industrial
MTDR Matador Resources
MTN Vail Resorts
MTSC MTS Systems
MTX Minerals Technologies
MTZ MasTec
MUR Murphy Oil
MUSA Murphy USA
MXL MaxLinear
NAT Nordic American Tankers
NBR Nabors | Nabors Industries
NEOG Neogen
NEU NewMarket Corp
NFG National Fuel Gas
NGVT Ingevity
NIU Niu Technologies
NJR New Jersey Resources
NMIH NMI Holdings
NNN National Retail Properties
NRZ New Residential
NSA National Storage Affiliates
NSIT Insight Enterprises
NSTG NanoString
NTCT NetScout
NVT nVent
NWE NorthWestern Corp
NXRT NexPoint Residential
NYMT New York Mortgage Trust
OC Owens Corning
OFC Corporate Office Properties
OFG OFG Bancorp
OGE OGE Energy
OGS ONE Gas
OI Owens-Illinois | O-I Glass
OII Oceaneering
OIS Oil States
OLED Universal Display
ONB Old National Bancorp
ORA Ormat | Ormat Technologies
ORI Old Republic
OSIS OSI Systems
OVV Ovintiv | Encana
OYST Oyster Point
OZK Bank OZK
PAGP Plains GP | Plains All American
PAYO Payoneer
PBF PBF Energy
PBH Prestige Consumer
PBPB Potbelly
PDCE PDC Energy
PEB Pebblebrook
PEGI Pattern Energy
PFGC Performance Food
PFSI PennyMac Financial
PGNY Progyny
PGRE Paramount Group
PI Impinj
PINC Premier Inc
PK Park Hotels
PLT Plantronics
PLXS Plexus Corp
PNFP Pinnacle Financial
PNM PNM Resources
POL PolyOne
POOL Pool Corp
POR Portland General
POWI Power Integrations
PRA ProAssurance
PRGS Progress Software
PRI Primerica
PRTY Party City
PSEC Prospect Capital
PSMT PriceSmart
PSTI Pluristem
QTWO Q2 Holdings
R Ryder | Ryder System
RAMP LiveRamp
RBC Regal Beloit
RCII Rent-A-Center
RGLD Royal Gold
RE Everest Re Group
REXR Rexford Industrial
RGA Reinsurance Group
RHP Ryman Hospitality
RILY B. Riley
RLI RLI Corp
RLJ RLJ Lodging
RNR RenaissanceRe
RNST Renasant
ROAD Construction Partners
ROG Rogers Corp
RPAY Repay Holdings
RPM RPM International
RRR Red Rock Resorts
RUTH Ruth's Hospitality
RXN Rexnord
RYN Rayonier
SAFM Sanderson Farms
SAH Sonic Automotive
SAIA Saia Inc
SBH Sally Beauty
SBRA Sabra Health Care
SCCO Southern Copper
SCL Stepan Co
SCSC ScanSource
SCVL Shoe Carnival
SDRL Seadrill
SEIC SEI Investments
SEM Select Medical
SFBS ServisFirst
SFNC Simmons First
SGMO Sangamo
SGRY Surgery Partners
SHEN Shenandoah Telecom
SHO Sunstone Hotel
SIGI Selective Insurance
SILK Silk Road Medical
SIMO Silicon Motion
SITC SITE Centers
SITE SiteOne Landscape
SITM SiTime
SKT Tanger | Tanger Factory
SKY Skyline Champion
SKYW SkyWest
SLCA U.S. Silica
SLGN Silgan
SM SM Energy
SMG Scotts Miracle-Gro | Miracle-Gro
SMTC Semtech
SNBR Sleep Number
SOLO Electrameccanica
SON Sonoco
SPB Spectrum Brands
SPSC SPS Commerce
SQM Sociedad Quimica
SR Spire Inc
SRI Stoneridge
SRCL Stericycle
SSB South State
SSD Simpson Manufacturing
SSNC SS&C
ST Sensata
STAA STAAR Surgical
STAG Stag Industrial
STAY Extended Stay America
STMP Stamps.com
STNE StoneCo
STOK Stoke Therapeutics
SUI Sun Communities
SUM Summit Materials
SWX Southwest Gas
SXT Sensient
TAST Carrols Restaurant
TBI TrueBlue
TCBI Texas Capital Bancshares
TDS Telephone & Data Systems
TFSL TFS Financial
TGE Tallgrass Energy
TILE Interface Inc
TKR Timken
TMHC Taylor Morrison
TMST TimkenSteel
TNC Tennant Co
TNET TriNet
TNL Wyndham Destinations
TOWN TowneBank
TPH Tri Pointe Homes | TRI Pointe Group
TREX Trex Co
TRIL Trillium Therapeutics
TRMK Trustmark
TRTN Triton International
TS Tenaris
TSE Trinseo
TTC Toro Co
TTEC TTEC
TTEK Tetra Tech
TTGT TechTarget
TTMI TTM Technologies
TUSK Mammoth Energy
TVTY Tivity
TWOU 2U Inc
UBSI United Bankshares
UCBI United Community Banks
UE Urban Edge
UFPI UFP Industries | Universal Forest Products
UFS Domtar
UGI UGI Corp
UMBF UMB Financial
UMPQ Umpqua
UNF UniFirst
UNFI United Natural Foods
UNIT Uniti
UNVR Univar
USM U.S. Cellular | US Cellular
VGR Vector Group
VIR Vir Biotechnology
VLY Valley National Bancorp
VMI Valmont
VNOM Viper Energy
VNT Vontier
VOYA Voya | Voya Financial
VRNS Varonis
VRNT Verint
VRTS Virtus Investment
VSH Vishay
VTNR Vertex Energy
VVV Valvoline
WAFD Washington Federal
WBS Webster Financial
WCC Wesco International
WD Walker & Dunlop
WDFC WD-40
WERN Werner Enterprises
WGL WGL Holdings
WLK Westlake Chemical
WMGI Wright Medical
WMS Advanced Drainage
WOR Worthington Industries
WPG Washington Prime
WPX WPX Energy
WRI Weingarten Realty
WRLD World Acceptance
WSBC WesBanco
WSC WillScot
WSO Watsco
WTFC Wintrust
WTI W&T Offshore
WTS Watts Water
WTTR Select Energy
XEC Cimarex
XENT Intersect ENT
XHR Xenia Hotels
XPEL XPEL
YEXT Yext
ZUO Zuora
`;
