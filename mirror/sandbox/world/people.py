"""Drivers, teams and line-ups. The names are public; what the sandbox lets these people do is made up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Nation:
    """One country under the names and codes the three providers use."""

    name: str
    iso3: str
    iso2: str
    demonym_free_name: str


# The BALLDONTLIE code (a mixture of IOC and ISO) -> the country.
NATIONS: dict[str, Nation] = {
    code: Nation(name, iso3, iso2, full or name)
    for code, name, iso3, iso2, full in (
        ("NED", "Netherlands", "NLD", "NL", ""),
        ("GBR", "Britain", "GBR", "GB", "Great Britain"),
        ("MON", "Monaco", "MCO", "MC", ""),
        ("AUS", "Australia", "AUS", "AU", ""),
        ("ESP", "Spain", "ESP", "ES", ""),
        ("MEX", "Mexico", "MEX", "MX", ""),
        ("FRA", "France", "FRA", "FR", ""),
        ("GER", "Germany", "DEU", "DE", ""),
        ("JPN", "Japan", "JPN", "JP", ""),
        ("CAN", "Canada", "CAN", "CA", ""),
        ("DEN", "Denmark", "DNK", "DK", ""),
        ("THA", "Thailand", "THA", "TH", ""),
        ("CHN", "China", "CHN", "CN", ""),
        ("NZL", "New Zealand", "NZL", "NZ", ""),
        ("FIN", "Finland", "FIN", "FI", ""),
        ("USA", "United States", "USA", "US", ""),
        ("ARG", "Argentina", "ARG", "AR", ""),
        ("BRA", "Brazil", "BRA", "BR", ""),
        ("ITA", "Italy", "ITA", "IT", ""),
        ("POL", "Poland", "POL", "PL", ""),
        ("BHR", "Bahrain", "BHR", "BH", ""),
        ("SAU", "Saudi Arabia", "SAU", "SA", ""),
        ("AUT", "Austria", "AUT", "AT", ""),
        ("HUN", "Hungary", "HUN", "HU", ""),
        ("BEL", "Belgium", "BEL", "BE", ""),
        ("AZE", "Azerbaijan", "AZE", "AZ", ""),
        ("SGP", "Singapore", "SGP", "SG", ""),
        ("QAT", "Qatar", "QAT", "QA", ""),
        ("UAE", "United Arab Emirates", "ARE", "AE", ""),
        ("SUI", "Switzerland", "CHE", "CH", ""),
        ("RUS", "Russia", "RUS", "RU", ""),
    )
}


@dataclass(frozen=True, slots=True)
class Driver:
    """One person. `id` is BALLDONTLIE's, `competitor` the number in Sportradar's `sr:competitor:N`."""

    id: int
    code: str
    first_name: str
    last_name: str
    plain_name: str
    country_code: str
    racing_number: int
    competitor: int
    born: str

    @property
    def display_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def nation(self) -> Nation:
        return NATIONS[self.country_code]


@dataclass(frozen=True, slots=True)
class Team:
    """One constructor. `id` is BALLDONTLIE's, `competitor` the number in Sportradar's `sr:competitor:N`."""

    id: int
    name: str
    color: str
    country_code: str
    competitor: int

    @property
    def nation(self) -> Nation:
        return NATIONS[self.country_code]


@dataclass(frozen=True, slots=True)
class Entry:
    """A driver in a car: whom they drive for and under which number, in one session."""

    driver: Driver
    team: Team
    number: int


_PLAIN = str.maketrans("éüñõ", "euno")

# Ids follow the order of the 2024 standings, as BALLDONTLIE's documented ids do.
DRIVERS: dict[str, Driver] = {
    code: Driver(
        21956 + index,
        code,
        first,
        last,
        f"{first} {last}".translate(_PLAIN),
        country,
        number,
        {"VER": 178318, "HAM": 7135}.get(code, 495800 + 37 * index),
        f"{1985 + index % 20}-{1 + index % 12:02d}-{1 + 5 * index % 28:02d}",
    )
    for index, (code, first, last, country, number) in enumerate(
        (
            ("VER", "Max", "Verstappen", "NED", 1),
            ("NOR", "Lando", "Norris", "GBR", 4),
            ("LEC", "Charles", "Leclerc", "MON", 16),
            ("PIA", "Oscar", "Piastri", "AUS", 81),
            ("SAI", "Carlos", "Sainz", "ESP", 55),
            ("RUS", "George", "Russell", "GBR", 63),
            ("HAM", "Lewis", "Hamilton", "GBR", 44),
            ("PER", "Sergio", "Pérez", "MEX", 11),
            ("ALO", "Fernando", "Alonso", "ESP", 14),
            ("GAS", "Pierre", "Gasly", "FRA", 10),
            ("HUL", "Nico", "Hülkenberg", "GER", 27),
            ("TSU", "Yuki", "Tsunoda", "JPN", 22),
            ("STR", "Lance", "Stroll", "CAN", 18),
            ("OCO", "Esteban", "Ocon", "FRA", 31),
            ("MAG", "Kevin", "Magnussen", "DEN", 20),
            ("ALB", "Alexander", "Albon", "THA", 23),
            ("RIC", "Daniel", "Ricciardo", "AUS", 3),
            ("BEA", "Oliver", "Bearman", "GBR", 87),
            ("COL", "Franco", "Colapinto", "ARG", 43),
            ("ZHO", "Guanyu", "Zhou", "CHN", 24),
            ("LAW", "Liam", "Lawson", "NZL", 30),
            ("BOT", "Valtteri", "Bottas", "FIN", 77),
            ("SAR", "Logan", "Sargeant", "USA", 2),
            ("DOO", "Jack", "Doohan", "AUS", 7),
            ("OWA", "Patricio", "O'Ward", "MEX", 29),
            ("ANT", "Kimi", "Antonelli", "ITA", 12),
            ("HAD", "Isack", "Hadjar", "FRA", 6),
            ("BOR", "Gabriel", "Bortoleto", "BRA", 5),
            ("LIN", "Arvid", "Lindblad", "GBR", 41),
            ("DEV", "Nyck", "de Vries", "NED", 21),
            ("MSC", "Mick", "Schumacher", "GER", 47),
            ("VET", "Sebastian", "Vettel", "GER", 5),
            ("LAT", "Nicholas", "Latifi", "CAN", 6),
            ("RAI", "Kimi", "Räikkönen", "FIN", 7),
            ("GIO", "Antonio", "Giovinazzi", "ITA", 99),
            ("MAZ", "Nikita", "Mazepin", "RUS", 9),
            ("DRU", "Felipe", "Drugovich", "BRA", 34),
            ("HIR", "Ryō", "Hirakawa", "JPN", 61),
        )
    )
}

TEAMS: dict[str, Team] = {
    name: Team(
        805 + index, name, color, country, {"RB": 5771, "Mercedes": 41127}.get(name, 45500 + 11 * index)
    )
    for index, (name, color, country) in enumerate(
        (
            ("McLaren", "FF8700", "GBR"),
            ("Ferrari", "DC0000", "ITA"),
            ("Red Bull", "00327D", "AUT"),
            ("Mercedes", "00D2BE", "GER"),
            ("Aston Martin", "006F62", "GBR"),
            ("Alpine", "0090FF", "FRA"),
            ("Haas", "5A5A5A", "USA"),
            ("RB", "6692FF", "ITA"),
            ("Williams", "FFFFFF", "GBR"),
            ("Kick Sauber", "52E252", "SUI"),
            ("Audi", "BB0A30", "GER"),
            ("Cadillac", "C0C0C0", "USA"),
        )
    )
}

# Season -> the seats in the order of pace, as "team: first driver, second driver".
_SEATS: dict[int, str] = {
    2021: "Red Bull VER PER/Mercedes HAM BOT/McLaren NOR RIC/Ferrari LEC SAI/Alpine ALO OCO/RB GAS TSU/"
    "Aston Martin STR VET/Williams RUS LAT/Kick Sauber RAI GIO/Haas MSC MAZ",
    2022: "Red Bull VER PER/Ferrari LEC SAI/Mercedes RUS HAM/Alpine ALO OCO/McLaren NOR RIC/Kick Sauber BOT ZHO/"
    "Aston Martin VET STR/Haas MAG MSC/RB GAS TSU/Williams ALB LAT",
    2023: "Red Bull VER PER/Mercedes HAM RUS/Ferrari LEC SAI/McLaren NOR PIA/Aston Martin ALO STR/Alpine GAS OCO/"
    "Williams ALB SAR/RB TSU DEV/Kick Sauber BOT ZHO/Haas HUL MAG",
    2024: "McLaren NOR PIA/Ferrari LEC SAI/Red Bull VER PER/Mercedes RUS HAM/Aston Martin ALO STR/Alpine GAS OCO/"
    "Haas HUL MAG/RB TSU RIC/Williams ALB SAR/Kick Sauber ZHO BOT",
    2025: "McLaren NOR PIA/Mercedes RUS ANT/Red Bull VER LAW/Ferrari LEC HAM/Williams ALB SAI/RB HAD TSU/"
    "Aston Martin ALO STR/Haas OCO BEA/Kick Sauber HUL BOR/Alpine GAS DOO",
    2026: "Mercedes RUS ANT/Ferrari LEC HAM/McLaren NOR PIA/Red Bull VER HAD/Haas OCO BEA/RB LAW LIN/Alpine GAS COL/"
    "Audi HUL BOR/Williams ALB SAI/Cadillac PER BOT/Aston Martin ALO STR",
}

# (season, first round, last round, who is out, who is in): the seat stays, the driver in it changes.
_CHANGES: tuple[tuple[int, int, int, str, str], ...] = (
    (2023, 11, 24, "DEV", "RIC"),
    (2023, 13, 17, "RIC", "LAW"),
    (2024, 2, 2, "SAI", "BEA"),
    (2024, 16, 24, "SAR", "COL"),
    (2024, 17, 17, "MAG", "BEA"),
    (2024, 19, 24, "RIC", "LAW"),
    (2024, 21, 21, "MAG", "BEA"),
    (2024, 23, 23, "MAG", "BEA"),
    (2024, 24, 24, "OCO", "DOO"),
    (2025, 3, 24, "LAW", "TSU>"),
    (2025, 3, 24, "TSU", "LAW"),
    (2025, 3, 24, "TSU>", "TSU"),
    (2025, 7, 24, "DOO", "COL"),
)

# (season, 0 for every one, round, who is out, who is in): a reserve who drives the first practice and nothing else.
_RESERVES: tuple[tuple[int, int, str, str], ...] = (
    (0, 20, "ALO", "DRU"),
    (0, 24, "NOR", "OWA"),
    (0, 24, "LEC", "HIR"),
)

_NUMBERS: dict[tuple[int, str], int] = {(2021, "VER"): 33, (2026, "VER"): 3, (2026, "NOR"): 1}


def entries(season: int, round_: int, *, first_practice: bool = False) -> list[Entry]:
    """The cars of one weekend in the order of pace: 20, or 22 from 2026.

    A season without a known line-up takes that of the nearest known one.
    """
    known = min(_SEATS, key=lambda year: abs(year - season))
    seats = []
    for seat in _SEATS[known].split("/"):
        team, first_driver, second_driver = seat.rsplit(" ", 2)
        seats += [(team, first_driver), (team, second_driver)]
    swaps = [
        (out, into) for year, start, end, out, into in _CHANGES if year == season and start <= round_ <= end
    ]
    if first_practice:
        swaps += [(out, into) for year, nth, out, into in _RESERVES if year in (0, season) and nth == round_]
    cars = []
    for team, code in seats:
        for out, into in swaps:
            if code == out:
                code = into
        driver = DRIVERS[code]
        cars.append(Entry(driver, TEAMS[team], _NUMBERS.get((season, code), driver.racing_number)))
    return cars


def season_team(season: int, driver: Driver) -> Team | None:
    """The team a driver ended the season with, None when they drove in no race of it."""
    for round_ in range(24, 0, -1):
        for entry in entries(season, round_):
            if entry.driver is driver:
                return entry.team
    return None
