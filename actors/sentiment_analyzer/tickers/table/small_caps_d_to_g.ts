/**
 * Small companies, younger ones, and foreign ones with shares in New York, whose symbols run from D to G;
 * `readTable` tells how a line is read.
 */
export const SMALL_CAPS_D_TO_G = `
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
