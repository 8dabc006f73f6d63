"""Every table of the mirror: what the providers say, and in `ledger` what the mirror knows about itself."""

from sqlalchemy import Table
from sqlmodel import SQLModel

from mirror.tables import altsportsdata, balldontlie, ledger, sportradar

_PREFIXES = ("altsportsdata_", "balldontlie_", "sportradar_")

PROVIDER_TABLES: dict[str, Table] = {
    table.name: table for table in SQLModel.metadata.sorted_tables if table.name.startswith(_PREFIXES)
}
"""The providers' tables by name; a table comes after every table it refers to."""

__all__ = ["PROVIDER_TABLES", "altsportsdata", "balldontlie", "ledger", "sportradar"]
