"""Every table of the mirror: what the providers say, in `world` which of their ids mean the same thing, and in `ledger`
what the mirror knows about itself."""

from sqlalchemy import Table
from sqlmodel import SQLModel

from mirror.tables import altsportsdata, balldontlie, ledger, sportradar, world

_PREFIXES = ("altsportsdata_", "balldontlie_", "sportradar_")

PROVIDER_TABLES: dict[str, Table] = {
    table.name: table for table in SQLModel.metadata.sorted_tables if table.name.startswith(_PREFIXES)
}
"""The providers' tables by name; a table comes after every table it refers to."""

WORLD_TABLES: dict[str, Table] = {
    name: table for name, table in SQLModel.metadata.tables.items() if name.startswith("crosswalk")
}
"""The tables over all providers by name."""

LATER_TABLES: dict[str, Table] = WORLD_TABLES | {
    name: SQLModel.metadata.tables[name] for name in ("mirror_clocks", "mirror_silences")
}
"""The tables that a mirror of an earlier time may lack."""

__all__ = [
    "LATER_TABLES",
    "PROVIDER_TABLES",
    "WORLD_TABLES",
    "altsportsdata",
    "balldontlie",
    "ledger",
    "sportradar",
    "world",
]
