"""Exact rules: who is one person without asking a model."""

from collections.abc import Iterable

import pytest
from sqlalchemy import Connection

from cdp.identity import resolve, store
from cdp.identity.graph import Held
from cdp.identity.resolve import MOST_HOLDERS
from consent import Tie
from tests.unit.cdp.identity.conftest import World

LEA = ("Léa", "Martin")
MAX = ("Max", "Martin")


@pytest.mark.parametrize(
    ("kind", "value"),
    [("user_id", "u-42"), ("loyalty_id", "L-77"), ("email", "lea@shop.test")],
)
def test_the_same_identifier_in_two_sources_is_one_person(
    world: World, kind: str, value: str
) -> None:
    world.arrive("a", source="web", **{kind: value})
    world.arrive("b", source="crm", **{kind: value})
    assert world.person("a") == world.person("b")


def test_an_address_written_differently_is_the_same_address(world: World) -> None:
    world.arrive("a", source="web", email="Lea@Shop.test ")
    world.arrive("b", source="crm", email="lea@shop.TEST")
    assert world.person("a") == world.person("b")


def test_a_record_keeps_its_subject_when_its_source_sends_it_again(
    world: World,
) -> None:
    first = world.arrive("a", email="lea@shop.test")
    again = world.arrive("a", phone="+33612345670")
    assert first.created
    assert not again.created
    assert (first.subject, first.record_id) == (again.subject, again.record_id)


def test_a_shared_phone_joins_nobody_whose_names_differ(world: World) -> None:
    world.arrive("lea", source="web", name=LEA, phone="+33612345670")
    world.arrive("max", source="crm", name=MAX, phone="+33612345670")
    assert world.person("lea") != world.person("max")


def test_a_shared_phone_with_one_name_joins(world: World) -> None:
    world.arrive("a", source="web", name=LEA, phone="06 12 34 56 70")
    world.arrive("b", source="crm", name=("lea", "MARTIN"), phone="+33612345670")
    assert world.person("a") == world.person("b")


def test_a_name_that_comes_later_lets_the_phone_join(world: World) -> None:
    world.arrive("a", source="web", name=LEA, phone="+33612345670")
    world.arrive("b", source="crm", phone="+33612345670")
    assert world.person("a") != world.person("b")
    world.arrive("b", source="crm", name=LEA)
    assert world.person("a") == world.person("b")


def test_a_name_that_changes_takes_the_phone_link_back(world: World) -> None:
    world.arrive("a", source="web", name=LEA, phone="+33612345670")
    world.arrive("b", source="crm", name=LEA, phone="+33612345670")
    world.arrive("b", source="crm", name=MAX)
    assert world.person("a") != world.person("b")


def test_an_anonymous_visit_joins_the_one_who_claims_it(world: World) -> None:
    world.arrive("visit", anonymous_id="anon-1")
    world.arrive("lea", user_id="u-1", anonymous_id="anon-1")
    assert world.person("visit") == world.person("lea")


def test_a_device_that_two_people_claim_belongs_to_neither(world: World) -> None:
    world.arrive("visit", anonymous_id="anon-1")
    world.arrive("lea", user_id="u-1", anonymous_id="anon-1")
    world.arrive("max", user_id="u-2", anonymous_id="anon-1")
    persons = {world.person(label) for label in ("visit", "lea", "max")}
    assert len(persons) == 3


def test_two_accounts_behind_one_address_wait_for_a_human(world: World) -> None:
    world.arrive("lea", name=LEA, user_id="u-1", email="family@shop.test")
    world.arrive("max", name=MAX, user_id="u-2", email="family@shop.test")
    assert world.person("lea") != world.person("max")
    assert world.ties("user_id", "u-1") == {"lea": Tie.SELF, "max": Tie.POSSIBLE}


def test_two_accounts_of_one_name_behind_one_address_are_one_person(
    world: World,
) -> None:
    world.arrive("a", name=LEA, user_id="u-1", email="lea@shop.test")
    world.arrive("b", name=LEA, user_id="u-2", email="lea@shop.test")
    assert world.person("a") == world.person("b")


def test_two_accounts_are_not_joined_through_a_third_record(world: World) -> None:
    world.arrive("lea", user_id="u-1", email="lea@shop.test")
    world.arrive("max", user_id="u-2", loyalty_id="L-1")
    world.arrive("till", source="till", email="lea@shop.test", loyalty_id="L-1")
    assert world.person("lea") != world.person("max")


def test_an_alias_joins_what_the_rules_would_not(world: World) -> None:
    old = world.arrive("old", user_id="u-1")
    new = world.arrive("new", user_id="u-2")
    with world.database.transaction() as conn:
        resolve.alias(conn, [(old.record_id, new.record_id)], world.writer())
    assert world.person("old") == world.person("new")


def test_a_value_that_too_many_hold_links_nobody_any_more(world: World) -> None:
    labels = [f"till-{n}" for n in range(MOST_HOLDERS + 1)]
    for label in labels[:-1]:
        world.arrive(label, source=label, email="till@shop.test")
    assert len({world.person(label) for label in labels[:-1]}) == 1
    world.arrive(labels[-1], source="last", email="till@shop.test")
    assert len({world.person(label) for label in labels}) == len(labels)


def test_what_forms_send_by_default_links_nobody(world: World) -> None:
    world.arrive("a", source="web", user_id="null", phone="0000000000")
    world.arrive("b", source="crm", user_id="null", phone="0000000000")
    assert world.person("a") != world.person("b")


def test_a_batch_links_within_itself_and_gives_one_answer_each(world: World) -> None:
    arrivals = [
        resolve.read_arrival(world.vault, source, "k", [("email", "lea@shop.test")])
        for source in ("web", "crm", "web")
    ]
    with world.database.transaction() as conn:
        found = resolve.attach(conn, world.vault, arrivals, world.writer())
    assert found[0] == found[2]
    assert len({one.person for one in found}) == 1
    assert len({one.record_id for one in found}) == 2
    assert found[0].joined == (found[1].record_id,)


def test_find_gives_the_records_that_hold_a_value(world: World) -> None:
    made = world.arrive("a", email="lea@shop.test")
    digest = resolve.digest_identifier(world.vault, "email", "LEA@shop.test")
    assert digest
    with world.database.reading() as conn:
        assert resolve.find(conn, "email", digest) == [made.record_id]


def test_the_holders_of_a_shared_value_are_not_read_again(world: World) -> None:
    for n in range(MOST_HOLDERS + 1):
        world.arrive(f"till-{n}", source=f"till-{n}", email="till@shop.test")
    read: list[int] = []
    holding = store.holding

    def counting(conn: Connection, digests: Iterable[bytes]) -> list[Held]:
        found = holding(conn, digests)
        read.append(len(found))
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "holding", counting)
        world.arrive("late", source="late", email="till@shop.test", user_id="u-1")
    assert read == [1]  # the user id alone
