"""What a visitor is told when an answer fails for what the address asks: a sentence and a status. Pure."""

import json
import sqlite3
from collections.abc import Collection

from datasette.database import QueryInterrupted
from datasette.views.base import DatasetteError

# What SQLite says of a column, a value or a text that stands in the address, where Datasette lets it through.
_ASKED_WRONGLY = ("no such column", "malformed JSON", "datatype mismatch", "fts5: ", "unterminated string")
_NO_NUMBER = "invalid literal for int()"
_NO_FORM = "Invalid format: "
_TOO_MUCH = "That takes too long to look through here: name a season, an event or a session."


def troubled(exception: Exception, arguments: Collection[str]) -> tuple[str, str | None, int] | None:
    """The sentence, the title and the status; None where the failure is not the address's, or Datasette tells it well."""
    text = str(exception)
    if isinstance(exception, QueryInterrupted) or (
        isinstance(exception, DatasetteError) and exception.title == "SQL Interrupted"
    ):
        return _TOO_MUCH, "Too much at once", 400
    if isinstance(exception, sqlite3.DatabaseError) and "prohibited" in text:
        return "What the mirror notes for itself is not shown.", "Forbidden", 403
    if isinstance(exception, sqlite3.DatabaseError) and text.startswith(_ASKED_WRONGLY):
        return f"The address asks for what cannot be looked up ({text}).", None, 400
    if isinstance(exception, json.JSONDecodeError):
        return "The address has something that is not JSON where JSON is expected.", None, 400
    if isinstance(exception, ValueError) and text.startswith(_NO_NUMBER):
        return f"The address has {text.rpartition(': ')[2][:60]} where a whole number is expected.", None, 400
    if isinstance(exception, KeyError | TypeError) and "_through" in arguments:
        return "The address asks _through= for what is no table, column and value.", None, 400
    if isinstance(exception, AssertionError) and text.startswith(_NO_FORM):
        form = text.removeprefix(_NO_FORM).partition("\n")[0][:20]
        return f"There is no answer in the form {form!r}; there are csv and json.", None, 404
    return None
