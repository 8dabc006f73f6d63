"""The tables of the one world behind three providers: which of their ids mean the same thing, and what is not settled."""

from sqlalchemy import Index
from sqlmodel import SQLModel

from mirror.tables import columns


class Crosswalk(SQLModel, table=True):
    """One id of one provider, and the thing it stands for."""

    __tablename__ = "crosswalk"
    __table_args__ = (Index("crosswalk_by_canonical_id", "kind", "canonical_id"),)

    kind: str = columns.text("driver, team, circuit, event, session or season.", key=True)
    canonical_id: str = columns.text("The thing's own id, readable: `lando-norris`, `2024-abu-dhabi-race`.")
    provider: str = columns.text("Whose id it is.", key=True)
    provider_id: str = columns.text(
        "The provider's id as text, parts joined by a comma; `participant:<name>` and `venue:<name>` where there is none.",
        key=True,
    )
    method: str = columns.text(
        "How it was found: alone, anchor, merged, reallocated, override, or what agreed (`name+country+results`)."
    )
    confidence: float = columns.real("How sure it is, 0 to 1.")
    evidence: str = columns.json("What was compared, and with what outcome.")
    valid_from: str | None = columns.text("The first day of which the provider says anything about this id.")
    valid_to: str | None = columns.text("When the provider retired this id; NULL while it stands.")


class CrosswalkOpen(SQLModel, table=True):
    """One id that could not be settled, and what it may be."""

    __tablename__ = "crosswalk_open"

    kind: str = columns.text("driver, team, circuit, event or session.", key=True)
    provider: str = columns.text("Whose id it is.", key=True)
    provider_id: str = columns.text("The provider's id as text.", key=True)
    reason: str = columns.text("Why it was left apart, in one sentence.", key=True)
    candidates: str = columns.json("The canonical ids it may be.")


class CrosswalkSource(SQLModel, table=True):
    """What the crosswalk was made from, so that it is made again only when that has changed; one row."""

    __tablename__ = "crosswalk_source"

    id: int = columns.integer("Always 1.", key=True)
    made_from: str = columns.text("The state of the provider tables and of the file of overrides.")
