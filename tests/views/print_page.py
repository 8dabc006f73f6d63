"""Prints `docs/views.md` again: `python -m tests.views.print_page`."""

import sqlite3
from contextlib import closing

from mirror import views
from mirror.store.files import mirror_ddl
from tests.views.test_in_a_mirror import PAGE

if __name__ == "__main__":
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in mirror_ddl():
            connection.execute(statement)
        PAGE.write_text(views.page(connection), encoding="utf-8")
