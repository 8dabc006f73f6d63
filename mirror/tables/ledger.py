"""What the mirror knows about itself: the `mirror_` tables. (The archive beside it has two of its own, in `store/`.)"""

from sqlalchemy import Index
from sqlmodel import SQLModel

from mirror.tables import columns


class Checkpoint(SQLModel, table=True):
    """How far one scope has come: the one place that says why an answer is empty."""

    __tablename__ = "mirror_checkpoints"

    provider: str | None = columns.text("Whose scope this is.", key=True)
    endpoint: str | None = columns.text("The endpoint, as the catalogue names it.", key=True)
    scope: str | None = columns.text(
        "The parameters that were filled in, `name=value` joined by `&`.", key=True
    )
    part_of: str | None = columns.text("The scope this is a part of, when a walk had to be asked in parts.")
    season: int | None = columns.integer("The season (year) the scope belongs to; NULL when it has none.")
    state: str | None = columns.text("complete, partial, not_entitled, not_published or quarantined.")
    cursor: str | None = columns.text("Where a partial walk goes on; NULL at its beginning.")
    walk: str | None = columns.text(
        "`pages` while the cursor is followed, `ordered` when its ids rise or fall, `short` after one page with room for "
        "more; `ended` before it is proven, `apart` and `parts` when it is asked in parts, `alone` when it shares no page."
    )
    pages: int | None = columns.integer("Pages of the present or last walk.")
    rows: int | None = columns.integer("Rows those pages brought.")
    restarts: int | None = columns.integer("How often the present walk had to begin again.")
    attempts: int | None = columns.integer("Runs in a row in which the scope failed.")
    error: str | None = columns.text("Why the last attempt failed; NULL when it did not.")
    verdict: str | None = columns.text(
        "What remains to be said of a complete walk: holes that are the provider's own."
    )
    lossy: bool | None = columns.boolean("True when parts brought rows that the walk by cursor had lost.")
    etag: str | None = columns.text("The ETag of the last answer.")
    tier: int | None = columns.integer("The tier with which the scope was refused.")
    asked_at: str | None = columns.instant("When it was last asked (UTC).")
    completed_at: str | None = columns.instant("When it was last completed (UTC).")
    next_due: str | None = columns.instant("When it is to be asked again (UTC); NULL when it is closed.")


class SentRequest(SQLModel, table=True):
    """One request, written before it leaves: the memory of the budget."""

    __tablename__ = "mirror_requests"
    __table_args__ = (Index("mirror_requests_window", "provider", "sent_at"),)

    id: int | None = columns.integer("Number of the request; the archived answer has the same.", key=True)
    run_id: int | None = columns.integer("The run that sent it.")
    provider: str | None = columns.text("To whom it went.")
    endpoint: str | None = columns.text("The endpoint, or `account` and `probe` for questions about the key.")
    scope: str | None = columns.text("The scope or scopes it asked for.")
    target: str | None = columns.text("Path and query, without any key.")
    sent_at: str | None = columns.instant(
        "When it left (UTC); NULL for a request of another machine, which came with a snapshot."
    )
    answered_at: str | None = columns.instant(
        "When its answer was dealt with (UTC); NULL while it is under way."
    )
    status: int | None = columns.integer("HTTP status; NULL when no answer came.")
    seconds: float | None = columns.number("Time to the whole answer (s).")
    bytes: int | None = columns.integer("Size of the answer (bytes).")
    cost: int | None = columns.integer("How many requests the provider counts for it.")
    outcome: str | None = columns.text("What became of it: rows, unchanged, or why it failed.")


class Clock(SQLModel, table=True):
    """By which clock the moments of the requests from `first_request` on are told, for when somebody sets it."""

    __tablename__ = "mirror_clocks"

    first_request: int | None = columns.integer("The first request that was timed by it.", key=True)
    boot_id: str | None = columns.text("The boot of the machine; NULL where one cannot be told from another.")
    booted_at: str | None = columns.instant("When that boot was, by this clock (UTC).")
    noted_at: str | None = columns.instant("When this was noted, by this clock (UTC).")


class Silence(SQLModel, table=True):
    """Until when a provider wants to be left alone, as it said last; the moments are told by the clock of the request."""

    __tablename__ = "mirror_silences"

    provider: str | None = columns.text("Who.", key=True)
    address: str | None = columns.text("Where: scheme and host.", key=True)
    request_id: int | None = columns.integer("The request whose answer said so.")
    told_at: str | None = columns.instant("When it said so (UTC).")
    until: str | None = columns.instant("Until when (UTC), a day later at most.")
    why: str | None = columns.text("In which words.")


