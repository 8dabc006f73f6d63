"""What is known of names beforehand: grands prix, circuits, constructors, countries, and short forms of given names.

Every phrase is folded (lower case, no accents). A name that is not here is no fault: it is compared by its own words.
The names are those of the championship's public entry lists and calendars.
"""

from collections.abc import Mapping


def _phrases(table: Mapping[str, str]) -> dict[str, str]:
    """Phrase to name, from a table of names with their phrases parted by slashes; a name's own words are one."""
    found = {}
    for name, phrases in table.items():
        for phrase in (name.replace("-", " "), *phrases.split("/")):
            if phrase.strip():
                found[phrase.strip()] = name
    return found


# Sponsors that carry the name of a place, and would be taken for the grand prix.
PLACES_IN_SPONSORS = (
    "qatar airways", "etihad airways", "singapore airlines", "turkish airlines", "gulf air", "air canada",
    "british airways", "american express", "japan airlines", "made in italy", "red bull",
)  # fmt: skip

GRANDS_PRIX = _phrases(
    {
        "70th-anniversary": "f1 70th anniversary/70th",
        "abu-dhabi": "",
        "argentine": "argentina/argentinian",
        "australian": "australia",
        "austrian": "austria/osterreich/oesterreich",
        "azerbaijan": "baku",
        "bahrain": "",
        "barcelona-catalunya": "barcelona",
        "belgian": "belgium/belgique",
        "brazilian": "brazil/brasil",
        "british": "britain/great britain",
        "canadian": "canada",
        "chinese": "china",
        "dutch": "netherlands/the netherlands",
        "eifel": "",
        "emilia-romagna": "dell emilia romagna/imola",
        "european": "europe",
        "french": "france",
        "german": "germany/deutschland",
        "hungarian": "hungary/magyar",
        "indian": "india",
        "italian": "italy/italia",
        "japanese": "japan",
        "korean": "korea",
        "las-vegas": "",
        "luxembourg": "",
        "malaysian": "malaysia",
        "mexican": "mexico",
        "mexico-city": "ciudad de mexico/la ciudad de mexico",
        "miami": "",
        "monaco": "",
        "pacific": "",
        "portuguese": "portugal",
        "qatar": "",
        "russian": "russia",
        "sakhir": "",
        "san-marino": "",
        "sao-paulo": "",
        "saudi-arabian": "saudi arabia/saudi",
        "singapore": "",
        "south-african": "south africa",
        "spanish": "spain/espana/madrid",
        "styrian": "steiermark/styria",
        "swedish": "sweden",
        "turkish": "turkey/turkiye",
        "tuscan": "tuscany/toscana",
        "united-states": "usa/us/u s/u s a",
        "vietnamese": "vietnam",
    }
)

# A grand prix that goes under another name since a year: old name -> (new name, first season).
RENAMED_GRANDS_PRIX = {"mexican": ("mexico-city", 2021), "brazilian": ("sao-paulo", 2021)}

CIRCUITS = _phrases(
    {
        "albert-park": "melbourne grand prix circuit",
        "autodromo-jose-carlos-pace": "interlagos/jose carlos pace",
        "autodromo-hermanos-rodriguez": "hermanos rodriguez/rodriguez",
        "bahrain": "bahrain international circuit/bahrain international/bic",
        "bahrain-outer": "outer circuit/outer track/bahrain outer circuit/bahrain international circuit outer"
        "/sakhir outer circuit/bahrain international circuit outer circuit/outer",
        "baku": "baku city circuit",
        "brands-hatch": "",
        "buddh": "buddh international circuit",
        "catalunya": "circuit de barcelona catalunya/barcelona catalunya/montmelo/circuit de catalunya",
        "circuit-of-the-americas": "americas/cota",
        "estoril": "",
        "fuji": "fuji speedway",
        "gilles-villeneuve": "circuit gilles villeneuve",
        "hockenheimring": "hockenheim",
        "homestead": "homestead miami speedway/homestead miami",
        "hungaroring": "",
        "imola": "enzo e dino ferrari/enzo and dino ferrari",
        "indianapolis": "indianapolis motor speedway",
        "istanbul-park": "intercity istanbul park",
        "jeddah": "jeddah corniche circuit/jeddah corniche/jeddah street circuit",
        "jerez": "",
        "korea-international-circuit": "yeongam/korean international circuit",
        "las-vegas-motor-speedway": "las vegas motor speedway",
        "las-vegas-strip": "las vegas strip circuit/las vegas street circuit/las vegas",
        "lusail": "losail/losail international circuit/lusail international circuit",
        "madring": "ifema/ifema madrid/circuito de madring",
        "magny-cours": "nevers magny cours",
        "marina-bay": "marina bay street circuit/singapore street circuit",
        "miami": "miami international autodrome",
        "monaco": "circuit de monaco/monte carlo",
        "monza": "autodromo nazionale monza/autodromo nazionale di monza",
        "mugello": "",
        "nordschleife": "nurburgring nordschleife/nuerburgring nordschleife",
        "nurburgring": "nuerburgring",
        "paul-ricard": "le castellet",
        "portimao": "algarve/autodromo internacional do algarve/algarve international circuit",
        "red-bull-ring": "a1 ring/osterreichring/spielberg",
        "ricardo-tormo": "circuit ricardo tormo/circuit ricardo tormo valencia",
        "sepang": "",
        "shanghai": "shanghai international circuit",
        "silverstone": "",
        "sochi": "sochi autodrom",
        "spa-francorchamps": "spa",
        "suzuka": "",
        "valencia-street-circuit": "valencia",
        "watkins-glen": "",
        "yas-marina-circuit": "yas marina",
        "zandvoort": "",
    }
)

