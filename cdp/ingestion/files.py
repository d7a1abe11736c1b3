"""Rows of a file, one after the other, whatever the format; never all at once.

CSV in any common delimiter, JSON Lines, Parquet; the first two also gzipped.
"""

import codecs
import csv
import gzip
import io
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import IO, cast

import pyarrow as pa
from pyarrow import parquet

from cdp.errors import InvalidInputError
from cdp.ingestion.mapping import FileMapping

BLOCK_BYTES = 1 << 20
DELIMITERS = ",;\t|"
FALLBACK = "latin-1"  # every byte means something in it, so it never fails
ROWS_LOOKED_AT = 100
SUFFIXES = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".parquet": "parquet",
}


@dataclass(frozen=True)
class Row:
    """One row with its place, counted from 1; `problem` says why it cannot be read."""

    number: int
    values: Mapping[str, object]
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class DataFile:
    """A file that was looked at once: what it holds, how it is written, how long."""

    path: Path
    digest: str
    format: str
    encoding: str
    lines: int


def inspect(path: Path, mapping: FileMapping) -> DataFile:
    """Read a file once, to know its digest, its encoding and about how long it is.

    Raises:
        InvalidInputError: It cannot be read, or nobody can tell what it is.
    """
    chosen = mapping.format or SUFFIXES.get(_suffix(path))
    if chosen is None:
        raise InvalidInputError({"file.format": "cannot be told from the file's name"})
    try:
        if chosen == "parquet":
            with path.open("rb") as raw:
                digest, _, _ = _read_through(raw)
            lines = int(parquet.read_metadata(path).num_rows)
            encoding = ""
        else:
            with _open_bytes(path) as raw:
                digest, found, lines = _read_through(raw)
            encoding = mapping.encoding or found
    except (OSError, EOFError, pa.ArrowException) as err:
        raise InvalidInputError({"file": "cannot be read"}) from err
    return DataFile(
        path=path, digest=digest, format=chosen, encoding=encoding, lines=lines
    )


def read_rows(file: DataFile, mapping: FileMapping) -> Iterator[Row]:
    """Give the rows, those that cannot be read too.

    Raises:
        InvalidInputError: The file lacks columns that the mapping names, or is not
            written as the mapping says.
    """
    reader = {"csv": _csv_rows, "jsonl": _json_rows, "parquet": _parquet_rows}
    try:
        yield from reader[file.format](file, mapping)
    except UnicodeDecodeError as err:
        message = "is not how this file is encoded"
        raise InvalidInputError({"file.encoding": message}) from err
    except (OSError, EOFError, pa.ArrowException) as err:
        raise InvalidInputError({"file": "cannot be read to its end"}) from err


def _suffix(path: Path) -> str:
    name = path.name.lower().removesuffix(".gz")
    return Path(name).suffix


def _open_bytes(path: Path) -> IO[bytes]:
    if path.suffix.lower() == ".gz":
        return cast("IO[bytes]", gzip.open(path, "rb"))
    return path.open("rb")


def _read_through(raw: IO[bytes]) -> tuple[str, str, int]:
    """Give digest, encoding and number of lines of what is read."""
    digest, decoder = sha256(), codecs.getincrementaldecoder("utf-8")()
    start, lines, is_utf8 = b"", 0, True
    while block := raw.read(BLOCK_BYTES):
        start = start or block[:4]
        digest.update(block)
        lines += block.count(b"\n")
        if is_utf8:
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                is_utf8 = False
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        # utf-8-sig reads files with and without a byte order mark.
        encoding = "utf-8-sig" if is_utf8 else FALLBACK
    return digest.hexdigest(), encoding, lines


@contextmanager
def _open_text(file: DataFile) -> Iterator[io.TextIOWrapper]:
    # newline="": a quoted field may hold line ends, and the csv module reads them.
    encoding = "utf-8-sig" if file.encoding == "utf-8" else file.encoding
    with _open_bytes(file.path) as raw:
        yield io.TextIOWrapper(raw, encoding=encoding, newline="")


def _csv_rows(file: DataFile, mapping: FileMapping) -> Iterator[Row]:
    with _open_text(file) as text:
        head = text.readline()
        delimiter = mapping.delimiter or max(DELIMITERS, key=head.count)
        text.seek(0)
        reader = csv.reader(text, delimiter=delimiter, skipinitialspace=True)
        header = [name.strip() for name in next(reader, [])]
        mapping.check_columns(header)
        number = 0
        while True:
            number += 1
            before = reader.line_num
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                lines = f"lines {before + 1} to {reader.line_num}"
                yield Row(number, {}, f"is not valid CSV: {lines} are left out")
                continue
            if not any(cells):
                continue
            values = dict(zip(header, cells, strict=False))
            wrong = len(cells) != len(header)
            problem = f"has {len(cells)} cells, not {len(header)}" if wrong else ""
            if len(cells) > len(header):
                values["(more)"] = delimiter.join(cells[len(header) :])
            yield Row(number, values, problem)


def _json_rows(file: DataFile, mapping: FileMapping) -> Iterator[Row]:
    with _open_text(file) as text:
        first = list(islice(_json_lines(text), ROWS_LOOKED_AT))
        _check_some(mapping, first)
        text.seek(0)
        yield from _json_lines(text)


def _json_lines(text: io.TextIOWrapper) -> Iterator[Row]:
    for number, line in enumerate(iter(text.readline, ""), 1):
        if not line.strip():
            continue
        try:
            document = json.loads(line)
        except (ValueError, RecursionError):
            document = None
        if isinstance(document, dict):
            yield Row(number, _flat(document))
        else:
            yield Row(number, {"line": line}, "is not a JSON object")


def _check_some(mapping: FileMapping, rows: list[Row]) -> None:
    """Let a key be missing in many lines, but not in all of the first ones."""
    found = sorted({name for row in rows for name in row.values})
    if rows and not set(found) & set(mapping.columns):
        mapping.check_columns(found)


def _parquet_rows(file: DataFile, mapping: FileMapping) -> Iterator[Row]:
    with parquet.ParquetFile(file.path) as source:
        number = 0
        is_checked = False
        for batch in source.iter_batches(batch_size=1_000):
            if not is_checked:
                _check_parquet(source.schema_arrow, mapping)
                is_checked = True
            for document in _in_microseconds(batch).to_pylist():
                number += 1
                yield Row(number, _flat(document))


def _in_microseconds(batch: "pa.RecordBatch") -> "pa.RecordBatch":
    """Give times as Python has them: it knows no nanoseconds."""
    schema = batch.schema
    for place, one in enumerate(schema):
        if pa.types.is_timestamp(one.type) and one.type.unit == "ns":
            coarse = pa.timestamp("us", one.type.tz)
            schema = schema.set(place, one.with_type(coarse))
    return batch if schema == batch.schema else batch.cast(schema, safe=False)


def _check_parquet(schema: "pa.Schema", mapping: FileMapping) -> None:
    names: list[str] = []
    waiting = [("", one) for one in schema]
    while waiting:
        prefix, one = waiting.pop()
        if pa.types.is_struct(one.type):
            waiting += [(f"{prefix}{one.name}.", child) for child in one.type]
        names.append(prefix + one.name)
    mapping.check_columns(sorted(names))


def _flat(document: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    """Name what is nested by its path: `address.city`."""
    flat: dict[str, object] = {}
    for name, value in document.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = value
    return flat
