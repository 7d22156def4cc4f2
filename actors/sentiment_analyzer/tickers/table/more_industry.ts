/** Smaller companies in energy, industry and shops that the news often names; {@link readTable} tells how a line is read. */
export const MORE_INDUSTRY = `
WING Wingstop
SKX Skechers
DDS Dillard's | Dillards
ATUS Altice USA
AEP American Electric Power | AEP
MYGN Myriad Genetics
PMT PennyMac Mortgage
SOL ReneSola
MGIC Magic Software
VAL Valaris | Ensco
ONCS OncoSec
VFF Village Farms
CHL China Mobile
ZION Zions Bancorp | Zions Bancorporation | Zion Banks
TXRH Texas Roadhouse
CAKE Cheesecake Factory
JACK Jack in the Box
BLMN Bloomin' Brands
EAT Brinker International
DENN Denny's
PLAY Dave & Buster's
CBRL Cracker Barrel
BJRI BJ's Restaurants
RRGB Red Robin
LOCO El Pollo Loco
HABT Habit Restaurants
NDLS Noodles & Co
FOSL Fossil Group
GES Guess Inc
CHS Chico's FAS | Chico's
EXPR Express Inc
ASNA Ascena Retail | Ascena
TLYS Tilly's
ZUMZ Zumiez
PLCE Children's Place
CRI Carter's
HBI Hanesbrands
GIL Gildan
COLM Columbia Sportswear
DECK Deckers
WWW Wolverine World Wide
SIG Signet Jewelers
MOV Movado
OLLI Ollie's Bargain Outlet
PIR Pier 1 | Pier 1 Imports
FL Foot Locker
ODP Office Depot
SPLS Staples Inc
FDO Family Dollar
RAD Rite Aid
SWY Safeway
SVU Supervalu
WFM Whole Foods Market
TUP Tupperware
NUS Nu Skin
REV Revlon
COTY Coty
IFF International Flavors
BGS B&G Foods
POST Post Holdings
HAIN Hain Celestial
FLO Flowers Foods
MKC McCormick & Co | McCormick!
DF Dean Foods
PPC Pilgrim's Pride
ADM Archer Daniels Midland
BG Bunge
MOS Mosaic Co
NTR Nutrien
CF CF Industries
FMC FMC Corp
APD Air Products
LIN Linde
ECL Ecolab
PPG PPG Industries | PPG
EMN Eastman Chemical
HUN Huntsman Corp
OLN Olin Corp
CC Chemours
AVY Avery Dennison
SEE Sealed Air
BLL Ball Corp
WRK WestRock
PKG Packaging Corp
STLD Steel Dynamics
RS Reliance Steel
AKS AK Steel
CNX CNX Resources
BTU Peabody
ARCH Arch Coal
AEM Agnico Eagle
KGC Kinross
AU AngloGold
PAAS Pan American Silver
WPM Wheaton Precious
FNV Franco-Nevada
TECK Teck Resources
APA Apache Corp
PXD Pioneer Natural Resources
CXO Concho Resources
FANG Diamondback Energy
NBL Noble Energy
COG Cabot Oil
RRC Range Resources
SWN Southwestern Energy
AR Antero Resources
CLR Continental Resources
OAS Oasis Petroleum
DNR Denbury
CPE Callon Petroleum
CRZO Carrizo Oil
NOV National Oilwell Varco
FTI TechnipFMC
WFT Weatherford
NE Noble Corp
DO Diamond Offshore
HP Helmerich & Payne
PTEN Patterson-UTI
EPD Enterprise Products
WMB Williams Companies | Williams Cos
OKE Oneok
MMP Magellan Midstream
LNG Cheniere
TRGP Targa Resources
HFC HollyFrontier
DK Delek
CVI CVR Energy
SU Suncor
CNQ Canadian Natural Resources
CVE Cenovus
IMO Imperial Oil
XEL Xcel Energy
ED Consolidated Edison | Con Edison
PEG Public Service Enterprise
FE FirstEnergy
PPL PPL Corp
AES AES Corp
NRG NRG Energy
CNP CenterPoint
SRE Sempra
DTE DTE Energy
WEC WEC Energy
AEE Ameren
CMS CMS Energy
AWK American Water Works
EQT EQT Corp
ITW Illinois Tool Works
PH Parker-Hannifin | Parker Hannifin
DOV Dover Corp
SWK Stanley Black & Decker
IR Ingersoll-Rand | Ingersoll Rand
JCI Johnson Controls
CARR Carrier Global
OTIS Otis Worldwide
PNR Pentair
XYL Xylem
FLR Fluor
J/JEC Jacobs Engineering
KBR KBR
ACM AECOM
VMC Vulcan Materials
MLM Martin Marietta
URI United Rentals
GWW Grainger
FAST Fastenal
AGCO AGCO
TEX Terex
OSK Oshkosh
WAB Wabtec
GBX Greenbrier
TRN Trinity Industries
JBHT J.B. Hunt | JB Hunt
ODFL Old Dominion Freight
XPO XPO Logistics | XPO
CHRW C.H. Robinson
EXPD Expeditors
KNX Knight-Swift
SNDR Schneider National
ZTO ZTO Express
ERJ Embraer
AIR AAR Corp
HII Huntington Ingalls
TDG TransDigm
HXL Hexcel
HEI Heico
AXON Axon Enterprise | Taser
SWBI/AOBC Smith & Wesson | American Outdoor Brands
RGR Sturm Ruger
BC Brunswick Corp
PII Polaris
THO Thor Industries
WGO Winnebago
FOXF Fox Factory
LAD Lithia Motors
PAG Penske Automotive
AAP Advance Auto Parts
ORLY O'Reilly Automotive
GPC Genuine Parts
APTV Aptiv
MGA Magna International
VC Visteon
DLPH Delphi Technologies
TEN Tenneco
AXL American Axle
GNTX Gentex
TTM Tata Motors
`;
