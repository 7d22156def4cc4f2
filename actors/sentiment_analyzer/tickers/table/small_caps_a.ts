/**
 * Small companies, younger ones, and foreign ones with shares in New York, whose symbols begin with A;
 * `readTable` tells how a line is read.
 */
export const SMALL_CAPS_A = `
AAOI Applied Optoelectronics
AAT American Assets Trust
AAWW Atlas Air
ABCB Ameris Bancorp
ABEO Abeona
ABEV Ambev
ABR Arbor Realty
ABTX Allegiance Bancshares
ACA Arcosa
ACBI Atlantic Capital
ACCO ACCO Brands
ACEL Accel Entertainment
ACER Acer Therapeutics
ACH Aluminum Corp of China | Chalco
ACHC Acadia Healthcare
ACHR Archer Aviation
ACHV Achieve Life Sciences
ACIW ACI Worldwide
ACLS Axcelis
ACMR ACM Research
ACNB ACNB Corp
ACRE Ares Commercial
ACRS Aclaris
ACST Acasti
ADES Advanced Emissions Solutions
ADMA ADMA Biologics
ADMP Adamis Pharmaceuticals | Adamis
ADMS Adamas Pharmaceuticals | Adamas
ADTN Adtran
ADUS Addus HomeCare
ADVM Adverum
ADXS Advaxis
AEG Aegon
AEGN Aegion
AEIS Advanced Energy
AEMD Aethlon Medical
AERI Aerie Pharmaceuticals
AFG American Financial Group
AFH Atlas Financial
AFIN American Finance Trust
AFMD Affimed
AFYA Afya
AG First Majestic
AGEN Agenus
AGI Alamos Gold
AGLE Aeglea
AGM Farmer Mac
AGO Assured Guaranty
AGS PlayAGS
AGTC Applied Genetic Technologies
AGX Argan Inc
AGYS Agilysys
AHC A. H. Belo
AHH Armada Hoffler
AHT Ashford Hospitality
AIKI AIkido Pharma
AIMC Altra Industrial
AIMT Aimmune
AIRG Airgain
AIT Applied Industrial Technologies
AKRO Akero Therapeutics | Akero
AKTS Akoustis
AL Air Lease
ALBO Albireo
ALC Alcon
ALDX Aldeyra
ALE Allete
ALG Alamo Group
ALLO Allogene
ALRM Alarm.com
ALSN Allison Transmission
ALTR Altair Engineering
ALVR AlloVir
AMAL Amalgamated Bank
AMN AMN Healthcare
AMPH Amphastar
AMRC Ameresco
AMRS Amyris
AMRX Amneal
AMSC American Superconductor
AMSF Amerisafe
AMSWA American Software
AMX America Movil
ANCN Anchiano Therapeutics
ANDE Andersons!
ANIK Anika Therapeutics
ANIP ANI Pharmaceuticals
ANIX Anixa Biosciences | Anixa
AOSL Alpha & Omega Semiconductor
APAM Artisan Partners
APDN Applied DNA Sciences
APEI American Public Education
APEN Apollo Endosurgery
APG APi Group
API Agora Inc
APLE Apple Hospitality
APLT Applied Therapeutics
APOP Cellect Therapeutics | Cellect Biotechnology
APPF AppFolio
APPS Digital Turbine!
APT Alpha Pro Tech
APTO Aptose
APTX Aptinyx
APY/CHX Apergy | ChampionX
AQB AquaBounty
AQMS Aqua Metals
AQN Algonquin Power
AQUA Evoqua
ARA American Renal
ARAV Aravive
ARAY Accuray
ARCB ArcBest
ARCO Arcos Dorados
ARCT Arcturus!
ARDX Ardelyx
ARGO Argo Group
ARI Apollo Commercial
ARKR Ark Restaurants
ARL American Realty Investors
ARLP Alliance Resource Partners
ARMP Armata Pharmaceuticals | Armata
ARNC Arconic
AROC Archrock
AROW Arrow Financial
ARR Armour Residential
ARTL Artelo
ARTNA Artesian Resources
ASC Ardmore Shipping
ASIX AdvanSix
ASLN Aslan Pharmaceuticals
ASMB Assembly Biosciences | Assembly Bio
ASPN Aspen Aerogels
ASPS Altisource Portfolio
ASR Grupo Aeroportuario del Sureste
ASRT Assertio
ASTE Astec Industries
ASYS Amtech Systems
ATEC Alphatec
ATEN A10 Networks
ATH Athene
ATHM Autohome
ATHX Athersys
ATLC Atlanticus
ATNI ATN International
ATNM Actinium!
ATNX Athenex
ATOM Atomera
ATOS Atossa
ATP Atlantic Power
ATRA Atara Bio
ATRC AtriCure
ATRI Atrion
ATRO Astronics
ATRS Antares Pharma
ATSG Air Transport Services
ATTO Atento
ATXI Avenue Therapeutics
AUB Atlantic Union
AUDC AudioCodes
AUO AU Optronics
AUY Yamana Gold
AVA Avista!
AVEO Aveo Pharmaceuticals | Aveo
AVH Avianca
AVID Avid Technology
AVNS Avanos Medical
AVRO Avrobio
AVTR Avantor
AVXL Anavex
AVYA Avaya
AWR American States Water
AX Axos Financial
AXAS Abraxas Petroleum
AXDX Accelerate Diagnostics
AXE Anixter
AXGN Axogen
AXLA Axcella
AXNX Axonics
AXS Axis Capital
AXSM Axsome
AYI Acuity Brands
AYTU Aytu
AZRE Azure Power
AZUL Azul SA
AZZ AZZ Inc
`;
