"""Statements of the hot path, written out once for each database.

SQLAlchemy takes several times as long to go through a statement that it knows than
SQLite takes to carry it out. What it made once is handed to the driver as text.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

Values = Mapping[str, Any]


class Prepared:
    """An insert of rows that all have the same columns. Safe to share."""

    def __init__(
        self, columns: Sequence[str], make: Callable[[str], sa.sql.dml.Insert]
    ) -> None:
        """Take how the statement is made for a database of this name."""
        self._columns = list(columns)
        self._make = make
        self._written: dict[str, tuple[str, list[str] | None]] = {}

    def run(self, conn: sa.Connection, *rows: Values) -> sa.CursorResult[Any]:
        """Carry it out for one row or more."""
        text, order = self._text(conn.dialect)
        values: list[Any] = [
            one if order is None else tuple([one[name] for name in order])
            for one in rows
        ]
        return conn.exec_driver_sql(text, values if len(values) > 1 else values[0])

    def _text(self, dialect: sa.Dialect) -> tuple[str, list[str] | None]:
        if dialect.name not in self._written:
            made = self._make(dialect.name).compile(
                dialect=dialect, column_keys=self._columns
            )
            order = made.positiontup if made.positional else None
            self._written[dialect.name] = (str(made), order)
        return self._written[dialect.name]
