/**
 * Companies that were listed in the middle of the 2010s and are no longer: recordings of that time
 * name them; `readTable` tells how a line is read.
 */
export const FORMER = `
COV Covidien
TRW TRW Automotive
TWC Time Warner Cable
LVLT Level 3
SIAL Sigma-Aldrich
DRC Dresser-Rand
HSH Hillshire | Hillshire Brands
POM Pepco
DNDN Dendreon
NIHD NII Holdings
RSH RadioShack
ARO Aeropostale
WTSL Wet Seal
ZU Zulily
KING King Digital
YNDX Yandex
NQ NQ Mobile
ITMN InterMune
IDIX Idenix
QCOR Questcor
SLXP Salix
AUXL Auxilium
KERX Keryx
OVAS OvaScience
PCYC Pharmacyclics
CBST Cubist | Cubist Pharmaceuticals
FRX Forest Laboratories | Forest Labs
BEAV B/E Aerospace
ANN Ann Inc | AnnTaylor
PETM PetSmart
HAR Harman
TIBX Tibco | TIBCO Software
INFA Informatica
RVBD Riverbed | Riverbed Technology
CPWR Compuware
MENT Mentor Graphics
ATML Atmel
FSL Freescale
IRF International Rectifier
RFMD RF Micro
TQNT TriQuint
SPRD Spreadtrum
ALU Alcatel-Lucent | Alcatel Lucent
CYNI Cyan Inc
FIO Fusion-io
VOCS Vocus
MWW Monster Worldwide
AWAY HomeAway
KYAK Kayak!
CTCT Constant Contact
DWRE Demandware
MKTO Marketo
SODA SodaStream
GMCR Green Mountain Coffee | Keurig Green Mountain
TFM Fresh Market
BWLD Buffalo Wild Wings
SONC Sonic Corp
CAB Cabela's
HGG hhgregg
JOSB Jos. A. Bank
MW Men's Wearhouse
LO Lorillard
RAI Reynolds American
BEAM Beam Inc
PRX Par Pharmaceutical
WAG Walgreen
CFN CareFusion
TLM Talisman Energy
NFX Newfield | Newfield Exploration
KOG Kodiak Oil
SD SandRidge | SandRidge Energy
LINE Linn Energy
ANR Alpha Natural
WLT Walter Energy
MCP Molycorp
CLD Cloud Peak
PPO Polypore
GTI GrafTech
ZOLT Zoltek
SCTY SolarCity
FLTX Fleetmatics
SZYM Solazyme
KIOR KiOR
AMPE Ampio
ARIA Ariad
NAVB Navidea
GALE Galena Biopharma
CYTR CytRx
AEZS Aeterna Zentaris
ACHN Achillion
IDRA Idera
THOR Thoratec
VOLC Volcano Corp
GIVN Given Imaging
ARTC ArthroCare
HTSI Harris Teeter
RKT Rock-Tenn | RockTenn
MWV MeadWestvaco
BMS Bemis
SNI Scripps Networks
WIN Windstream
FTR Frontier Communications
CNVR Conversant~
RAX Rackspace
VRNG Vringo
LOCK LifeLock
GIMO Gigamon
CVC Cablevision
LMCA Liberty Media
STRZA Starz~
HLSS Home Loan Servicing
OCN Ocwen | Ocwen Financial
ALTI Altisource
NSM Nationstar
PL Protective Life
HCBK Hudson City Bancorp
SUSQ Susquehanna Bancshares
FNFG First Niagara
CYN City National
BPOP Popular Inc
HUSI HSBC USA
KCG KCG Holdings
IM Ingram Micro
URS URS Corp
LLL L-3 Communications | L3 Technologies
ATK Alliant Techsystems
EXLS ExlService
GA Giant Interactive
WUBA 58.com
SFUN SouFun
YGE Yingli | Yingli Green
TSL Trina Solar | Trina
LDK LDK Solar
HIMX Himax
GOGO Gogo Inc
ZLTQ Zeltiq
MDSO Medidata
ATHN athenahealth
PBYI Puma Biotechnology
COCO Corinthian Colleges
APOL Apollo Education
BPI Bridgepoint Education
DV DeVry
LF LeapFrog
JAKK Jakks Pacific
RENN Renren
DANG Dangdang
WPZ Williams Partners
ETE Energy Transfer Equity
RGP Regency Energy
KMP Kinder Morgan Energy
EPB El Paso Pipeline
BWP Boardwalk Pipeline
ATLS Atlas Energy
XCO Exco Resources
FST Forest Oil
PVA Penn Virginia
MHR Magnum Hunter
GDP Goodrich Petroleum
WNR Western Refining
ALJ Alon USA
TSO Tesoro
GTAT GT Advanced | GT Advanced Technologies
UNXL Uni-Pixel
IVAN Ivanhoe Energy
NSU Nevsun
ANV Allied Nevada
THM International Tower Hill
CDE Coeur Mining | Coeur
HTM US Geothermal
PGN Paragon Offshore
HERO Hercules Offshore
ATW Atwood Oceanics
DRYS DryShips
GNK Genco~
EGLE Eagle Bulk
SALT Scorpio Bulkers
STNG Scorpio Tankers
`;
