"""The mapping file of an import: which column is which field. TOML or JSON.

[record]
id = "customer_no"              # names the row in its source; the same id updates
at = "changed_at"               # when the row was true; else the time of the import
[columns]
customer_no = "userId"
given_name = "firstName"
street_no = "address.street"    # columns of one field are joined in this order
street = "address.street"
[constants]
"address.country" = "AU"
[dates]
birthday = "%Y%m%d"             # how a date field is written in the file
[consents.newsletter]           # a purpose, and how a column answers for it
column = "newsletter"
yes = ["Y"]
no = ["N"]
[inform]                        # a notice that people were given
at = "told_on"                  # the column of the time; empty says nothing was told
written = "%d/%m/%Y"            # how it is written, else ISO 8601
notice = "sources"              # its id, version and locale (else en)
version = "2"
locale = "fr"
names_source = true             # it named where the data come from (GDPR 14)
offers_objection = true         # it brought up the right to object (GDPR 21(4))
[obtain]                        # data that somebody else handed over
on = "2026-10-01"               # for every row, in place of a column `at`
source = "list-broker"          # who, or the column: source_column = "broker"
[file]
format = "csv"                  # csv, jsonl or parquet; else by the file's name
encoding = "latin-1"            # else UTF-8
delimiter = ";"                 # else found
"""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cdp.errors import InvalidInputError
from cdp.ingestion.tellings import Telling, read_telling

FORMATS = ("csv", "jsonl", "parquet")
ENCODINGS = ("utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16")
TELLINGS = ("inform", "obtain")
PARTS = ("record", "columns", "constants", "dates", "consents", *TELLINGS, "file")
ONLY = {"record": ("id", "at"), "file": ("format", "encoding", "delimiter")}
CHOICES = {"format": FORMATS, "encoding": ENCODINGS}


@dataclass(frozen=True, kw_only=True)
class Answers:
    """How a column says yes or no to a purpose; anything else says nothing."""

    column: str
    yes: frozenset[str]
    no: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class FileMapping:
    """A mapping, read and checked; `digest` changes with what it says."""

    digest: str
    columns: Mapping[str, str]
    id_column: str | None = None
    at_column: str | None = None
    constants: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    consents: Mapping[str, Answers] = field(default_factory=dict)
    tellings: tuple[Telling, ...] = ()
    format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None

    def needed_columns(self) -> list[str]:
        """Name every column that the mapping speaks of."""
        named = [*self.columns, *(one.column for one in self.consents.values())]
        named += [one for one in (self.id_column, self.at_column) if one]
        named += [column for one in self.tellings for column in one.columns]
        return list(dict.fromkeys(named))

    def check_columns(self, found: Sequence[str]) -> None:
        """Compare with the columns of the file.

        Raises:
            InvalidInputError: Names each column that the file lacks, or has twice.
        """
        missing = {
            f"columns.{name}": "is not a column of the file"
            for name in self.needed_columns()
            if name not in found
        }
        missing |= {
            f"columns.{name}": "stands in the file more than once"
            for name in self.needed_columns()
            if list(found).count(name) > 1
        }
        if missing:
            missing["file"] = "has the columns " + ", ".join(found)
            raise InvalidInputError(missing)


def load_mapping(path: Path) -> FileMapping:
    """Read a mapping file.

    Raises:
        InvalidInputError: Names everything that is wrong with it.
    """
    try:
        text = path.read_text(encoding="utf-8")
        is_json = path.suffix.lower() == ".json"
        document = json.loads(text) if is_json else tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as err:
        raise InvalidInputError({"mapping": "cannot be read as a text file"}) from err
    except ValueError as err:
        raise InvalidInputError({"mapping": f"is not valid: {err}"}) from err
    return read_mapping(document)


def read_mapping(document: object) -> FileMapping:
    """Check a mapping that was read already.

    Raises:
        InvalidInputError: Names everything that is wrong with it.
    """
    if not isinstance(document, dict):
        raise InvalidInputError({"mapping": "must be an object"})
    wrong: dict[str, str] = {}
    parts = {name: _part(document, name, wrong) for name in PARTS}
    for name in sorted(document.keys() - set(PARTS)):
        wrong[name] = "is not a part of a mapping; use " + ", ".join(PARTS)
    columns, constants, dates, record, file = (
        _texts(parts[name], name, wrong)
        for name in ("columns", "constants", "dates", "record", "file")
    )
    if not parts["columns"]:
        wrong["columns"] = "must map at least one column"
    _check_choices(file, wrong)
    consents = _read_consents(parts["consents"], wrong)
    tellings = [read_telling(name, parts[name], wrong) for name in TELLINGS]
    if wrong:
        raise InvalidInputError(wrong)
    return FileMapping(
        digest=sha256(json.dumps(document, sort_keys=True).encode()).hexdigest(),
        columns=columns,
        id_column=record.get("id"),
        at_column=record.get("at"),
        constants=constants,
        dates=dates,
        consents=consents,
        tellings=tuple(one for one in tellings if one),
        format=file.get("format"),
        encoding=file.get("encoding"),
        delimiter=file.get("delimiter"),
    )


def _part(
    document: dict[str, object], name: str, wrong: dict[str, str]
) -> dict[str, object]:
    part = document.get(name, {})
    if not isinstance(part, dict):
        wrong[name] = "must be a table"
        return {}
    for key in part.keys() - set(ONLY.get(name, part)):
        wrong[f"{name}.{key}"] = "is not known; use " + ", ".join(ONLY[name])
    return part


def _texts(part: dict[str, object], name: str, wrong: dict[str, str]) -> dict[str, str]:
    """Give the part as texts; numbers and true or false may stand for texts."""
    texts: dict[str, str] = {}
    for key, value in part.items():
        if isinstance(value, dict | list) or value is None or value == "":
            wrong[f"{name}.{key}"] = "must be a text"
        else:
            texts[key] = str(value)
    return texts


def _check_choices(file: dict[str, str], wrong: dict[str, str]) -> None:
    for name, choices in CHOICES.items():
        if file.get(name, choices[0]) not in choices:
            wrong[f"file.{name}"] = "must be one of " + ", ".join(choices)
    if len(file.get("delimiter", ",")) != 1:
        wrong["file.delimiter"] = "must be one character"


def _read_consents(
    part: dict[str, object], wrong: dict[str, str]
) -> dict[str, Answers]:
    found: dict[str, Answers] = {}
    for purpose, terms in part.items():
        if not isinstance(terms, dict) or not isinstance(terms.get("column"), str):
            wrong[f"consents.{purpose}"] = "must name a column, and yes and no values"
            continue
        found[purpose] = Answers(
            column=terms["column"],
            yes=_words(terms.get("yes", ())),
            no=_words(terms.get("no", ())),
        )
    return found


def _words(given: object) -> frozenset[str]:
    words = given if isinstance(given, list | tuple) else (given,)
    return frozenset(str(one).strip().casefold() for one in words)
