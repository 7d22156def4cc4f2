/** Industry, energy and consumer goods; {@link readTable} tells how a line is read. */
export const INDUSTRY_AND_CONSUMER = `
F Ford~ | Ford Motor
GM General Motors | GM
STLA/FCAU Fiat Chrysler | Stellantis
TM Toyota
HMC Honda
NSANY Nissan
RACE Ferrari
RIVN Rivian
LCID Lucid Motors | Lucid Group
NIO NIO Inc | Nio~
XPEV XPeng
LI Li Auto
NKLA Nikola | Nikola Motor
HOG Harley-Davidson | Harley Davidson
BA Boeing
LMT Lockheed Martin | Lockheed
RTX/RTN Raytheon
UTX United Technologies
NOC Northrop Grumman | Northrop
GD General Dynamics
LHX/HRS L3Harris | Harris Corp
TXT Textron
SPR Spirit AeroSystems
SPCE Virgin Galactic
HON Honeywell
MMM 3M
CAT Caterpillar~
DE Deere | John Deere
CMI Cummins
EMR Emerson Electric
ETN Eaton Corp
ROK Rockwell Automation
UPS United Parcel Service | UPS
FDX FedEx
UNP Union Pacific
CSX CSX
NSC Norfolk Southern
KSU Kansas City Southern
CP Canadian Pacific
CNI Canadian National Railway
DAL Delta Air Lines | Delta Airlines | Delta!
UAL United Airlines | United Continental
AAL American Airlines
LUV Southwest Airlines
JBLU JetBlue
ALK Alaska Air
SAVE Spirit Airlines
RYAAY Ryanair
CCL Carnival Corp | Carnival!
RCL Royal Caribbean
NCLH Norwegian Cruise Line
MAR Marriott
HLT Hilton Worldwide | Hilton~
H Hyatt
LVS Las Vegas Sands
WYNN Wynn Resorts
MGM MGM Resorts | MGM
DKNG DraftKings
PENN Penn National Gaming
SIX Six Flags
FUN Cedar Fair
SEAS SeaWorld
XOM Exxon | ExxonMobil | Exxon Mobil
CVX Chevron
BP BP
SHEL/RDS.A/RDS.B Royal Dutch Shell | Shell Plc | Shell!
TTE/TOT TotalEnergies
EQNR/STO Equinor | Statoil
COP ConocoPhillips
OXY Occidental | Occidental Petroleum
APC Anadarko | Anadarko Petroleum
CHK Chesapeake Energy
EOG EOG Resources
DVN Devon Energy
HAL Halliburton
SLB Schlumberger
BKR/BHGE Baker Hughes
KMI Kinder Morgan
ET Energy Transfer
MRO Marathon Oil
MPC Marathon Petroleum
VLO Valero
PSX Phillips 66
HES Hess Corp
WLL Whiting Petroleum
TRP TC Energy | TransCanada
ENB Enbridge
RIG Transocean
PBR Petrobras
PCG PG&E
NEE NextEra
DUK Duke Energy
SO Southern Co
D Dominion Energy
EXC Exelon
EIX Edison International
FSLR First Solar
SPWR SunPower
ENPH Enphase
SEDG SolarEdge
RUN Sunrun
PLUG Plug Power
FCEL FuelCell Energy
BE Bloom Energy
VALE Vale SA
RIO Rio Tinto
BHP BHP
AA Alcoa
X U.S. Steel | US Steel | United States Steel
NUE Nucor
CLF Cleveland-Cliffs
MT ArcelorMittal
FCX Freeport-McMoRan | Freeport McMoRan
NEM Newmont
GOLD/ABX/B Barrick Gold | Barrick
DD DuPont
DOW Dow Inc | Dow Chemical
LYB LyondellBasell
MON Monsanto
CTVA Corteva
IP International Paper
WY Weyerhaeuser
WMT Walmart | Wal-Mart
TGT Target! | Target Corp
COST Costco
KR Kroger
HD Home Depot
LOW Lowe's | Lowes
BBY Best Buy
AMCR Amcor
GME GameStop
BBBY Bed Bath & Beyond | Bed Bath and Beyond
M Macy's | Macys
KSS Kohl's | Kohls
JWN Nordstrom
JCP J.C. Penney | JC Penney | JCPenney
SHLD Sears Holdings | Sears
GAP/GPS Gap Inc | Gap!
LB/BBWI L Brands | Victoria's Secret
URBN Urban Outfitters
ANF Abercrombie | Abercrombie & Fitch
AEO American Eagle Outfitters
TIF Tiffany & Co | Tiffany~
TJX TJX
ROST Ross Stores
BURL Burlington Stores
DG Dollar General
DLTR Dollar Tree
FIVE Five Below
BIG Big Lots
ULTA Ulta Beauty | Ulta
EL Estee Lauder
RH Restoration Hardware
WSM Williams-Sonoma
KMX CarMax
AZO AutoZone
AN AutoNation
TSCO Tractor Supply
DKS Dick's Sporting Goods
NKE Nike
UAA/UA Under Armour
LULU Lululemon
ADDYY Adidas
PVH PVH Corp
RL Ralph Lauren
TPR/COH Tapestry Inc
CPRI/KORS Capri Holdings | Michael Kors
VFC VF Corp
LEVI Levi Strauss | Levi's
CROX Crocs
SBUX Starbucks
MCD McDonald's | McDonalds
YUM Yum Brands | Yum Brands Inc
YUMC Yum China
CMG Chipotle
QSR Restaurant Brands
WEN Wendy's | Wendys
DPZ Domino's | Domino's Pizza
PZZA Papa John's
SHAK Shake Shack
DNKN Dunkin' | Dunkin' Brands
DRI Darden | Darden Restaurants
LK Luckin Coffee
BYND Beyond Meat
KO Coca-Cola | Coca Cola
PEP PepsiCo | Pepsi
MNST Monster Beverage
KDP Keurig Dr Pepper
KHC Kraft Heinz
MDLZ Mondelez
K Kellogg
GIS General Mills
CPB Campbell Soup
HSY Hershey
TSN Tyson Foods | Tyson~
HRL Hormel
CAG Conagra
SJM J.M. Smucker | Smucker
BUD Anheuser-Busch | AB InBev
TAP Molson Coors
STZ Constellation Brands
SAM Boston Beer
DEO Diageo
PM Philip Morris
MO Altria
BTI British American Tobacco
PG Procter & Gamble | P&G
UL/UN Unilever
CL Colgate-Palmolive | Colgate
KMB Kimberly-Clark
CLX Clorox
EPC Edgewell
NWL Newell Brands
HAS Hasbro
MAT Mattel
WHR Whirlpool Corp | Whirlpool~
IRBT iRobot
PTON Peloton
LEN Lennar
DHI D.R. Horton
KBH KB Home
TOL Toll Brothers
SPG Simon Property
AMT American Tower
WM Waste Management
SHW Sherwin-Williams
AVP Avon Products
HLF Herbalife
WW Weight Watchers | WW International
CZR Caesars Entertainment
DNB Dun & Bradstreet
HTZ Hertz
CAR Avis Budget
NVR NVR Inc
SFIX Stitch Fix
RVLV Revolve Group
SFM Sprouts Farmers Market
BJ BJ's Wholesale
PCAR Paccar
NAV Navistar
ADNT Adient
GT Goodyear
LEA Lear Corp
BWA BorgWarner
DAN Dana Inc
`;
