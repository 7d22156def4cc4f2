/** Finance and health; {@link readTable} tells how a line is read. */
export const FINANCE_AND_HEALTH = `
JPM ^JPMorgan | ^JPMorgan Chase | ^JP Morgan | ^J.P. Morgan
BAC ^Bank of America | ^BofA | ^Bank of America Merrill Lynch | ^BofAML | ^BofA Merrill | ^BofA Merrill Lynch | ^Merrill Lynch
C ^Citigroup | ^Citi | Citibank
WFC ^Wells Fargo
GS ^Goldman Sachs | ^Goldman
MS ^Morgan Stanley
UBS ^UBS
CS ^Credit Suisse
DB ^Deutsche Bank
BCS ^Barclays
HSBC ^HSBC
RY ^Royal Bank of Canada | ^RBC | ^RBC Capital
TD Toronto-Dominion
BMO ^Bank of Montreal | ^BMO | ^BMO Capital
BNS Bank of Nova Scotia | ^Scotiabank
RJF ^Raymond James
JEF ^Jefferies
EVR ^Evercore | ^Evercore ISI
SF ^Stifel
PIPR ^Piper Jaffray | ^Piper Sandler
OPY ^Oppenheimer
COWN ^Cowen
KEY ^KeyCorp | ^KeyBanc
SCHW Charles Schwab | Schwab
AMTD TD Ameritrade
ETFC E*TRADE | E-Trade | ETrade
IBKR Interactive Brokers
BLK BlackRock
BX Blackstone
KKR KKR
APO Apollo Global
CG Carlyle Group | Carlyle
TROW T. Rowe Price
STT State Street Corp
BK BNY Mellon | Bank of New York Mellon
USB U.S. Bancorp | US Bancorp
PNC PNC Financial | PNC
TFC/BBT Truist | BB&T
COF Capital One
DFS Discover Financial
SYF Synchrony | Synchrony Financial
ALLY Ally Financial
AXP American Express | AmEx
V Visa!
MA Mastercard
FISV/FI Fiserv
FIS Fidelity National Information
GPN Global Payments
WU Western Union
MCO Moody's Corp
SPGI S&P Global
MSCI MSCI Inc
CME CME Group
ICE Intercontinental Exchange
NDAQ Nasdaq Inc
CBOE Cboe Global
BRK.B/BRK.A Berkshire Hathaway | Berkshire~
AIG American International Group | AIG
MET MetLife
PRU Prudential Financial
ALL Allstate
PGR Progressive Corp | Progressive!
TRV Travelers Cos | Travelers!
CB Chubb
AFL Aflac
HIG Hartford Financial
LMND Lemonade Inc
FITB Fifth Third
RF Regions Financial
HBAN Huntington Bancshares
SIVB SVB Financial | Silicon Valley Bank
FRC First Republic Bank
LC LendingClub
SOFI SoFi
UPST Upstart Holdings
AFRM Affirm Holdings
GE General Electric | GE~
FNMA Fannie Mae
FMCC Freddie Mac
ING ING Groep
SAN Banco Santander
RBS Royal Bank of Scotland
LYG Lloyds Banking | Lloyds Bank
JNJ Johnson & Johnson | J&J
PFE Pfizer
MRK Merck
ABBV AbbVie
ABT Abbott Laboratories | Abbott Labs
LLY Eli Lilly
BMY Bristol-Myers | Bristol-Myers Squibb | Bristol Myers Squibb
AMGN Amgen
GILD Gilead | Gilead Sciences
BIIB Biogen
REGN Regeneron
VRTX Vertex Pharmaceuticals
MRNA Moderna
NVAX Novavax
BNTX BioNTech
AZN AstraZeneca
GSK GlaxoSmithKline | GSK
SNY Sanofi
NVS Novartis
NVO Novo Nordisk
TAK Takeda
TEVA Teva | Teva Pharmaceutical
MYL Mylan
VTRS Viatris
AGN Allergan
CELG Celgene
ALXN Alexion
ILMN Illumina
INO Inovio
SRPT Sarepta
BMRN BioMarin
INCY Incyte
UNH UnitedHealth | UnitedHealth Group
CVS CVS Health | CVS
WBA Walgreens | Walgreens Boots
CI Cigna
ANTM/ELV Anthem Inc | Elevance Health
HUM Humana
CNC Centene
HCA HCA Healthcare | HCA Holdings
THC Tenet Healthcare
CYH Community Health Systems
MCK McKesson
CAH Cardinal Health
ABC/COR AmerisourceBergen
MDT Medtronic
SYK Stryker
BSX Boston Scientific
ISRG Intuitive Surgical
EW Edwards Lifesciences
BAX Baxter International
BDX Becton Dickinson
ZBH Zimmer Biomet
TMO Thermo Fisher
DHR Danaher
DXCM DexCom
ALGN Align Technology
TDOC Teladoc
QGEN Qiagen
LH LabCorp
DGX Quest Diagnostics
ZTS Zoetis
ENDP Endo International
BHC/VRX Bausch Health | Valeant
MNK Mallinckrodt
ACB Aurora Cannabis
CGC Canopy Growth
TLRY Tilray
CRON Cronos Group
APHA Aphria
HEXO HEXO Corp
`;
