/** Smaller companies in services, finance, health and technology; {@link readTable} tells how a line is read. */
export const MORE_SERVICES = `
MELI MercadoLibre
JMIA Jumia
FVRR Fiverr
UPWK Upwork
ANGI Angi Homeservices
CARG CarGurus
CARS Cars.com
SSTK Shutterstock
SFLY Shutterfly
OSTK Overstock | Overstock.com
QRTEA Qurate
GLUU Glu Mobile
SCOR comScore
NLSN Nielsen Holdings
IPG Interpublic
OMC Omnicom
WPP WPP
LAMR Lamar Advertising
IHRT iHeartMedia
SBGI Sinclair Broadcast
NXST Nexstar
TGNA Tegna
GCI Gannett
MSG Madison Square Garden
MANU Manchester United
CNK Cinemark
DISCA/DISCB/DISCK Discovery Communications | Discovery Inc
DTV DirecTV
SATS EchoStar
VSAT Viasat
IRDM Iridium Communications
GSAT Globalstar
LBTYA Liberty Global
CCI Crown Castle
SBAC SBA Communications
EQIX Equinix
DLR Digital Realty
PLD Prologis
PSA Public Storage
AVB AvalonBay
EQR Equity Residential
VTR Ventas
WELL Welltower
OHI Omega Healthcare
HST Host Hotels
VNO Vornado
BXP Boston Properties
SLG SL Green
MAC Macerich
TCO Taubman
KIM Kimco
O Realty Income
STOR STORE Capital
IRM Iron Mountain
GEO GEO Group
CXW CoreCivic
NLY Annaly
AGNC AGNC Investment
STWD Starwood Property
CBRE CBRE
JLL Jones Lang LaSalle
PHM PulteGroup
MTH Meritage Homes
MAS Masco
MHK Mohawk Industries
LEG Leggett & Platt
TPX Tempur Sealy
PRPL Purple Innovation
SCI Service Corp
HRB H&R Block
CTAS Cintas
ARMK Aramark
SYY Sysco
USFD US Foods
RSG Republic Services
ADT ADT
ROL Rollins Inc
MAN ManpowerGroup
RHI Robert Half
NSP Insperity
CHGG Chegg
LRN K12 Inc
EDU New Oriental
TAL TAL Education
STRA Strategic Education
BR Broadridge
TRI Thomson Reuters
GLPI Gaming and Leisure
BYD Boyd Gaming
ERI Eldorado Resorts
MLCO Melco Resorts
SGMS Scientific Games
IGT International Game Technology
CHDN Churchill Downs
PLNT Planet Fitness
VAC Marriott Vacations
CHH Choice Hotels
WH Wyndham Hotels | Wyndham
OSW OneSpaWorld
HTHT Huazhu
CTRP/TCOM Ctrip | Trip.com
YY YY Inc
VIPS Vipshop
SINA Sina Corp
SOHU Sohu
HUYA Huya
MNSO Miniso
EH EHang
FUTU Futu
TIGR UP Fintech
LX LexinFintech
QD Qudian
UMC United Microelectronics
ASX ASE Technology
LPL LG Display
KEP Korea Electric Power
MUFG Mitsubishi UFJ
SMFG Sumitomo Mitsui
MFG ^Mizuho
NMR ^Nomura
CAJ Canon Inc
IBN ICICI Bank
HDB HDFC Bank
RDY Dr. Reddy's
WDR Waddell & Reed
IVZ Invesco
BEN Franklin Resources | Franklin Templeton
AMG Affiliated Managers
LM Legg Mason
AB AllianceBernstein
AMP Ameriprise
LAZ Lazard
HLI Houlihan Lokey
PJT PJT Partners
GHL Greenhill
LPLA LPL Financial
VIRT Virtu Financial | Virtu
MKTX MarketAxess
ACGL Arch Capital
L Loews Corp
CINF Cincinnati Financial
LNC Lincoln National
PFG Principal Financial
UNM Unum
GNW Genworth
AON Aon
MMC/MRSH Marsh & McLennan
WLTW/WTW Willis Towers Watson
AJG Arthur J. Gallagher
MTB M&T Bank
CFG Citizens Financial
CMA Comerica
NYCB New York Community Bancorp
PACW PacWest
WAL Western Alliance
SBNY Signature Bank
EWBC East West Bancorp
PBCT People's United
ADS Alliance Data
NAVI Navient
SLM Sallie Mae
OMF OneMain
CACC Credit Acceptance
GDOT Green Dot
MGI MoneyGram
EEFT Euronet
WEX WEX Inc
FLT FleetCor
TREE LendingTree
ENVA Enova
MTG MGIC Investment
RDN Radian Group
BAM Brookfield Asset Management
CM Canadian Imperial Bank | CIBC
MFC Manulife
SLF Sun Life
EXEL Exelixis
NBIX Neurocrine
SGEN Seattle Genetics | Seagen
UTHR United Therapeutics
JAZZ Jazz Pharmaceuticals
ALKS Alkermes
ALNY Alnylam
IONS Ionis
BLUE bluebird bio
CRSP CRISPR Therapeutics
EDIT Editas
NTLA Intellia
PTCT PTC Therapeutics
SAGE Sage Therapeutics
ACAD Acadia Pharmaceuticals
AMRN Amarin
NKTR Nektar
OPK Opko Health
CLVS Clovis Oncology
TSRO Tesaro
MDCO Medicines Company
EXAS Exact Sciences
GH Guardant Health
NVTA Invitae
PACB Pacific Biosciences
TXG 10x Genomics
QDEL Quidel
CODX Co-Diagnostics
HOLX Hologic
IDXX Idexx
RMD ResMed
ABMD Abiomed
TFX Teleflex
PODD Insulet
TNDM Tandem Diabetes
NVRO Nevro
HSIC Henry Schein
XRAY Dentsply
PDCO Patterson Companies
COO Cooper Companies
VAR Varian
HRC Hill-Rom
PKI PerkinElmer
A Agilent
WAT Waters Corp
MTD Mettler-Toledo
BIO Bio-Rad
IQV IQVIA
CRL Charles River Laboratories
CTLT Catalent
WST West Pharmaceutical
PRGO Perrigo
ELAN Elanco
HZNP Horizon Therapeutics | Horizon Pharma
LCI Lannett
AKRX Akorn
INSY Insys
UHS Universal Health Services
DVA DaVita
EHC Encompass Health
MOH Molina Healthcare
WCG WellCare
CERN Cerner
MDRX Allscripts
AMWL Amwell
GDRX GoodRx
HIMS Hims & Hers
SDC SmileDirectClub | SmileDirect
VXRT Vaxart
SRNE Sorrento Therapeutics
OCGN Ocugen
IBIO iBio
ARWR Arrowhead Pharmaceuticals
CANF Can-Fite
GMED Globus Medical
NUVA NuVasive
PLAN Anaplan
COUP Coupa
ZEN Zendesk
NEWR New Relic
SMAR Smartsheet
CVLT Commvault
PFPT Proofpoint
MIME Mimecast
CYBR CyberArk
CHKP Check Point Software | Check Point
SAIL SailPoint
RPD Rapid7
QLYS Qualys
TENB Tenable
NICE Nice Ltd
MANH Manhattan Associates
PAYC Paycom
PCTY Paylocity
ULTI Ultimate Software
PEGA Pegasystems
ANSS Ansys
PTC PTC Inc
TYL Tyler Technologies
JKHY Jack Henry
EPAM EPAM Systems
GIB CGI Inc
LDOS Leidos
SAIC Science Applications
BAH Booz Allen | Booz Allen Hamilton
CACI CACI
TDC Teradata
NCR NCR Corp
PBI Pitney Bowes
ZBRA Zebra Technologies
TRMB Trimble
KEYS Keysight
TEL TE Connectivity
APH Amphenol
JBL Jabil
FLEX Flex Ltd
SANM Sanmina
ARW Arrow Electronics
AVT Avnet
CDW CDW Corp
SNX Synnex
TECD Tech Data
IIVI II-VI
VIAV Viavi
COMM CommScope
ARRS Arris
UI/UBNT Ubiquiti
INFN Infinera
EXTR Extreme Networks
NTGR Netgear
CRUS Cirrus Logic
SLAB Silicon Labs
SYNA Synaptics
MXIM Maxim Integrated
CY Cypress Semiconductor
MPWR Monolithic Power
TER Teradyne
ENTG Entegris
MKSI MKS Instruments
IPGP IPG Photonics
MLNX Mellanox
RMBS Rambus
AMBA Ambarella
INVZ Innoviz
LAZR Luminar
VLDR Velodyne
QS QuantumScape
FSR Fisker
WKHS Workhorse Group
BLNK Blink Charging
CHPT ChargePoint
GOEV Canoo
HYLN Hyliion
RIDE Lordstown Motors
IONQ IonQ
RKLB Rocket Lab
ASTS AST SpaceMobile
JOBY Joby Aviation
MARA Marathon Digital
RIOT Riot Blockchain | Riot Platforms
CLSK CleanSpark
AI C3.ai
PATH UiPath
BBAI BigBear.ai
SOUN SoundHound
CAVA CAVA Group
CART Instacart
KVUE Kenvue
GEHC GE HealthCare
GEV GE Vernova
CEG Constellation Energy
VST Vistra
SHOO Steve Madden
TLRD Tailored Brands
TITN Titan Machinery
VSLR Vivint Solar
CSIQ Canadian Solar
JKS JinkoSolar
DQ Daqo
NOVA Sunnova
TAN Invesco Solar ETF
SPY SPDR S&P 500
QQQ Invesco QQQ
`;
