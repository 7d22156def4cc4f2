/**
 * Small companies, younger ones, and foreign ones with shares in New York, whose symbols run from Q to S;
 * `readTable` tells how a line is read.
 */
export const SMALL_CAPS_Q_TO_S = `
QADA QAD
QCRH QCR Holdings
QEP QEP Resources
QIWI Qiwi
QNST QuinStreet
QTNT Quotient Ltd
QTRH Quarterhill
QTRX Quanterix
QTS QTS Realty
QTT Qutoutiao
QUIK QuickLogic
QUOT Quotient Technology
QURE uniQure
RADA Rada Electronic
RAPT Rapt Therapeutics
RARX Ra Pharma
RAVN Raven Industries
RBB RBB Bancorp
RBBN Ribbon Communications
RBCAA Republic Bancorp
RCEL Avita Medical
RCI Rogers Communications
RCKY Rocky Brands
RCM R1 RCM
RCUS Arcus Biosciences
RDHL RedHill Biopharma | RedHill
RDNT RadNet
RDUS Radius Health
RECN Resources Connection
REGI Renewable Energy Group
REI Ring Energy
REKR Rekor Systems
RELX RELX
REPL Replimune
RES RPC Inc
RESN Resonant Inc
REVG REV Group
REX REX American
RFL Rafael Holdings
RFP Resolute Forest
RGCO RGC Resources
RGS Regis Corp
RICK RCI Hospitality
RIGL Rigel Pharmaceuticals
RLGT Radiant Logistics
RLGY Realogy
RM Regional Management
RMAX Re/Max
RMG Romeo Power
RMNI Rimini Street
RMR RMR Group
RMTI Rockwell Medical
RNWK RealNetworks
ROCK Gibraltar Industries
ROIC Retail Opportunity
ROLL RBC Bearings
RPAI Retail Properties of America
RPT RPT Realty
RRD RRD | R.R. Donnelley | RR Donnelley
RST Rosetta Stone
RTRX Retrophin
RTTR Ritter Pharmaceuticals
RTW RTW Retailwinds
RUBI Rubicon Project
RUBY Rubius
RUSHA Rush Enterprises
RVI Retail Value!
RVSB Riverview Bancorp
RWT Redwood Trust
RYAM Rayonier Advanced
RYB RYB Education
RYTM Rhythm Pharmaceuticals
SAEX SAExploration
SAFE Safehold
SAFT Safety Insurance
SAND Sandstorm Gold
SASR Sandy Spring
SAVA Cassava!
SBCF Seacoast Banking
SBFG SB Financial
SBPH Spring Bank Pharmaceuticals
SBS Sabesp
SBSI Southside Bancshares
SBT Sterling Bancorp
SCHL Scholastic!
SCHN Schnitzer
SCPL SciPlay
SCS Steelcase!
SCWX SecureWorks
SCYX Scynexis
SDGR Schrodinger
SEAC SeaChange
SELB Selecta!
SENEA Seneca Foods
SENS Senseonics
SFE Safeguard Scientifics
SFL Ship Finance | SFL Corp
SFST Southern First
SGA Saga Communications
SGBX SG Blocks
SGC Superior Uniform | Superior Group of Companies
SGH Smart Global
SHBI Shore Bankshares
SHG Shinhan Financial
SHI Sinopec Shanghai
SHLX Shell Midstream
SHYF Shyft!
SIBN SI-BONE
SID Companhia Siderurgica
SIEN Sientra
SIFY Sify
SIGA SIGA Technologies
SILC Silicom
SINT SINTX
SJI South Jersey Industries
SJR Shaw Communications
SJW SJW Group
SKM SK Telecom
SLDB Solid Biosciences
SLGG Super League Gaming
SLP Simulations Plus
SLRX Salarius Pharmaceuticals | Salarius
SLS Sellas Life | SELLAS
SMBC Southern Missouri
SMDM Singing Machine
SMLP Summit Midstream
SMP Standard Motor
SMPL Simply Good Foods
SNCR Synchronoss
SNDE Sundance Energy
SNDL Sundial Growers
SNDX Syndax
SNEX StoneX
SNFCA Security National Financial
SNN Smith & Nephew
SNP Sinopec
SNR New Senior!
SOHO Sotherly Hotels
SONN Sonnet BioTherapeutics
SP SP Plus
SPAR Spartan Motors
SPFI South Plains Financial
SPH Suburban Propane
SPNE SeaSpine
SPOK Spok Holdings
SPPI Spectrum Pharmaceuticals
SPRO Spero!
SPTN SpartanNash
SPWH Sportsman's Warehouse
SPXC SPX Corp
SQNS Sequans
SRAX SRAX
SRC Spirit Realty
SRCE 1st Source
SRCI SRC Energy
SRDX Surmodics
SREV ServiceSource
SRG Seritage
SRRA Sierra Oncology
SRRK Scholar Rock
SRT StarTek
SSL Sasol
SSP E.W. Scripps | EW Scripps
SSRM SSR Mining
SSTI ShotSpotter
SSYS Stratasys
STAR iStar
STBA S&T Bancorp
STC Stewart Information
STFC State Auto
STIM Neuronetics
STML Stemline
STRL Sterling Construction
STRO Sutro!
STSA Satsuma!
STXS Stereotaxis
SUPV Grupo Supervielle
SVM Silvercorp
SVMK SurveyMonkey | SVMK
SVRA Savara
SWAV ShockWave!
SWI SolarWinds
SWKH SWK Holdings
SWM Schweitzer-Mauduit
SXC SunCoke
SXI Standex
SYBT Stock Yards
SYBX Synlogic
SYKE Sykes Enterprises
SYRS Syros
SYX Systemax
`;