# Words that say that a name is a circuit's, and not which.
CIRCUIT_WORDS = frozenset(
    (
        "autodrom", "autodrome", "autodromo", "circuit", "circuito", "city", "course", "de", "der", "di", "du",
        "international", "internacional", "motor", "park", "race", "racetrack", "raceway", "ring", "speedway", "street",
        "the", "track",
    )
)  # fmt: skip

# Constructors under the name they race by. Where the beginning of a name is a title sponsor's or an owner's, the
# phrase is the longer one, and the longer one counts.
CONSTRUCTORS = _phrases(
    {
        "alfa-romeo": "alfa romeo racing",
        "alphatauri": "alpha tauri",
        "alpine": "",
        "aston-martin": "",
        "audi": "",
        "benetton": "",
        "bmw-sauber": "",
        "brawn": "brawn gp",
        "british-american-racing": "bar",
        "cadillac": "",
        "caterham": "",
        "ferrari": "",
        "force-india": "racing point force india",
        "haas": "",
        "hispania": "hrt",
        "honda": "",
        "jaguar": "",
        "jordan": "",
        "lotus": "",
        "manor": "manor marussia/manor racing",
        "marussia": "",
        "mclaren": "",
        "mercedes": "mercedes amg",
        "midland": "",
        "minardi": "",
        "racing-bulls": "rb/visa cash app rb/visa cash app racing bulls/vcarb",
        "racing-point": "",
        "red-bull": "red bull racing/aston martin red bull",
        "renault": "lotus renault",
        "sauber": "alfa romeo sauber/stake f1 team kick sauber/kick sauber/stake",
        "spyker": "",
        "super-aguri": "",
        "toro-rosso": "red bull toro rosso",
        "toyota": "",
        "virgin": "",
        "williams": "",
    }
)

# The constructor that a constructor's team went on as. A provider may keep one id for the whole line.
LINEAGES: dict[str, str] = {
    constructor: line.split()[-1]
    for line in (
        "minardi toro-rosso alphatauri racing-bulls",
        "jordan midland spyker force-india racing-point aston-martin",
        "benetton renault alpine",
        "bmw-sauber sauber alfa-romeo audi",
        "british-american-racing honda brawn mercedes",
        "jaguar red-bull",
        "virgin marussia manor",
    )
    for constructor in line.split()
}

TEAM_WORDS = frozenset(
    ("amg", "f1", "formula", "gp", "grand", "one", "prix", "racing", "scuderia", "team", "1")
)

# Given names that are short for another: all of a line are one.
NICKNAMES: dict[str, str] = {
    name: line.split()[0]
    for line in (
        "alexander alex aleksander",
        "oliver ollie olly",
        "nicholas nicolas nick nicky",
        "patricio pato",
        "patrick pat",
        "daniel dan danny",
        "zachary zak zach",
        "sergio checo",
        "charles charlie",
        "maximilian max",
        "frederik frederick fred fredrik",
        "william will bill",
        "gabriel gabi",
        "thomas tom tommy",
        "vitaly vitaliy vitalij",
        "sergey sergei",
        "sebastian seb sebastien",
        "robert rob bob",
        "joshua josh",
        "joseph joe joey",
        "matthew matt",
        "theodore theo teddy",
        "timothy tim",
        "jonathan jon",
        "michael mike",
        "antonio toni",
        "philippe philip phil",
        "johannes johnny hans",
        "guanyu guan",
        "ryo ryoh",
    )
    for name in line.split()
}

