/**
 * Small companies, younger ones, and foreign ones with shares in New York, whose symbols run from T to Z;
 * `readTable` tells how a line is read.
 */
export const SMALL_CAPS_T_TO_Z = `
TA TravelCenters
TACO Del Taco
TALO Talos Energy
TARO Taro Pharmaceutical
TBBK Bancorp Inc
TBIO Translate Bio
TBK Triumph Bancorp
TBLT ToughBuilt
TBNK Territorial Bancorp
TCB/TCF TCF Financial
TCBK TriCo
TCCO Technical Communications
TCDA Tricida
TCMD Tactile Systems
TCRR TCR2
TCS Container Store
TCX Tucows
TDW Tidewater!
TELL Tellurian
TEO Telecom Argentina
TERP TerraForm Power
TESS Tessco
TEUM Pareteum
TG Tredegar
TGA TransGlobe Energy
TGH Textainer
TGI Triumph Group
TGS Transportadora de Gas
TH Target Hospitality
THFF First Financial Corp
THMO ThermoGenesis
THQ Tekla Healthcare Opportunities
THR Thermon
THRM Gentherm
THW Tekla World Healthcare
TIMB TIM Participacoes
TIPT Tiptree
TISI Team Inc
TIVO TiVo
TK Teekay
TKC Turkcell
TMDX TransMedics
TMP Tompkins!
TNAV Telenav
TNK Teekay Tankers
TNP Tsakos Energy
TNXP Tonix
TOCA Tocagen
TOMZ TOMI Environmental
TOPS Top Ships
TORC resTORbio
TOWR Tower International
TPB Turning Point Brands
TPC Tutor Perini
TPCO Tribune Publishing
TPIC TPI Composites
TPRE Third Point Re
TPTX Turning Point Therapeutics
TR Tootsie Roll
TRC Tejon Ranch
TREC Trecora
TRHC Tabula Rasa
TRNO Terreno
TRNX Taronis Technologies
TROV TrovaGene
TRQ Turquoise Hill
TRS TriMas
TRST TrustCo
TRTX TPG RE
TRUP Trupanion
TRXC TransEnterix
TSC TriState Capital
TSG Stars Group
TTI Tetra Technologies
TTPH Tetraphase
TU Telus
TUFN Tufin
TV Grupo Televisa | Televisa
TWI Titan International
TWIN Twin Disc
TWNK Hostess Brands
TWO Two Harbors
TWST Twist Bioscience
TYPE Monotype
UBA Urstadt Biddle
UBFO United Security Bancshares
UBX Unity Biotechnology | Unity Bio
UCFC United Community Financial
UCTT Ultra Clean
UEC Uranium Energy
UEIC Universal Electronics
UFAB Unique Fabricating
UFCS United Fire
UFI Unifi
UFPT UFP Technologies
UHAL U-Haul | Amerco
UHT Universal Health Realty
UIHC United Insurance Holdings
UIS Unisys
ULH Universal Logistics
UMH UMH Properties
UNB Union Bankshares
UNT Unit Corp
UNTY Unity Bancorp
UPLD Upland Software
URGN UroGen
UROV Urovant Sciences | Urovant
USAK USA Truck
USCR U.S. Concrete | US Concrete
USLM United States Lime
USNA Usana
USPH U.S. Physical Therapy
USWS U.S. Well Services
USX U.S. Xpress | US Xpress
UTL Unitil
UTMD Utah Medical
UUU Universal Security Instruments
UUUU Energy Fuels
UVE Universal Insurance Holdings
UVSP Univest
UVV Universal Corp
VAPO Vapotherm
VBIV VBI Vaccines
VBTX Veritex
VCRA Vocera
VEC Vectrus
VECO Veeco
VEDL Vedanta
VER Vereit
VERI Veritone
VERU Veru Inc
VET Vermilion Energy
VHC VirnetX
VHI Valhi
VICR Vicor
VIE Viela Bio
VIOT Viomi
VIRC Virco
VIV Telefonica Brasil
VIVO Meridian Bioscience
VLGEA Village Super
VLRS Volaris
VLRX Valeritas
VNCE Vince Holding
VNET 21Vianet
VOXX VOXX
VPG Vishay Precision
VRA Vera Bradley
VRAY ViewRay
VRCA Verrica
VREX Varex Imaging
VRM Vroom!
VRRM Verra Mobility
VRS Verso!
VRTU Virtusa
VRTV Veritiv
VSEC VSE Corp
VSTO Vista Outdoor
VVI Viad
VVUS Vivus
WABC Westamerica
WAIR Wesco Aircraft
WASH Washington Trust
WBT Welbilt
WCN Waste Connections
WETF WisdomTree
WEYS Weyco
WHD Cactus Inc
WHG Westwood Holdings
WILC G. Willi-Food
WINA Winmark
WIRE Encore Wire
WK Workiva
WLFC Willis Lease
WLH William Lyon
WMC Western Asset Mortgage
WMK Weis Markets
WNC Wabash National
WNEB Western New England
WORX SCWorx
WOW WideOpenWest
WPRT Westport Fuel
WRE Washington REIT
WRTC Wrap Technologies
WSBF Waterstone!
WSFS WSFS Financial
WSR Whitestone REIT
WTBA West Bancorp
WTER Alkaline Water
WTM White Mountains
WTRE Watford!
WTRH Waitr
WVE Wave Life
XAIR Beyond Air
XBIT XBiotech
XELA Exela
XERS Xeris Pharmaceuticals | Xeris
XFOR X4 Pharmaceuticals
XL XL Fleet
XOMA XOMA
XON Intrexon
XP XP Inc
XPER Xperi
XXII 22nd Century
Y Alleghany
YETI YETI Holdings | Yeti!
YGYI Youngevity
YI 111 Inc
YMAB Y-mAbs
YORW York Water
YPF YPF
YRCW YRC Worldwide
YRD Yirendai
YTEN Yield10
YZC Yanzhou Coal
ZAGG Zagg
ZAYO Zayo Group | Zayo
ZEUS Olympic Steel
ZIXI Zix Corp
ZNH China Southern Airlines
ZNTL Zentalis
ZOM Zomedica
ZVO Zovio
ZYNE Zynerba
ZYXI Zynex
`;
