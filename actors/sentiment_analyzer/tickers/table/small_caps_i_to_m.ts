/**
 * Small companies, younger ones, and foreign ones with shares in New York, whose symbols run from I to M;
 * `readTable` tells how a line is read.
 */
export const SMALL_CAPS_I_TO_M = `
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
MAGS Magal Security
MARK Remark Holdings
MARPS Marine Petroleum Trust
MATW Matthews International
MBCN Middlefield Banc
MBI MBIA
MBIN Merchants Bancorp
MBIO Mustang Bio
MBOT Microbot Medical
MBT Mobile TeleSystems
MBWM Mercantile Bank
MCB Metropolitan Bank
MCBC Macatawa
MCFT MasterCraft | MCBC Holdings
MCHX Marchex
MCRB Seres Therapeutics
MCRI Monarch Casino
MCS Marcus Corp
MD Mednax
MDCA MDC Partners
MDLA Medallia
MDR McDermott International | McDermott!
MDVN Medivation
MDXG MiMedx
MEC Mayville Engineering
MEET Meet Group!
MEI Methode
MEOH Methanex
MFIN Medallion Financial
MFNC Mackinac Financial
MG Mistras
MGEE MGE Energy
MGEN miRagen
MGLN Magellan Health
MGNX MacroGenics
MGP MGM Growth
MGPI MGP Ingredients
MGRC McGrath RentCorp
MGTA Magenta Therapeutics
MGTX MeiraGTx
MGY Magnolia Oil & Gas | Magnolia Oil
MHO M/I Homes
MIC Macquarie Infrastructure
MIK Michaels Companies
MINI Mobile Mini
MIST Milestone Pharmaceuticals
MITK Mitek Systems
MITT AG Mortgage
MJCO Majesco
MKL Markel!
MLAB Mesa Labs
MLND Millendo
MLR Miller Industries
MMI Marcus & Millichap
MMLP Martin Midstream
MNOV MediciNova
MNRL Brigham Minerals
MNRO Monro Inc | Monro Muffler
MOBL MobileIron
MOFG MidWestOne
MOG.A Moog
MOR MorphoSys
MORF Morphic!
MPAA Motorcar Parts
MPX Marine Products
MR Montage Resources
MRC MRC Global
MRKR Marker Therapeutics
MRLN Marlin Business Services
MRNS Marinus Pharmaceuticals
MRTN Marten Transport
MSBI Midland States
MSEX Middlesex Water
MSON Misonix
MSVB Mid-Southern Bancorp
MTEM Molecular Templates
MTEX Mannatech
MTL Mechel
MTLS Materialise
MTOR Meritor
MTR Mesa Royalty Trust
MTRN Materion
MTRX Matrix Service
MTSI MACOM
MUX McEwen Mining
MWA Mueller Water
MYE Myers Industries
MYFW First Western Financial
MYO Myomo
MYOK MyoKardia
MYRG MYR Group
`;
