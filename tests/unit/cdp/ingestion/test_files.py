"""Rows of files as they come: delimiters, encodings, damage."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from cdp.errors import InvalidInputError
from cdp.ingestion.files import Row, inspect, read_rows
from cdp.ingestion.mapping import FileMapping, read_mapping

MAPPING = read_mapping({"columns": {"a": "email"}})


def _rows(path: Path, mapping: FileMapping = MAPPING) -> list[Row]:
    return list(read_rows(inspect(path, mapping), mapping))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(folder: Path, delimiter: str) -> None:
    path = folder / "x.csv"
    path.write_text(f"a{delimiter}b\n1{delimiter}2\n")
    assert _rows(path) == [Row(1, {"a": "1", "b": "2"})]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_the_encoding_is_found(folder: Path, encoding: str) -> None:
    path = folder / "x.csv"
    path.write_text("a,b\nété,2\n", encoding=encoding)
    assert _rows(path)[0].values["a"] == "été"


def test_a_declared_encoding_that_does_not_fit_is_said(folder: Path) -> None:
    path = folder / "x.csv"
    path.write_bytes("a\nété\n".encode("latin-1"))
    declared = read_mapping({"columns": {"a": "x"}, "file": {"encoding": "utf-8"}})
    with pytest.raises(InvalidInputError) as caught:
        _rows(path, declared)
    assert list(caught.value.fields) == ["file.encoding"]


def test_blank_lines_count_as_rows_but_give_none(folder: Path) -> None:
    path = folder / "x.csv"
    path.write_text("a,b\n1,2\n\n3,4\n")
    assert [row.number for row in _rows(path)] == [1, 3]


@pytest.mark.parametrize("name", ["x.csv.gz", "x.parquet", "x.xlsx", "none.csv"])
def test_a_file_that_is_not_what_it_says_is_refused(folder: Path, name: str) -> None:
    if not name.startswith("none"):
        (folder / name).write_bytes(b"not that at all")
    with pytest.raises(InvalidInputError):
        _rows(folder / name)


def test_json_lines_without_any_mapped_key_are_refused(folder: Path) -> None:
    path = folder / "x.jsonl"
    path.write_text('{"other": 1}\n')
    with pytest.raises(InvalidInputError) as caught:
        _rows(path)
    assert caught.value.fields["file"] == "has the columns other"


def test_an_empty_file_lacks_its_columns(folder: Path) -> None:
    path = folder / "x.csv"
    path.write_text("")
    with pytest.raises(InvalidInputError):
        _rows(path)


def test_a_column_that_stands_twice_is_refused_where_it_matters(folder: Path) -> None:
    path = folder / "x.csv"
    path.write_text("a,b,a\n1,2,3\n")
    with pytest.raises(InvalidInputError, match="more than once"):
        _rows(path)
    path.write_text("a,b,b\n1,2,3\n")
    assert len(_rows(path)) == 1


def test_lines_that_an_open_quote_swallows_are_named(folder: Path) -> None:
    path = folder / "x.csv"
    path.write_text('a,b\n1,"2\n' + "3,4\n" * 40_000)
    row = _rows(path)[0]
    assert row.problem == "is not valid CSV: lines 2 to 32770 are left out"


def test_a_line_nested_too_deeply_is_one_bad_row(folder: Path) -> None:
    path = folder / "x.jsonl"
    path.write_text('{"a":1}\n{"a":' + "[" * 9_000 + "]" * 9_000 + '}\n{"a":2}\n')
    assert [bool(row.problem) for row in _rows(path)] == [False, True, False]


def test_times_in_nanoseconds_are_read(folder: Path) -> None:
    path = folder / "x.parquet"
    times = pa.array([1_700_000_000_123_456_789, None], pa.timestamp("ns", "UTC"))
    parquet.write_table(pa.table({"a": times}), path)
    at = datetime(2023, 11, 14, 22, 13, 20, 123456, UTC)
    assert [row.values["a"] for row in _rows(path)] == [at, None]
