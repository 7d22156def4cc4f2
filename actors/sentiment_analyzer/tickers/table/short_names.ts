/**
 * What the financial press calls companies for short, where that is hardly anything else: by the
 * first word of their names, with a word of the market beside it ("Kemper EPS beats").
 */
export const SHORT_NAMES = `
AEM Agnico~
AR Antero!
APA Apache!
ARWR Arrowhead!
ASH Ashland!
AVY Avery!
BAX Baxter!
BDX Becton~
BLUE Bluebird!
CZR Caesars!
CPE Callon!
CHK Chesapeake!
CRUS Cirrus!
CLVS Clovis!
COLL Collegium!
CXO Concho~
CRON Cronos~
CW Curtiss~
EW Edwards!
FCX Freeport!
FCEL FuelCell~
GTX Garrett!
HWC Hancock!
HP Helmerich~
ICPT Intercept!
ISRG Intuitive!
IRDM Iridium!
J Jacobs!
JNPR Juniper!
KMPR Kemper!
KDP Keurig~
KRC Kilroy!
KMI Kinder!
KL Kirkland!
KOD Kodiak!
KOS Kosmos!
LAMR Lamar!
LSCC Lattice!
LEG Leggett~
LGND Ligand!
LAD Lithia~
LK Luckin~
MMP Magellan!
MTDR Matador!
MTD Mettler~
MHK Mohawk!
TAP Molson~
NWL Newell!
OCUL Ocular!
PAG Penske!
PXD Pioneer!
PG Procter~
PFSI PennyMac~
DGX Quest!
RDN Radian!
RVLV Revolve!
ROK Rockwell!
ROP Roper!
SBRA Sabra!
SMG Scotts!
SHW Sherwin~
SFM Sprouts!
TNDM Tandem!
TRGP Targa~
TMO Thermo!
VNDA Vanda!
VMC Vulcan!
WDR Waddell~
WPM Wheaton!
WLL Whiting!
ZBH Zimmer!
ZION Zions~
AWK American Water
MMS Maximus!
TTE Total S.A. | Total!
ESTC Elastic!
ICE IntercontinentalExchange
NYT New York Times Company
TPR Tapestry!
HEXO Hexo~
ANTM Anthem!
UDR UDR
KAMN Kaman~
TDS Telephone and Data Systems
DAL Delta Air
PBH Prestige Brands~
MPW Medical Properties!
BEAM Beam Therapeutics
WWE WWE~
NCLH Norwegian Cruise
PENN Penn National | Penn Entertainment
SAN Santander
CBOE Cboe Global Markets
STM STMicro
YY Joyy
TD TD Bank
SLF Sun Life Financial
AMTD Ameritrade
ASGN ASGN
BBBY Bed Bath~
BTU Peabody Energy
CRSP CRISPR~
CRZO Carrizo
EAT Brinker
EXLS EXL Service
GBT Global Blood~
JBT John Bean~
LJPC La Jolla Pharma
MATX Matson!
MORN Morningstar~
NCR NCR
NYCB New York Community~
NYMT New York Mortgage~
OLLI Ollie's
ONB Old National~
PBYI Puma Biotech
PLXS Plexus!
RCKT Rocket Pharma
REXR Rexford!
SBRA Sabra Health
SFM Sprouts Farmers~
SHO Sunstone!
SHOO Steven Madden
SIG Signet~
SITE SiteOne
SRNE Sorrento!
STRA Strayer!
TAST Carrols
TCBI Texas Capital~
TGE Tallgrass
TPX Tempur-Pedic
UFPI Universal Forest~
VIR Vir Bio
VLY Valley National~
WKHS Workhorse!
WWW Wolverine Worldwide
JOBY Joby!
WOLF Cree!
FNF Fidelity National~
HP H&P
SIRI Sirius!
CME CME
TD TD!
BLL Ball!
DCI Donaldson!
WOR Worthington!
TGI Triumph!
FOXA Fox!
LRCX Lam!
SO Southern!
STT State Street!
EXPO Exponent!
CBT Cabot!
BHE Benchmark!
`;
