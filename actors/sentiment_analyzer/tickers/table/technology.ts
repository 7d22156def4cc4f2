/** Technology, media and telecommunications; {@link readTable} tells how a line is read. */
export const TECHNOLOGY = `
AAPL Apple~
MSFT Microsoft
GOOGL/GOOG Alphabet~ | Google
AMZN Amazon~ | Amazon.com
META/FB Meta Platforms | Facebook | Meta!
NVDA Nvidia
TSLA Tesla | Tesla Motors
NFLX Netflix
ADBE Adobe
CRM Salesforce | Salesforce.com
ORCL Oracle~
IBM International Business Machines | IBM
INTC Intel~
AMD Advanced Micro Devices | AMD
QCOM Qualcomm
AVGO Broadcom
TXN Texas Instruments
MU Micron | Micron Technology
AMAT Applied Materials
LRCX Lam Research
KLAC KLA Corp | KLA-Tencor
ADI Analog Devices
MRVL Marvell | Marvell Technology
NXPI NXP Semiconductors | NXP
ON ON Semiconductor | Onsemi
MCHP Microchip Technology
SWKS Skyworks | Skyworks Solutions
QRVO Qorvo
XLNX Xilinx
CSCO Cisco | Cisco Systems
JNPR Juniper Networks
ANET Arista | Arista Networks
CIEN Ciena
HPQ HP Inc | Hewlett-Packard | Hewlett Packard | HP~
HPE Hewlett Packard Enterprise | HP Enterprise | HPE
DELL Dell | Dell Technologies
VMW VMware
NTAP NetApp
WDC Western Digital
STX Seagate | Seagate Technology
PSTG Pure Storage
NTNX Nutanix
SMCI Super Micro | Super Micro Computer | Supermicro
PLTR Palantir | Palantir Technologies
SNOW Snowflake!
NOW ServiceNow
WDAY Workday~
INTU Intuit
ADSK Autodesk
ADP Automatic Data Processing
PAYX Paychex
DDOG Datadog
NET Cloudflare
CRWD CrowdStrike
PANW Palo Alto Networks
FTNT Fortinet
ZS Zscaler
OKTA Okta
SPLK Splunk
MDB MongoDB
TWLO Twilio
TEAM Atlassian
DOCU DocuSign
DBX Dropbox
BOX Box Inc | Box!
ZM Zoom Video | Zoom!
WORK Slack Technologies | Slack!
SHOP Shopify
XYZ/SQ Block Inc | Square Inc | Square! | Block!
PYPL PayPal
COIN Coinbase
HOOD Robinhood~ | Robinhood Markets
UBER Uber | Uber Technologies
LYFT Lyft
ABNB Airbnb
BKNG Booking Holdings | Priceline | Booking.com
EXPE Expedia
TRIP TripAdvisor
YELP Yelp
ETSY Etsy
EBAY eBay
W Wayfair
CHWY Chewy!
GRUB Grubhub
DASH DoorDash
TWTR Twitter
SNAP Snap Inc | Snapchat | Snap!
PINS Pinterest
RDDT Reddit Inc
SPOT Spotify
ROKU Roku
SONO Sonos
GPRO GoPro
FIT Fitbit
MTCH Match Group
BMBL Bumble Inc
IAC IAC/InterActive | InterActiveCorp
YHOO Yahoo
AABA Altaba
AOL AOL
ZNGA Zynga
EA Electronic Arts
ATVI Activision | Activision Blizzard
TTWO Take-Two | Take-Two Interactive
RBLX Roblox
U Unity Software
GRPN Groupon
LNKD LinkedIn
P Pandora Media
TWX Time Warner
CHTR Charter Communications
CMCSA Comcast
T AT&T
VZ Verizon | Verizon Communications
TMUS T-Mobile | T-Mobile US
S Sprint!
DISH Dish Network
SIRI Sirius XM | SiriusXM
LUMN/CTL CenturyLink | Lumen Technologies
DIS Disney | Walt Disney | Walt Disney Co
WBD Warner Bros. Discovery | Warner Bros Discovery
PSKY/PARA/VIAC/VIAB/CBS Paramount Global | ViacomCBS | Viacom
FOXA/FOX Fox Corp | Twenty-First Century Fox | 21st Century Fox
NWSA/NWS News Corp
NYT New York Times Co | New York Times!
LYV Live Nation
WWE World Wrestling Entertainment
AMC AMC Entertainment
AMCX AMC Networks
IMAX IMAX
LGF.A/LGF.B Lions Gate | Lionsgate
NOK Nokia | NokiaX
ERIC Ericsson
BB/BBRY BlackBerry
SAP SAP SE | SAP~
ASML ASML
TSM TSMC | Taiwan Semiconductor | Taiwan Semiconductor Manufacturing
ARM Arm Holdings
STM STMicroelectronics
SONY/SNE Sony
BABA Alibaba | Alibaba Group
JD JD.com
BIDU Baidu
PDD Pinduoduo | PDD Holdings
NTES NetEase
IQ iQIYI
BILI Bilibili
WB Weibo
MOMO Momo Inc
TME Tencent Music
SE Sea Ltd
GRAB Grab Holdings
VOD Vodafone
ORAN Orange SA
TEF Telefonica
INFY Infosys
WIT Wipro
ACN Accenture
CTSH Cognizant
DXC DXC Technology
XRX Xerox
GLW Corning Inc | Corning!
MSI Motorola Solutions
GRMN Garmin
LOGI Logitech
CDNS Cadence Design
SNPS Synopsys
AKAM Akamai
VRSN Verisign
FFIV F5 Networks
CTXS Citrix
SYMC Symantec
NLOK NortonLifeLock
FEYE FireEye
TRUE TrueCar
CVNA Carvana
Z/ZG Zillow
RDFN Redfin
OPEN Opendoor
APPN Appian
AYX Alteryx
PD PagerDuty
ESTC Elastic NV
FSLY Fastly
HUBS HubSpot
RNG RingCentral
VEEV Veeva
TTD Trade Desk | The Trade Desk
CRTO Criteo
APP AppLovin
LITE Lumentum
COHR Coherent Corp
CREE Cree Inc
WOLF Wolfspeed
MSTR MicroStrategy
BLKB Blackbaud
FDS ^FactSet
IT Gartner
VRSK Verisk
EFX Equifax
FICO Fair Isaac
GDDY GoDaddy
WIX Wix.com
SABR Sabre Corp
DOMO Domo Inc
VG Vonage
`;
