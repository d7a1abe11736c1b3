"""Every id of the catalogue of law has a row, or a reason why it has none.

`law_ids.json` is the catalogue: each rule of the statutes, regulations, judgments and
guidelines that this product was measured against, by area, decidable or not. An id is
the law's area and article (`EU-7-1`: GDPR 7(1)); `docs/rules.md` cites the sources.
"""

import json
import re
from pathlib import Path

from consent.bundle import Bundle
from tests.contracts.opa_server import POLICIES
from tests.policies.law_world import read_rows

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "rules-without-a-row.md"
AREAS = json.loads((Path(__file__).parent / "law_ids.json").read_text())
IDS = [one for area in AREAS.values() for one in area]
LINE = re.compile(r"^\* `([^`]+)`: (.+)$", re.MULTILINE)


def listed() -> dict[str, str]:
    return dict(LINE.findall(PAGE.read_text()))


def test_the_catalogue_names_nothing_twice() -> None:
    assert len(IDS) == len(set(IDS)) == 163


def test_every_id_has_a_row_or_a_reason_and_not_both() -> None:
    rows = {row["id"] for row in read_rows()}

    assert rows & set(listed()) == set()
    assert sorted(rows | set(listed())) == sorted(IDS)


def test_a_reason_is_a_sentence_and_stands_once() -> None:
    found = LINE.findall(PAGE.read_text())

    assert len(found) == len(dict(found))
    assert all(reason.endswith(".") for _, reason in found)


def test_every_rule_cites_ids_of_the_catalogue() -> None:
    cited = {
        (entry.code, one)
        for entry in Bundle.load(POLICIES).catalogue.of_rules
        for one in entry.catalogue
    }

    assert {one for one in cited if one[1] not in IDS} == set()
