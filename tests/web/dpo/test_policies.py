"""The page of the policies: who published, who agreed, what it did to decisions."""

import json
from datetime import timedelta

import pytest

from audit import Filters
from cdp import access
from cdp.access import staff
from cdp.publishing import Trying, Vouched, compare_policies, publish_policies
from consent import Bundle, Publication, Word, list_publications
from tests.quick import quicken


@pytest.fixture
def published(services, monkeypatch) -> Publication:
    """The newsletter loses its channel, and caps are counted otherwise."""
    monkeypatch.setattr(staff, "SCRYPT", {"n": 16, "r": 8, "p": 1})
    quicken(monkeypatch)
    files = dict(services.bundle.files)
    purposes = json.loads(files["data/purposes/data.json"])
    purposes["newsletter"]["channels"] = []
    files["data/purposes/data.json"] = json.dumps(purposes).encode()
    gpc = json.loads(files["data/gpc/data.json"])
    files["data/gpc/data.json"] = json.dumps({**gpc, "kinds": []}).encode()
    after = Bundle.of(files)
    now = services.now()
    with services.database.transaction() as conn:
        access.add_staff(conn, "ada", "x" * 20, ["operator"], now)
    trying = Trying(since=now - timedelta(days=1))
    found = compare_policies(services, after, trying, lambda *_: None)
    word = Word(author="ada", approver="dora", reason="Agreed in the council")
    return publish_policies(services, after, Vouched(word), found)


def test_the_list_says_what_is_in_force_and_who_agreed(page, published) -> None:
    shown = page("/en/dpo/policies", who="officer").text
    assert shown.index("in force") < shown.index("earlier")
    assert "ada" in shown
    assert "dora" in shown
    assert "This server began with other policies than those in force." in shown


def test_an_installation_that_began_with_its_policies_is_not_warned(page) -> None:
    shown = page("/en/dpo/policies", who="officer").text
    assert "accord-init" in shown
    assert "began with other policies" not in shown


def test_one_publication_shows_its_comparison(page, published) -> None:
    shown = page(f"/en/dpo/policies/{published.id}", who="officer").text
    assert "These policies are in force." in shown
    assert "Agreed in the council" in shown
    assert "Facts are counted otherwise" in shown
    assert "Permits that become refusals, by rule" in shown


def first_of(services) -> str:
    with services.database.reading() as conn:
        return list_publications(conn)[-1].id


def test_the_first_publication_had_nothing_to_compare_with(page, services) -> None:
    shown = page(f"/fr/dpo/policies/{first_of(services)}", who="officer").text
    assert "Ce sont les premières règles" in shown


def test_an_earlier_publication_says_that_it_was_replaced(
    page, services, published
) -> None:
    shown = page(f"/en/dpo/policies/{first_of(services)}", who="officer").text
    assert "These policies were replaced since." in shown


def test_what_is_not_there_is_not_found(page) -> None:
    page("/en/dpo/policies/pub_none", who="officer", status=404)


def test_looking_is_on_record(services, page, published) -> None:
    page(f"/en/dpo/policies/{published.id}", who="officer")
    with services.database.reading() as conn:
        read = services.log.find(conn, Filters(kind="audit.read", actor="dora"))
    assert [one.header["out"] for one in read] == ["done"]
