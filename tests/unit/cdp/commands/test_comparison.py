"""A comparison on a terminal and as a page: the numbers that were counted."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cdp.commands.comparison import markdown, print_tables
from consent import Changes, Comparison, RuleTally, Tally, Trial, WhatIf

TITLES = {"cap-email-day": "One e-mail a day | house"}
SINCE = datetime(2027, 2, 1, tzinfo=UTC)


@pytest.fixture
def found() -> WhatIf:
    return WhatIf(
        before="sha256:a",
        after="sha256:b",
        today=False,
        comparison=Comparison(
            since=SINCE,
            decisions=10,
            situations=3,
            gained=4,
            same=6,
            people_gained=2,
            rules={"cap-email-day": RuleTally(gained=4, refuses_no_more=5)},
            campaigns={"spring": Tally(gained=3), "": Tally(gained=1)},
            purposes={"newsletter": Tally(gained=4)},
            channels={"email": Tally(gained=4)},
            pairs={("cap-email-day", ""): Tally(gained=1)},
        ),
        trial=Trial(tried=100, gained=7, rules={"cap-email-day": RuleTally(gained=7)}),
        changes=Changes(registers=("caps",)),
    )


def test_a_terminal_shows_every_table(found: WhatIf, capsys, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    print_tables(found, TITLES)
    out = capsys.readouterr().out
    lines = [line.split("  ") for line in out.splitlines()]
    rows = [[cell.strip() for cell in line if cell.strip()] for line in lines]
    assert ["refusals that become permits", "4", "2"] in rows
    title = "One e-mail a day | house (cap-email-day)"
    assert [title, "0", "4", "0", "5"] in rows
    assert ["spring", "0", "3"] in rows
    assert ["none", "0", "1"] in rows
    assert ["cap-email-day, none", "0", "1"] in rows
    assert "Decisions since 2027-02-01T00:00:00+00:00, in 3 distinct situations" in out
    assert "0 would lose a permit and 7 would gain one" in out


def test_a_page_has_the_same_and_says_who_must_agree(found: WhatIf) -> None:
    text = markdown(found, TITLES)
    assert "| refusals that become permits | 4 | 2 |\n" in text
    assert "| One e-mail a day \\| house (cap-email-day) | 0 | 4 | 0 | 5 |\n" in text
    assert (
        "* 4 recorded refusals of 2 persons would become permits (cap-email-day 4)\n"
        in text
    )
    assert "* 7 of 100 made-up positions that are refused would be permitted" in text


def test_nothing_recorded_is_a_sentence_and_no_row_of_zeros(
    found: WhatIf, capsys
) -> None:
    print_tables(replace(found, comparison=Comparison(since=SINCE)), {})
    out = capsys.readouterr().out
    assert out.startswith("No decision is recorded since 2027-02-01T00:00:00+00:00.\n")
    assert "refusals that become permits" not in out


def test_todays_law_is_said(found: WhatIf) -> None:
    assert "by the rules of today's date" in markdown(replace(found, today=True), {})
