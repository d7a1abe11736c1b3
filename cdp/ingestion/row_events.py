"""From a row of a file to an event: columns become fields, under the mapping."""

from collections.abc import Mapping
from datetime import UTC, datetime

from cdp.errors import InvalidInputError
from cdp.ingestion.event import EXTERNAL, Event, read_identifiers, read_traits
from cdp.ingestion.files import Row
from cdp.ingestion.mapping import FileMapping
from cdp.ingestion.plain import mend, plain
from cdp.ingestion.tellings import read_time
from cdp.vault import normalise
from consent import Act

LONGEST_TEXT = 8_192


class RowReader:
    """Reads rows of one file under one mapping."""

    def __init__(
        self, mapping: FileMapping, file_digest: str, imported_at: datetime
    ) -> None:
        self._mapping = mapping
        self._file_digest = file_digest
        self._imported_at = imported_at

    def read(self, row: Row) -> tuple[Event, int]:
        """Give the event of a row, and how many dates were not written as agreed.

        Raises:
            InvalidInputError: The row cannot be understood; names fields, no values.
        """
        if row.problem:
            raise InvalidInputError({"row": row.problem})
        row = Row(row.number, mend(row.values))
        said, odd_dates = self._fields(row)
        user_id = _id(said.pop("userId", None))
        anonymous_id = _id(said.pop("anonymousId", None))
        external = [
            (name.removeprefix(EXTERNAL), str(said.pop(name)))
            for name in list(said)
            if name.startswith(EXTERNAL)
        ]
        traits = read_traits(_nested(said))
        if not (traits or user_id or anonymous_id or external):
            raise InvalidInputError({"row": "says nothing under this mapping"})
        event = Event(
            kind="identify",
            key=self._key(row, user_id),
            message_id="",
            at=self._at(row),
            traits=traits,
            identifiers=read_identifiers(user_id, anonymous_id, traits, external),
            preferences=self._preferences(row),
            acts=self._acts(row),
            method="import",
        )
        return event, odd_dates

    def _key(self, row: Row, user_id: str | None) -> str:
        """Name the row within its source, so that its next version finds it again."""
        column = self._mapping.id_column
        if column is not None:
            named = plain(row.values.get(column))
            if named is None:
                raise InvalidInputError({column: "must name the row"})
            return f"row:{named}"
        return f"user:{user_id}" if user_id else f"{self._file_digest}:{row.number}"

    def _fields(self, row: Row) -> tuple[dict[str, object], int]:
        said: dict[str, object] = {**self._mapping.constants}
        odd_dates = 0
        for column, name in self._mapping.columns.items():
            value = plain(row.values.get(column))
            if value is None:
                continue
            if isinstance(value, str) and len(value) > LONGEST_TEXT:
                raise InvalidInputError({column: "is too long"})
            if name in self._mapping.dates:
                value, odd = _day(value, self._mapping.dates[name])
                odd_dates += odd
            before = said.get(name) if name not in self._mapping.constants else None
            said[name] = value if before is None else f"{before} {value}"
        return said, odd_dates

    def _at(self, row: Row) -> datetime:
        column = self._mapping.at_column
        value = plain(row.values.get(column)) if column else None
        if value is None:
            return self._imported_at
        try:
            at = read_time(str(value), None)
        except (ValueError, OverflowError):
            raise InvalidInputError({str(column): "must be an ISO 8601 time"}) from None
        return min(at, self._imported_at)

    def _acts(self, row: Row) -> tuple[Act, ...]:
        said = (
            one.read(row.values, self._imported_at) for one in self._mapping.tellings
        )
        return tuple(act for act in said if act is not None)

    def _preferences(self, row: Row) -> dict[str, bool]:
        found: dict[str, bool] = {}
        for purpose, answers in self._mapping.consents.items():
            said = str(plain(row.values.get(answers.column)) or "").casefold()
            if said in answers.yes | answers.no:
                found[purpose] = said not in answers.no
        return found


def _id(value: object) -> str | None:
    """Give an id as a text; None for what exports write when there is none."""
    text = "" if value is None or isinstance(value, bool) else str(value)
    return text if text and normalise("user_id", text) else None


def _day(value: object, written: str) -> tuple[object, int]:
    """Read a date; one that is not written as agreed stays as it is, and is counted."""
    try:
        day = datetime.strptime(str(value), written).replace(tzinfo=UTC)
    except ValueError:
        return value, 1
    return day.date().isoformat(), 0


def _nested(said: Mapping[str, object]) -> dict[str, object]:
    """Turn paths into objects: `address.city` goes into `address`."""
    nested: dict[str, object] = {}
    for path, value in said.items():
        whole, _, part = path.partition(".")
        if not part:
            nested[path] = value
            continue
        parts = nested.setdefault(whole, {})
        if isinstance(parts, dict):
            parts[part] = value
    return nested
