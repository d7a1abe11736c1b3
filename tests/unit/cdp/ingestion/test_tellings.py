"""Files that say what was told and where data came from."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cdp.errors import InvalidInputError
from cdp.ingestion import ImportReport, import_file, quarantine
from cdp.ingestion.mapping import read_mapping
from consent import LedgerState
from tests.unit.cdp.ingestion.conftest import Desk

INFORM: dict[str, Any] = {
    "at": "told",
    "notice": "sources",
    "version": "2",
    "locale": "fr",
    "names_source": True,
    "offers_objection": True,
}
OBTAIN: dict[str, Any] = {"at": "bought", "source_column": "broker"}


def bring(desk: Desk, folder: Path, *rows: str, **parts: Any) -> ImportReport:
    path = folder / f"f{len(list(folder.iterdir()))}.csv"
    path.write_text("no,mail,told,bought,broker\n" + "\n".join(rows) + "\n")
    columns = {"no": "userId", "mail": "email"}
    mapping = read_mapping({"columns": columns, **parts})
    return import_file(
        desk.ingestion,
        path,
        source=desk.source,
        mapping=mapping,
        now=lambda: desk.now,
    )


def state(desk: Desk, user: str) -> LedgerState:
    circle = desk.circle("user_id", user)
    with desk.database.reading() as conn:
        return desk.ledger.fold(conn, circle, "newsletter", "email", desk.now)


def test_a_notice_given_is_on_record(any_desk: Desk, folder: Path) -> None:
    rows = ("u1,a@x.test,2027-02-01T10:00:00+01:00,,", "u2,b@x.test,,,")
    report = bring(any_desk, folder, *rows, inform=INFORM)
    assert (report.counts.choices, report.quarantined) == (1, 0)
    told = state(any_desk, "u1")
    assert told.told == {("sources", "2")}
    assert (told.reached, told.objection_offered) == ("named", True)
    assert state(any_desk, "u2").reached == "none"


def test_data_from_somebody_else_stay_untold_until_a_notice_names_the_source(
    any_desk: Desk, folder: Path
) -> None:
    bring(any_desk, folder, "u1,,,2027-01-05,list-broker", obtain=OBTAIN)
    assert state(any_desk, "u1").obtained_at == datetime(2027, 1, 5, tzinfo=UTC)
    silent = {**INFORM, "names_source": False}
    bring(any_desk, folder, "u1,,2027-01-20,,", inform=silent)
    assert state(any_desk, "u1").obtained_at is not None
    bring(any_desk, folder, "u1,,2027-01-21,,", inform=INFORM)
    assert state(any_desk, "u1").obtained_at is None


def test_one_time_and_one_source_may_stand_for_all_rows(
    desk: Desk, folder: Path
) -> None:
    everybody = {"on": "2026-12-01", "source": "fair-2026"}
    report = bring(desk, folder, "u1,,,,", "u2,,,,", obtain=everybody)
    assert report.counts.choices == 2
    assert state(desk, "u2").obtained_at == datetime(2026, 12, 1, tzinfo=UTC)


def test_a_date_is_read_as_the_file_writes_it(desk: Desk, folder: Path) -> None:
    french = {**INFORM, "written": "%d/%m/%Y"}
    report = bring(
        desk, folder, "u1,,03/02/2027,,", "u2,,2027-02-03,,", inform=french
    )  # fmt: skip
    assert report.quarantined == 1
    assert state(desk, "u1").reached == "named"


def test_the_same_fact_in_another_file_adds_nothing(desk: Desk, folder: Path) -> None:
    row = "u1,,2027-02-01,2027-01-05,list-broker"
    first = bring(desk, folder, row, inform=INFORM, obtain=OBTAIN)
    again = bring(desk, folder, row, "u2,,,,", inform=INFORM, obtain=OBTAIN)
    later = bring(desk, folder, "u1,,2027-02-02,,", inform=INFORM)
    counts = [one.counts.choices for one in (first, again, later)]
    assert counts == [2, 0, 1]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("u1,,soon,,", "told"),
        ("u1,,2027-04-01,,", "told"),
        ("u1,,,2027-01-05,", "broker"),
        ("u1,,,2027-01-05,Léa Martin", "broker"),
        ("u1,,,never,list-broker", "bought"),
    ],
)
def test_a_row_that_cannot_be_understood_is_put_aside_whole(
    desk: Desk, folder: Path, row: str, column: str
) -> None:
    report = bring(desk, folder, row, inform=INFORM, obtain=OBTAIN)
    assert (report.quarantined, report.counts.choices) == (1, 0)
    assert desk.circle("user_id", "u1").asked is None
    with desk.database.reading() as conn:
        (held,) = quarantine.list_quarantine(conn)
    assert set(held.reasons) == {column}
    assert "Martin" not in str(held.reasons)


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ({"inform": {"at": "told", "notice": "a"}}, "inform.version"),
        ({"inform": {**INFORM, "on": "2026-01-01"}}, "inform.at"),
        ({"inform": {**INFORM, "shoe": "42"}}, "inform.shoe"),
        ({"inform": {**INFORM, "names_source": "yes"}}, "inform.names_source"),
        ({"inform": {**INFORM, "notice": ""}}, "inform.notice"),
        ({"inform": {**INFORM, "locale": "in French"}}, "inform.notice"),
        ({"obtain": {"on": "2026-12-01"}}, "obtain.source"),
        ({"obtain": {**OBTAIN, "source": "a"}}, "obtain.source"),
        ({"obtain": {"on": "2026-12-01", "source": "Léa Martin"}}, "obtain.source"),
        ({"obtain": {"on": "at Christmas", "source": "a"}}, "obtain.on"),
        ({"obtain": {"source": "a"}}, "obtain.at"),
        ({"obtain": {**OBTAIN, "names_source": True}}, "obtain.names_source"),
    ],
)
def test_a_mapping_that_cannot_be_meant_names_its_place(
    part: dict[str, Any], name: str
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_mapping({"columns": {"no": "userId"}, **part})
    assert name in caught.value.fields


def test_the_columns_must_be_in_the_file(desk: Desk, folder: Path) -> None:
    with pytest.raises(InvalidInputError) as caught:
        bring(desk, folder, "u1,,,,", inform={**INFORM, "at": "shown"})
    assert "columns.shown" in caught.value.fields
