/**
 * Small companies, younger ones, and foreign ones with shares in New York, whose symbols run from M to P;
 * `readTable` tells how a line is read.
 */
export const SMALL_CAPS_M_TO_P = `
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
NANO Nanometrics
NATH Nathan's Famous
NATI National Instruments
NATR Nature's Sunshine
NBHC National Bank Holdings
NBRV Nabriva
NBTB NBT Bancorp
NBY NovaBay
NC NACCO
NCMI National CineMedia
NEO NeoGenomics
NEON Neonode
NEOS Neos Therapeutics
NERV Minerva Neurosciences
NESR National Energy Services
NEW Puxin
NEWT Newtek
NEX NexTier
NFBK Northfield Bancorp
NGD New Gold Inc
NGG National Grid
NGHC National General
NGL NGL Energy
NGM NGM Biopharmaceuticals | NGM Bio
NGS Natural Gas Services
NGVC Natural Grocers
NH NantHealth
NHC National HealthCare
NHI National Health Investors
NICK Nicholas Financial
NK NantKwest
NKSH National Bankshares
NL NL Industries
NLS Nautilus Inc
NM Navios Maritime Holdings | Navios Maritime
NMM Navios Maritime Partners
NMRK Newmark!
NNA Navios Maritime Acquisition
NNBR NN Inc
NNI Nelnet
NNVC NanoViricides
NOAH Noah Holdings
NODK NI Holdings
NP Neenah
NPK National Presto
NPO EnPro
NPTN NeoPhotonics
NR Newpark
NRC National Research
NRIM Northrim
NSPR InspireMD
NSSC Napco Security
NTRA Natera
NTUS Natus Medical
NUAN Nuance Communications | Nuance!
NURO NeuroMetrix
NVCN Neovasc
NVEC NVE Corp
NVEE NV5 Global | NV5
NVIV InVivo Therapeutics | InVivo
NVMI Nova Measuring
NVST Envista
NVTR Nuvectra
NVUS Novus Therapeutics
NWBI Northwest Bancshares
NWLI National Western
NWN Northwest Natural
NWPX Northwest Pipe
NX Quanex
NXGN NextGen Healthcare
NXTC NextCure
OBE Obsidian Energy
OBLN Obalon
OBNK Origin Bancorp
OCFC OceanFirst
OCSI Oaktree Strategic Income
OCSL Oaktree Specialty Lending
ODC Oil-Dri
ODT Odonate
OEC Orion Engineered
OESX Orion Energy Systems
OFIX Orthofix
OFLX Omega Flex
OGI Organigram
OLBK Old Line Bancshares
OMAB Grupo Aeroportuario del Centro Norte
OMI Owens & Minor
OMN Omnova
OMP Oasis Midstream
ONCT Oncternal
ONDK OnDeck | On Deck Capital
ONEW OneWater Marine | OneWater
ONTO Onto Innovation
ONVO Organovo
ONXX Onyx Pharmaceuticals
OOMA Ooma
OPB Opus Bank
OPI Office Properties Income
OPRA Opera Ltd
OPRX OptimizeRx
OPTN OptiNose
OPTT Ocean Power Technologies
OR Osisko Gold
ORBC Orbcomm
ORC Orchid Island
ORGO Organogenesis
ORGS Orgenesis
ORIT Oritani
ORN Orion Group
ORRF Orrstown
OSBC Old Second
OSG Overseas Shipholding
OSMT Osmotica
OSPN OneSpan
OSS One Stop Systems
OSUR OraSure
OTEX Open Text | OpenText
OTIC Otonomy
OTTR Otter Tail
OTTW Ottawa Bancorp
OUT Outfront Media
OVID Ovid Therapeutics
OXM Oxford Industries
PAC Grupo Aeroportuario del Pacifico
PACK Ranpak
PAGS PagSeguro
PAHC Phibro
PAM Pampa Energia
PAR PAR Technology
PARR Par Pacific
PATK Patrick Industries
PAYS Paysign
PBA Pembina Pipeline
PBT Permian Basin Royalty
PCB PCB Bancorp
PCH PotlatchDeltic | Potlatch
PCTI PCTEL
PCYG Park City Group
PCYO Pure Cycle
PDFS PDF Solutions
PDLI PDL BioPharma
PDSB PDS Biotechnology | PDS Biotech
PEBO Peoples Bancorp
PEI Pennsylvania REIT
PERI Perion
PES Pioneer Energy Services
PETQ PetIQ
PETS PetMed
PETX Aratana
PFBC Preferred Bank!
PFHD Professional Holding
PFIS Peoples Financial Services
PFLT PennantPark Floating
PFN Pimco Income Strategy
PFNX Pfenex
PFS Provident Financial Services
PFSW PFSweb
PGC Peapack-Gladstone
PGEN Precigen
PGNX Progenics
PGTI PGT Innovations
PHAT Phathom Pharmaceuticals
PHG Philips | Royal Philips
PHR Phreesia
PHUN Phunware
PHX Panhandle Oil
PICO PICO Holdings
PINE Alpine Income Property
PIXY ShiftPixy
PKE Park Aerospace
PKOH Park-Ohio
PKX Posco
PLAB Photronics
PLMR Palomar!
PLOW Douglas Dynamics
PLPC Preformed Line
PLSE Pulse Biosciences
PLUS ePlus
PLX Protalix
PLYA Playa Hotels
PNNT PennantPark
PNRG PrimeEnergy
POAI Predictive Oncology
POLA Polar Power
POT Potash Corp | PotashCorp
POWL Powell Industries
PPBI Pacific Premier
PPD PPD Inc | PPD!
PPDF/FINV PPDAI | FinVolution
PQG PQ Group
PRAA PRA Group
PRCP Perceptron
PRFT Perficient
PRGX PRGX
PRIM Primoris
PRK Park National
PRLB Proto Labs
PRMW Primo Water
PRNB Principia!
PRO PROS Holdings
PROS ProSight
PROV Provident Financial
PRPH ProPhase
PRSC Providence Service
PRSP Perspecta
PRT PermRock Royalty
PRTS U.S. Auto Parts
PRVB Provention
PRVL Prevail Therapeutics
PSB PS Business Parks
PSN Parsons Corp
PSNL Personalis
PSO Pearson Plc
PSTV Plus Therapeutics
PTE PolarityTE
PTGX Protagonist!
PTI Proteostasis
PTLA Portola!
PTN Palatin
PTR PetroChina
PTSI PAM Transport
PTVCB Protective Insurance
PUB People's Utah
PUK Prudential Plc
PUMP ProPetro
PURE PURE Bioscience
PVG Pretium Resources
PWOD Penns Woods
PXLW Pixelworks
PYX Pyxus International | Pyxus
PZN Pzena
`;
