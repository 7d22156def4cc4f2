/**
 * Small companies, younger ones, and foreign ones with shares in New York, whose symbols run from H to L;
 * `readTable` tells how a line is read.
 */
export const SMALL_CAPS_H_TO_L = `
HAYN Haynes International
HBIO Harvard Bioscience
HBM Hudbay
HBNC Horizon Bancorp
HCAT Health Catalyst
HCC Warrior Met Coal
HCCI Heritage-Crystal
HCHC HC2 Holdings
HCI HCI Group
HCKT Hackett Group
HCSG Healthcare Services Group
HEAR Turtle Beach
HEES H&E Equipment
HEP Holly Energy
HEPA Hepion
HFWA Heritage Financial
HHC Howard Hughes Corp
HI Hillenbrand
HIFS Hingham
HIIQ Health Insurance Innovations
HLIO Helios Technologies
HLIT Harmonic Inc
HLNE Hamilton Lane
HMHC Houghton Mifflin
HMN Horace Mann
HMST HomeStreet
HMSY HMS Holdings
HNP Huaneng Power
HOFT Hooker Furniture
HOME At Home Group!
HONE HarborOne
HOS Hornbeck
HPR HighPoint Resources
HQH Tekla Healthcare Investors
HQY HealthEquity
HRI Herc Holdings
HROW Harrow Health
HRTG Heritage Insurance
HRTX Heron Therapeutics
HSC Harsco
HSE Husky Energy
HSII Heidrick
HSKA Heska
HSTM HealthStream
HT Hersha
HTBK Heritage Commerce
HTBX Heat Biologics
HTGC Hercules Capital
HTH Hilltop Holdings
HTLD Heartland Express
HTLF Heartland Financial
HUD Hudson Ltd
HURC Hurco
HURN Huron Consulting
HVT Haverty's | Havertys
HWCC Houston Wire
HWKN Hawkins Inc
HY Hyster-Yale
HZO MarineMax
I Intelsat
IAA IAA Inc
IBCP Independent Bank Corp
IBKC Iberiabank
IBTX Independent Bank Group
ICAD iCAD
ICHR Ichor
ICMB Investcorp Credit
IDEX Ideanomics
IDN Intellicheck
IDXG Interpace
IDYA Ideaya
IESC IES Holdings
IGC India Globalization Capital
IGLD Internet Gold
IHG InterContinental Hotels
IIIN Insteel
IIIV i3 Verticals
IIN IntriCon
IIPR Innovative Industrial
IMBI iMedia Brands
IMKTA Ingles Markets
IMMR Immersion Corp
IMUX Immunic
IMXI International Money Express
INBK First Internet Bancorp
INDB Independent Bank!
INFO IHS Markit
INGN Inogen
INN Summit Hotel
INOV Inovalon
INPX Inpixon
INS Intelligent Systems
INSG Inseego
INSP Inspire Medical
INSW International Seaways
INTL INTL FCStone
INVA Innoviva
INVE Identiv
IOTS Adesto
IOVA Iovance
IPHI Inphi
IPHS Innophos
IPI Intrepid Potash
IPWR Ideal Power
IRET Investors Real Estate
IRMD iRadimed
IRS IRSA
IRT Independence Realty
IRTC iRhythm
IRWD Ironwood Pharmaceuticals
ISEE Iveric
ISR IsoRay
ISSC Innovative Solutions & Support
ITI Iteris
ITIC Investors Title
ITRM Iterum
ITRN Ituran
ITT ITT Inc
IVAC Intevac
IWM iShares Russell 2000
IX Orix
JAX J. Alexander's
JCAP Jernigan Capital
JILL J.Jill | J. Jill
JJSF J&J Snack
JMEI Jumei
JNCE Jounce
JOBS 51job
JOE St. Joe
JRVR James River Group
JYNT Joint Corp
KALA Kala Pharmaceuticals
KALV KalVista
KAR KAR Auction
KB KB Financial
KBAL Kimball International
KDMN Kadmon
KE Kimball Electronics
KELYA Kelly Services
KEM Kemet
KERN Akerna
KFRC Kforce
KIDS OrthoPediatrics
KIN Kindred Bio
KLDO Kaleido Biosciences | Kaleido Bio
KLIC Kulicke
KLXE KLX Energy
KNDI Kandi Technologies | Kandi
KNL Knoll Inc
KOF Coca-Cola Femsa
KOP Koppers
KPTI Karyopharm
KRA Kraton
KREF KKR Real Estate
KRNT Kornit Digital
KRNY Kearny
KRO Kronos Worldwide
KRUS Kura Sushi
KRYS Krystal Biotech
KT KT Corporation | KT Corp
KTB Kontoor
KVHI KVH
KWR Quaker Chemical | Quaker Houghton
KZIA Kazia
KZR Kezar Life
LAC Lithium Americas
LAIX LAIX
LAKE Lakeland Industries
LAND Gladstone Land
LANDZ Lands' End
LASR nLight
LAUR Laureate Education
LAWS Lawson Products
LBAI Lakeland Bancorp
LBC Luther Burbank
LBY Libbey
LCUT Lifetime Brands
LDL Lydall
LEAF Leaf Group
LEE Lee Enterprises
LFC China Life
LHCG LHC Group
LIFE aTyr Pharma
LIND Lindblad
LIVE Live Ventures
LIVX LiveXLive
LKFN Lakeland Financial
LKSD LSC Communications
LL Lumber Liquidators | LL Flooring
LMAT LeMaitre
LMNR Limoneira
LNDC Landec
LOB Live Oak
LOGC LogicBio
LOMA Loma Negra
LOPE Grand Canyon Education
LORL Loral Space
LOV Spark Networks
LOVE Lovesac
LPG Dorian LPG
LPI Laredo Petroleum
LPSN LivePerson
LQDA Liquidia
LQDT Liquidity Services
LTC LTC Properties
LTM/LTMAQ Latam Airlines
LTRPA Liberty TripAdvisor
LTRX Lantronix
LTS Ladenburg Thalmann
LUMO Lumos Pharma
LUNA Luna Innovations
LXFR Luxfer
LXRX Lexicon Pharmaceuticals
LXU LSB Industries
LYTS LSI Industries
LZB La-Z-Boy
`;