class Run(SQLModel, table=True):
    """One run of a command that writes. The newest one without an end is the holder of the writer's lock."""

    __tablename__ = "mirror_runs"

    id: int | None = columns.integer("Number of the run.", key=True)
    command: str | None = columns.text("What was run.")
    options: str | None = columns.json("With which options.")
    pid: int | None = columns.integer("Process id.")
    host: str | None = columns.text("Name of the machine.")
    started_at: str | None = columns.instant("When it began (UTC).")
    ended_at: str | None = columns.instant("When it ended (UTC); NULL while it runs or when it was killed.")
    planned: str | None = columns.json("What the plan said before the first request.")
    requests: int | None = columns.integer("Requests it sent.")
    rows: int | None = columns.integer("Rows it received.")
    exit_code: int | None = columns.integer(
        "0 complete, 1 error, 3 stopped at a budget, 4 some scopes failed."
    )
    heartbeat_at: str | None = columns.instant(
        "When a worker last said that it is alive (UTC); NULL for other runs."
    )
    note: str | None = columns.text("What a worker says of itself: its last round, and when the next one is.")


class DriftEntry(SQLModel, table=True):
    """A place where answers differ from the documentation."""

    __tablename__ = "mirror_drift"

    provider: str | None = columns.text("Whose answer.", key=True)
    endpoint: str | None = columns.text("Of which endpoint.", key=True)
    table: str | None = columns.text("The table whose rows are concerned.", key=True)
    path: str | None = columns.text("The field, as a path from the row.", key=True)
    kind: str | None = columns.text("unknown, missing, type or format.", key=True)
    example: str | None = columns.text("The first such value, as JSON, cut at 200 characters.")
    first_seen: str | None = columns.instant("When it was first seen (UTC).")
    request_id: int | None = columns.integer("The request whose answer showed it first.")
    count: int | None = columns.integer("How often it was seen.")


class PastRow(SQLModel, table=True):
    """A row as it was before it changed."""

    __tablename__ = "mirror_history"
    __table_args__ = (Index("mirror_history_row", "table", "row_id"),)

    id: int | None = columns.integer("Number of the entry.", key=True)
    table: str | None = columns.text("The table.")
    row_id: str | None = columns.anything("The row's key; the parts of a composite key joined by a comma.")
    valid_from: str | None = columns.instant(
        "Since when (UTC); NULL for the first version, see `mirror_first_seen`."
    )
    valid_to: str | None = columns.instant("When it saw it otherwise (UTC).")
    request_id: int | None = columns.integer("The request whose answer changed it.")
    row: str | None = columns.json("The row as it was.")


class Link(SQLModel, table=True):
    """A row that lives on under another id, because the provider loaded its table anew."""

    __tablename__ = "mirror_links"

    table: str | None = columns.text("The table.", key=True)
    old_id: int | None = columns.integer("The id it had.", key=True)
    new_id: int | None = columns.integer("The id it has.")
    linked_at: str | None = columns.instant("When that was seen (UTC).")
    request_id: int | None = columns.integer("The request that ended the walk which showed it.")


class FirstSeen(SQLModel, table=True):
    """Which request brought a provider row first. There is one for every row, in the order they came, so it is small."""

    __tablename__ = "mirror_first_seen"

    id: int | None = columns.integer("Number of the entry.", key=True)
    table_no: int | None = columns.integer("The table: the lower 15 bits of the CRC-32 of its name.")
    row_id: str | None = columns.anything("The row's key; the parts of a composite key joined by a comma.")
    request_id: int | None = columns.integer("The request whose answer brought it.")


class Now(SQLModel, table=True):
    """The moment and the request that are being written, for the triggers; one row."""

    __tablename__ = "mirror_now"

    id: int | None = columns.integer("Always 1.", key=True)
    at: str | None = columns.instant("When the present transaction takes place (UTC).")
    request_id: int | None = columns.integer("The request whose answer it writes.")


class Snapshot(SQLModel, table=True):
    """That this file is a snapshot, and of what; no row in a mirror that was never one."""

    __tablename__ = "mirror_snapshot"

    id: int | None = columns.integer("Always 1.", key=True)
    providers: str | None = columns.json("The providers that were chosen to go in.")
    seasons: str | None = columns.json("The seasons that were chosen to go in; NULL for all of them.")
    as_of: str | None = columns.instant("The last moment of which it knows anything (UTC).")
