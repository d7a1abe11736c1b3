"""Files: each row once, whatever happens in between."""

import gzip
import json
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from cdp import identity
from cdp.errors import ConflictError, InvalidInputError
from cdp.ingestion import ImportReport, import_file, imports, quarantine
from cdp.ingestion.mapping import read_mapping
from consent import Tie
from tests.unit.cdp.ingestion.conftest import Desk

MAPPING: dict[str, Any] = {
    "record": {"id": "no"},
    "columns": {
        "no": "loyaltyId",
        "given": "firstName",
        "family": "lastName",
        "mail": "email",
        "born": "birthday",
        "street_no": "address.street",
        "street": "address.street",
    },
    "constants": {"address.country": "AU"},
    "dates": {"birthday": "%Y%m%d"},
}
HEAD = "no,given,family,mail,born,street_no,street"


def _write(folder: Path, *rows: str, head: str = HEAD, name: str = "crm.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def _import(desk: Desk, path: Path, mapping: object = None) -> ImportReport:
    return import_file(
        desk.ingestion,
        path,
        source=desk.source,
        mapping=read_mapping(mapping or MAPPING),
        now=lambda: desk.now,
    )


def _many(count: int) -> list[str]:
    return [f"{n},Given{n},Family,p{n}@x.test,19800501,{n},Rd" for n in range(count)]


def test_a_row_becomes_a_profile(any_desk: Desk, folder: Path) -> None:
    path = _write(folder, "L1, Léa ,Martin,lea@x.test,19800501,7,Rue du Lac")
    report = _import(any_desk, path)
    assert report.counts == imports.Counts(rows=1, stored=1, new_records=1)
    assert any_desk.profile("email", "lea@x.test") == {
        "loyaltyId": "L1",
        "firstName": "Léa",
        "lastName": "Martin",
        "email": "lea@x.test",
        "birthday": "1980-05-01",
        "address": {"street": "7 Rue du Lac", "country": "AU"},
    }


def test_the_same_file_again_adds_nothing(desk: Desk, folder: Path) -> None:
    path = _write(folder, *_many(30))
    first = _import(desk, path)
    again = _import(desk, path)
    assert again.was_finished
    assert again.counts == imports.Counts()
    assert again.total == first.total


def test_a_changed_row_updates_the_record_that_it_names(
    desk: Desk, folder: Path
) -> None:
    _import(desk, _write(folder, "L1,Lea,Martin,old@x.test,19800501,7,Lac"))
    report = _import(desk, _write(folder, "L1,Lea,Martin,new@x.test,19800501,7,Lac"))
    assert report.counts.new_records == 0
    assert desk.profile("loyalty_id", "L1")["email"] == "new@x.test"
    with desk.database.reading() as conn:
        assert identity.counts(conn)["records"] == 1


@pytest.mark.parametrize("killed_at_page", [1, 2, 4])
def test_a_killed_import_goes_on_where_it_was(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch, killed_at_page: int
) -> None:
    monkeypatch.setattr(imports, "ROWS_PER_TRANSACTION", 10)
    path = _write(folder, *_many(45))
    pages = _killer(desk, monkeypatch, killed_at_page)
    with pytest.raises(KeyboardInterrupt):
        _import(desk, path)
    next(pages)
    report = _import(desk, path)
    assert report.resumed_at_row == (killed_at_page - 1) * 10 + 1
    assert report.total.stored == report.total.new_records == 45
    with desk.database.reading() as conn:
        assert identity.counts(conn)["records"] == 45


def _killer(desk: Desk, monkeypatch: pytest.MonkeyPatch, page: int) -> Iterator[None]:
    """Kill the process inside the transaction of a page; `next` lets it live again."""
    intake, calls = type(desk.ingestion.intake), []
    real = intake.take

    def take(*args: object) -> object:
        calls.append(1)
        taken = real(*args)  # type: ignore[arg-type]
        if len(calls) == page:
            raise KeyboardInterrupt
        return taken

    monkeypatch.setattr(intake, "take", take)

    def revive() -> Iterator[None]:
        monkeypatch.setattr(intake, "take", real)
        yield

    return revive()


def test_two_imports_of_one_file_do_not_take_a_row_twice(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "ROWS_PER_TRANSACTION", 10)
    path = _write(folder, *_many(30))
    pages = 0

    def other(done: int, _rows: int) -> None:
        nonlocal pages
        pages += 1
        if pages == 1:
            _import(desk, path)

    with pytest.raises(ConflictError):
        import_file(
            desk.ingestion,
            path,
            source=desk.source,
            mapping=read_mapping(MAPPING),
            progress=other,
        )
    with desk.database.reading() as conn:
        assert identity.counts(conn)["records"] == 30


def test_bad_rows_are_put_aside_with_number_and_reason(
    desk: Desk, folder: Path
) -> None:
    path = _write(
        folder,
        "L1,Lea,Martin,lea@x.test,19800501,7,Lac",
        "L2,too,few",
        ",no,id,no@x.test,19800501,7,Lac",
        "L4,Max,Martin,max@x.test,19800501,8,Lac,extra",
    )
    report = _import(desk, path)
    assert (report.counts.stored, report.quarantined) == (1, 3)
    with desk.database.reading() as conn:
        held = quarantine.list_quarantine(conn)
    assert {one.row: one.reasons for one in held} == {
        2: {"row": "has 3 cells, not 7"},
        3: {"no": "must name the row"},
        4: {"row": "has 8 cells, not 7"},
    }
    with pytest.raises(InvalidInputError):
        desk.ingestion.replay(held[0].id, desk.now)


def test_a_date_written_otherwise_stays_as_it_is_and_is_counted(
    desk: Desk, folder: Path
) -> None:
    report = _import(desk, _write(folder, "L1,Lea,Martin,lea@x.test,19450493,7,Lac"))
    assert report.counts.odd_dates == 1
    assert desk.profile("loyalty_id", "L1")["birthday"] == "19450493"


def test_a_mapping_that_does_not_fit_names_the_columns(
    desk: Desk, folder: Path
) -> None:
    path = _write(folder, "L1,Lea", head="no,firstname")
    with pytest.raises(InvalidInputError) as caught:
        _import(desk, path)
    assert "columns.given" in caught.value.fields
    assert caught.value.fields["file"] == "has the columns no, firstname"
    with desk.database.reading() as conn:
        assert identity.counts(conn)["records"] == 0


def test_other_delimiters_encodings_and_gzip_are_read(desk: Desk, folder: Path) -> None:
    text = HEAD.replace(",", ";") + "\nL1;Léa;Martin;lea@x.test;19800501;7;Été\n"
    path = folder / "crm.csv.gz"
    path.write_bytes(gzip.compress(text.encode("latin-1")))
    report = _import(desk, path)
    assert report.encoding == "latin-1"
    assert desk.profile("loyalty_id", "L1")["firstName"] == "Léa"


def test_a_byte_order_mark_is_no_part_of_the_first_column(
    desk: Desk, folder: Path
) -> None:
    path = folder / "crm.csv"
    path.write_text(HEAD + '\nL1,"A\nB",M,a@x.test,19800501,7,L\n', "utf-8-sig")
    assert _import(desk, path).counts.stored == 1
    assert desk.profile("loyalty_id", "L1")["firstName"] == "A\nB"


def test_json_lines_and_parquet_give_what_csv_gives(desk: Desk, folder: Path) -> None:
    mapping = {
        "record": {"id": "no"},
        "columns": {"no": "loyaltyId", "who.given": "firstName", "mail": "email"},
    }
    rows = [
        {"no": n, "who": {"given": f"G{n}"}, "mail": f"p{n}@x.test"} for n in (1, 2, 3)
    ]
    lines = folder / "crm.jsonl"
    lines.write_text("\n".join(map(json.dumps, rows)) + "\nnot json\n")
    table = folder / "crm.parquet"
    parquet.write_table(pa.Table.from_pylist(rows), table)
    from_lines = _import(desk, lines, mapping)
    from_table = _import(desk, table, mapping)
    assert (from_lines.counts.stored, from_lines.quarantined) == (3, 1)
    assert (from_table.counts.stored, from_table.counts.new_records) == (3, 0)
    assert desk.profile("loyalty_id", "2")["firstName"] == "G2"


def test_a_column_of_answers_becomes_consent_with_its_method(
    desk: Desk, folder: Path
) -> None:
    mapping = {
        "record": {"id": "no"},
        "columns": {"mail": "email"},
        "consents": {"newsletter": {"column": "news", "yes": ["Y"], "no": ["N"]}},
    }
    path = _write(
        folder, "1,a@x.test,y", "2,b@x.test,N", "3,c@x.test,", head="no,mail,news"
    )
    report = _import(desk, path, mapping)
    states = [desk.consent("email", f"{who}@x.test", "newsletter") for who in "abc"]
    assert states == ["granted", "refused", "none"]
    assert report.counts.choices == 2


def test_rows_of_two_files_meet_by_exact_rules(desk: Desk, folder: Path) -> None:
    _import(desk, _write(folder, "L1,Lea,Martin,lea@x.test,19800501,7,Lac"))
    mapping = {"record": {"id": "id"}, "columns": {"mail": "email"}}
    _import(desk, _write(folder, "9,LEA@x.test", head="id,mail", name="b.csv"), mapping)
    ties = [tie for _, tie in desk.circle("loyalty_id", "L1").subjects]
    assert ties == [Tie.SELF, Tie.EXACT]


def test_progress_is_told_up_to_the_end(desk: Desk, folder: Path) -> None:
    told: list[tuple[int, int]] = []
    import_file(
        desk.ingestion,
        _write(folder, *_many(20)),
        source=desk.source,
        mapping=read_mapping(MAPPING),
        progress=lambda done, rows: told.append((done, rows)),
    )
    assert told[-1] == (20, 21)


def test_parquet_with_gaps_times_and_lists_comes_in_whole(
    desk: Desk, folder: Path
) -> None:
    path = folder / "crm.parquet"
    columns = {
        "no": [1001.0, None, 1003.0],  # as pandas writes whole numbers with gaps
        "born": [date(1980, 5, 1), None, date(1981, 5, 1)],
        "seen": [[date(2026, 1, 1)], [], None],
        "open": [time(8, 30), None, None],
        "size": [float("nan"), 1.5, 2.0],
    }
    parquet.write_table(pa.table(columns), path)
    mapping = {"columns": {"no": "userId", "born": "birthday"}}
    mapping["columns"] |= {name: name for name in ("seen", "open", "size")}
    counts = _import(desk, path, mapping).counts
    assert (counts.rows, counts.stored, counts.quarantined) == (3, 3, 0)
    assert desk.profile("user_id", "1001") == {
        "birthday": "1980-05-01",
        "seen": ["2026-01-01"],
        "open": "08:30:00",
    }


def test_a_row_that_nobody_can_write_down_holds_no_other_up(
    desk: Desk, folder: Path
) -> None:
    path = folder / "crm.jsonl"
    path.write_text(
        '{"no": "a", "note": "L\\ud83d"}\n{"no": "b\\ud83d"}\n{"no": "c"}\n'
        '{"no": "d", "note": ' + "[" * 90 + "]" * 90 + "}\n"
    )
    mapping = {"columns": {"no": "userId", "note": "note"}}
    counts = _import(desk, path, mapping).counts
    assert (counts.stored, counts.quarantined) == (3, 1)


def test_a_row_from_before_time_is_put_aside(desk: Desk, folder: Path) -> None:
    path = _write(folder, "0001-01-01T00:00:00+14:00,x@x.test", head="at,mail")
    mapping = {"record": {"at": "at"}, "columns": {"mail": "email"}}
    assert _import(desk, path, mapping).counts.quarantined == 1