# Persons whose spellings differ by more than a rule can bridge, under the name they are known by: folded -> slug.
KNOWN_AS: dict[str, str] = {
    "alex albon": "alexander-albon",
    "andrea kimi antonelli": "kimi-antonelli",
    "carlos sainz vazquez": "carlos-sainz",
    "carlos sainz jr": "carlos-sainz",
    "kimi raeikkoenen": "kimi-raikkonen",
    "nico huelkenberg": "nico-hulkenberg",
    "ollie bearman": "oliver-bearman",
    "pato oward": "patricio-oward",
    "zhou guanyu": "guanyu-zhou",
}

# What providers write for a country -> ISO 3166 alpha-3: IOC and FIA codes, two letters, and names.
COUNTRIES: dict[str, str] = {
    word: line.split("/")[0]
    for line in (
        "ARE/UAE/AE/UNITED ARAB EMIRATES",
        "ARG/AR/ARGENTINA",
        "AUS/AU/AUSTRALIA",
        "AUT/AT/AUSTRIA",
        "AZE/AZ/AZERBAIJAN",
        "BEL/BE/BELGIUM",
        "BGR/BUL/BG/BULGARIA",
        "BHR/BRN/BH/BAHRAIN",
        "BRA/BR/BRAZIL",
        "CAN/CA/CANADA",
        "CHE/SUI/CH/SWITZERLAND",
        "CHL/CHI/CL/CHILE",
        "CHN/CN/CHINA",
        "COL/CO/COLOMBIA",
        "CZE/CZ/CZECH REPUBLIC/CZECHIA",
        "DEU/GER/DE/GERMANY",
        "DNK/DEN/DK/DENMARK",
        "ESP/ES/SPAIN",
        "EST/EE/ESTONIA",
        "FIN/FI/FINLAND",
        "FRA/FR/FRANCE",
        "GBR/ENG/SCO/WAL/NIR/UK/GB/GREAT BRITAIN/BRITAIN/UNITED KINGDOM/ENGLAND/SCOTLAND",
        "GRC/GRE/GR/GREECE",
        "HRV/CRO/HR/CROATIA",
        "HUN/HU/HUNGARY",
        "IDN/INA/ID/INDONESIA",
        "IND/IN/INDIA",
        "IRL/IE/IRELAND",
        "ISR/IL/ISRAEL",
        "ITA/IT/ITALY",
        "JPN/JP/JAPAN",
        "KOR/KR/SOUTH KOREA/KOREA",
        "MCO/MON/MC/MONACO",
        "MEX/MX/MEXICO",
        "MYS/MAS/MY/MALAYSIA",
        "NLD/NED/NL/NETHERLANDS/THE NETHERLANDS",
        "NOR/NO/NORWAY",
        "NZL/NZ/NEW ZEALAND",
        "PER/PE/PERU",
        "POL/PL/POLAND",
        "PRT/POR/PT/PORTUGAL",
        "PRY/PAR/PY/PARAGUAY",
        "QAT/QA/QATAR",
        "RUS/RAF/RU/RUSSIA",
        "SAU/KSA/SA/SAUDI ARABIA",
        "SGP/SIN/SG/SINGAPORE",
        "SWE/SE/SWEDEN",
        "THA/TH/THAILAND",
        "TUR/TR/TURKEY/TURKIYE",
        "URY/URU/UY/URUGUAY",
        "USA/US/UNITED STATES/UNITED STATES OF AMERICA",
        "VEN/VE/VENEZUELA",
        "VNM/VIE/VN/VIETNAM",
        "ZAF/RSA/ZA/SOUTH AFRICA",
    )
    for word in line.split("/")
}


def country(*written: str | None) -> str | None:
    """The ISO code of the first of several spellings that is known, None when none is."""
    for text in written:
        if text:
            known = COUNTRIES.get(text.strip().upper())
            if known is not None:
                return known
    return None
