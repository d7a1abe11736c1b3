"""Which subjects a question is about, and how surely."""

import pytest
import sqlalchemy as sa

from cdp.identity import circles, merge
from cdp.identity.graph import LinkKind, Zone
from cdp.identity.merge import NewLink
from consent import NOBODY, Tie
from tests.unit.cdp.identity.conftest import World


def _link(world: World, a: str, b: str, zone: Zone) -> None:
    link = NewLink(
        a=world.ids[a].record_id,
        b=world.ids[b].record_id,
        kind=LinkKind.SPLINK,
        zone=zone,
        weight=9.0,
    )
    world.change(merge.join, link)


@pytest.fixture
def lea(world: World) -> World:
    """web, crm: one e-mail. till: by the model. kiosk waits, other comes with it."""
    world.arrive("web", source="web", email="lea@shop.test", user_id="u-1")
    world.arrive("crm", source="crm", email="lea@shop.test", phone="+33612345670")
    world.arrive("till", source="till", loyalty_id="L-1")
    world.arrive("kiosk", source="kiosk", email="other@shop.test")
    world.arrive("other", source="crm", email="other@shop.test")
    _link(world, "crm", "till", Zone.LINK)
    _link(world, "till", "kiosk", Zone.REVIEW)
    return world


def test_every_holder_of_the_identifier_is_self(lea: World) -> None:
    ties = lea.ties("email", "LEA@shop.test")
    assert ties == {
        "web": Tie.SELF,
        "crm": Tie.SELF,
        "till": Tie.PROBABLE,
        "kiosk": Tie.POSSIBLE,
        "other": Tie.POSSIBLE,
    }


def test_an_exact_link_is_exact_from_either_side(lea: World) -> None:
    ties = lea.ties("phone", "06 12 34 56 70")
    assert ties["crm"] is Tie.SELF
    assert ties["web"] is Tie.EXACT
    assert ties["till"] is Tie.PROBABLE


def test_through_the_model_everybody_is_probable_only(lea: World) -> None:
    ties = lea.ties("loyalty_id", "L-1")
    assert ties["till"] is Tie.SELF
    assert ties["web"] is ties["crm"] is Tie.PROBABLE


def test_a_humans_yes_is_as_good_as_exact(lea: World) -> None:
    yes = NewLink(
        a=lea.ids["crm"].record_id, b=lea.ids["till"].record_id, kind=LinkKind.MANUAL
    )
    lea.change(merge.join, yes)
    assert lea.ties("loyalty_id", "L-1")["web"] is Tie.EXACT


def test_a_person_is_asked_about_by_its_oldest_record(lea: World) -> None:
    ties = lea.ties("person", lea.ids["till"].person)
    assert ties["web"] is Tie.SELF
    assert ties["crm"] is Tie.EXACT
    assert ties["till"] is Tie.PROBABLE


def test_a_merged_persons_id_still_finds_the_person(lea: World) -> None:
    with lea.database.reading() as conn:
        by_old_id = circles.circle(conn, lea.vault, "person", lea.ids["till"].person)
    assert by_old_id.person == lea.person("web")


def test_a_subject_is_asked_about_as_itself(lea: World) -> None:
    ties = lea.ties("subject", lea.ids["crm"].subject)
    assert ties["crm"] is Tie.SELF
    assert ties["web"] is Tie.EXACT
    assert lea.ties("record", lea.ids["crm"].record_id) == ties


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("email", "nobody@shop.test"),
        ("email", "not an address"),
        ("external:x", "x"),
        ("telepathy", "x"),
        ("person", "per_none"),
        ("subject", "sub_none"),
        ("user_id", ""),
        ("person", ""),
    ],
)
def test_what_we_do_not_know_is_nobody(lea: World, kind: str, value: str) -> None:
    with lea.database.reading() as conn:
        assert circles.circle(conn, lea.vault, kind, value) == NOBODY


def test_a_phone_that_two_people_hold_is_both(world: World) -> None:
    world.arrive("lea", source="a", name=("Léa", "M"), phone="+33612345670")
    world.arrive("max", source="b", name=("Max", "M"), phone="+33612345670")
    ties = world.ties("phone", "+33612345670")
    assert ties == {"lea": Tie.SELF, "max": Tie.SELF}


def test_a_page_takes_no_more_queries_than_one_and_gives_each_its_own(
    lea: World,
) -> None:
    asked = [
        ("email", "lea@shop.test"),
        ("phone", "+33612345670"),
        ("loyalty_id", "L-1"),
        ("email", "other@shop.test"),
        ("email", "nobody@shop.test"),
        ("email", "lea@shop.test"),
    ]
    statements: list[str] = []

    def note(*event: object) -> None:
        statements.append(str(event[2]))

    with lea.database.reading() as conn:
        singly = [circles.circle(conn, lea.vault, *one) for one in asked]
        sa.event.listen(conn, "before_cursor_execute", note)
        together = circles.circles(conn, lea.vault, asked)
    assert together == singly
    assert len({circle.subjects for circle in together}) == 5
    assert len(statements) == 4
