"""What a file says was told or obtained: notices given, data that somebody else gave.

Two parts of a mapping, `[inform]` and `[obtain]`, named like the acts of the ledger. A
row says them when the cell of their time is filled, or always when the time is fixed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

import consent
from cdp.errors import InvalidInputError
from cdp.ingestion.plain import plain
from consent import Act, SubjectId

METHOD: Final = "import"
DEFAULT_LOCALE: Final = "en"
TEXTS: Final[Mapping[str, tuple[str, ...]]] = {
    "inform": ("at", "on", "written", "notice", "version", "locale"),
    "obtain": ("at", "on", "written", "source", "source_column"),
}
# What a notice said, by the names that the ledger has for it.
FLAGS: Final[Mapping[str, tuple[str, str | bool]]] = {
    "names_source": ("origin", "third_party"),
    "offers_objection": ("opt_out_offered", True),
}
NEEDED: Final = {"inform": ("notice", "version"), "obtain": ()}
# Stands for whoever a row turns out to be about, while only the form is looked at.
_ANYBODY: Final = SubjectId("sub_" + "0" * 10)
_ANY_DAY: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Telling:
    """How the rows of a file say one act; `column` or `on` tells when it was."""

    act: str
    column: str | None = None
    on: datetime | None = None
    written: str | None = None
    notice: tuple[str, str, str] | None = None
    evidence: Mapping[str, str | bool] = field(default_factory=dict)
    source_column: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Name the columns that it needs."""
        return tuple(one for one in (self.column, self.source_column) if one)

    def read(self, values: Mapping[str, object], now: datetime) -> Act | None:
        """Read the act in a row, about nobody yet; None where the row says nothing.

        Raises:
            InvalidInputError: A cell cannot be understood; names its column.
        """
        at = self.on or self._time(values)
        if at is None:
            return None
        if at > now:
            raise InvalidInputError(
                {self.column or f"{self.act}.on": "must not lie in the future"}
            )
        source = self.source_column and plain(values.get(self.source_column))
        named = {"source": str(source)} if source is not None else {}
        act = replace(self._act(at), evidence={**self.evidence, **named})
        try:
            act.check()
        except consent.InvalidInputError as err:
            place = self.source_column or self.act
            raise InvalidInputError({place: "must name who handed over"}) from err
        return act

    def _time(self, values: Mapping[str, object]) -> datetime | None:
        value = plain(values.get(self.column or ""))
        if value is None:
            return None
        try:
            return read_time(str(value), self.written)
        except (ValueError, OverflowError):
            form = self.written or "ISO 8601"
            raise InvalidInputError({str(self.column): f"must be {form}"}) from None

    def _act(self, at: datetime) -> Act:
        return Act(
            subject=_ANYBODY,
            act=self.act,
            at=at,
            method=METHOD,
            notice=self.notice,
            evidence=self.evidence,
        )

    def faults(self) -> dict[str, str]:
        """Say what the ledger would not take of what the mapping fixes."""
        sample = self._act(_ANY_DAY)
        if self.source_column:
            sample = replace(sample, evidence={**self.evidence, "source": "anybody"})
        try:
            sample.check()
        except consent.InvalidInputError as err:
            named = {n.removeprefix("evidence."): why for n, why in err.fields.items()}
            return {f"{self.act}.{name}": why for name, why in named.items()}
        return {}


def read_time(text: str, written: str | None) -> datetime:
    """Read a time as a file writes it; without a zone it is UTC."""
    found = (
        datetime.strptime(text, written)  # noqa: DTZ007  # the zone is added below
        if written
        else datetime.fromisoformat(text)
    )
    return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)


def read_telling(
    act: str, part: Mapping[str, object], wrong: dict[str, str]
) -> Telling | None:
    """Read one part of a mapping; what is wrong with it goes into `wrong`."""
    if not part:
        return None
    found = _faults_of(act, part)
    on = None
    try:
        on = read_time(str(part["on"]), None) if "on" in part else None
    except ValueError:
        found[f"{act}.on"] = "must be an ISO 8601 time"
    wrong |= found
    if found:
        return None
    telling = _telling(act, {n: str(part[n]) for n in TEXTS[act] if n in part}, on)
    said = dict(FLAGS[name] for name in FLAGS if part.get(name) is True)
    telling = replace(telling, evidence={**telling.evidence, **said})
    wrong |= telling.faults()
    return telling


def _telling(act: str, texts: Mapping[str, str], on: datetime | None) -> Telling:
    notice = None
    if act == "inform":
        locale = texts.get("locale", DEFAULT_LOCALE)
        notice = (texts["notice"], texts["version"], locale)
    return Telling(
        act=act,
        column=texts.get("at"),
        on=on,
        written=texts.get("written"),
        notice=notice,
        evidence={"source": texts["source"]} if "source" in texts else {},
        source_column=texts.get("source_column"),
    )


def _faults_of(act: str, part: Mapping[str, object]) -> dict[str, str]:
    flags = tuple(FLAGS) if act == "inform" else ()
    known = (*TEXTS[act], *flags)
    wrong = {
        f"{act}.{name}": "is not known; use " + ", ".join(known)
        for name in part
        if name not in known
    }
    wrong |= {
        f"{act}.{name}": "must be a text"
        for name in TEXTS[act]
        if name in part and (part[name] in ("", None) or isinstance(part[name], bool))
    }
    wrong |= {
        f"{act}.{name}": "must be true or false"
        for name in flags
        if not isinstance(part.get(name, False), bool)
    }
    wrong |= {f"{act}.{name}": "is missing" for name in NEEDED[act] if name not in part}
    if ("at" in part) == ("on" in part):
        wrong[f"{act}.at"] = "must name a column, or `on` give a time for all rows"
    if act == "obtain" and ("source" in part) == ("source_column" in part):
        wrong["obtain.source"] = "must say who, or `source_column` name the column"
    return wrong
