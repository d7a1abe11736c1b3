"""Joining, splitting, and ids that stay."""

from collections.abc import Callable
from itertools import combinations
from random import Random

import pytest
import sqlalchemy as sa

from cdp.database import Database
from cdp.errors import InvalidInputError, NotFoundError
from cdp.identity import forget, merge, store
from cdp.identity.graph import LinkKind, Zone
from cdp.identity.merge import NewLink
from tests.unit.cdp.identity.conftest import World, make_world


def _yes(world: World, a: str, b: str) -> NewLink:
    return NewLink(
        a=world.ids[a].record_id, b=world.ids[b].record_id, kind=LinkKind.MANUAL
    )


def _standing(world: World, person: str | None) -> str | None:
    with world.database.reading() as conn:
        return merge.resolve_person(conn, person or "")


def test_the_person_with_the_oldest_record_survives(world: World) -> None:
    old = world.arrive("old", source="web", email="a@shop.test")
    young = world.arrive("young", source="crm", email="b@shop.test")
    moves = world.change(merge.join, _yes(world, "young", "old"))
    assert world.person("young") == old.person
    assert moves.merged == {young.person: old.person}


def test_a_merged_id_resolves_for_ever(world: World) -> None:
    ids = [world.arrive(name, source=name, email=f"{name}@x.test") for name in "abc"]
    world.change(merge.join, _yes(world, "b", "c"))
    world.change(merge.join, _yes(world, "a", "b"))
    assert {_standing(world, one.person) for one in ids} == {ids[0].person}
    assert _standing(world, "per_unknown") is None


def test_a_split_gives_the_old_id_back(world: World) -> None:
    first = world.arrive("a", source="web", email="a@shop.test")
    second = world.arrive("b", source="crm", email="b@shop.test")
    world.change(merge.join, _yes(world, "a", "b"))
    world.change(merge.split_records, first.record_id, second.record_id)
    assert world.person("a") == first.person
    assert world.person("b") == second.person == _standing(world, second.person)


def test_a_split_holds_when_the_same_link_comes_again(world: World) -> None:
    world.arrive("a", source="web", email="lea@shop.test")
    world.arrive("b", source="crm", email="lea@shop.test")
    with world.database.reading() as conn:
        [made] = store.links_touching(conn, [world.ids["a"].record_id])
    world.change(merge.split, made.id)
    world.arrive("b", source="crm", email="lea@shop.test", loyalty_id="L-1")
    world.arrive("a", source="web", loyalty_id="L-1")
    world.arrive("c", source="till", email="lea@shop.test")
    assert world.person("a") != world.person("b")
    assert world.person("c") in (world.person("a"), world.person("b"))


def test_a_humans_yes_lifts_an_earlier_never(world: World) -> None:
    a = world.arrive("a", source="web", email="lea@shop.test")
    b = world.arrive("b", source="crm", email="lea@shop.test")
    world.change(merge.split_records, a.record_id, b.record_id)
    world.change(merge.join, _yes(world, "a", "b"))
    assert world.person("a") == world.person("b")


def test_a_link_for_review_joins_nobody(world: World) -> None:
    a = world.arrive("a", source="web", email="a@shop.test")
    b = world.arrive("b", source="crm", email="b@shop.test")
    link = NewLink(
        a=a.record_id, b=b.record_id, kind=LinkKind.SPLINK, zone=Zone.REVIEW, weight=3.5
    )
    world.change(merge.join, link)
    assert world.person("a") != world.person("b")
    with world.database.reading() as conn:
        assert [one.weight for one in store.open_reviews(conn, 10)] == [3.5]


def test_a_humans_answer_is_on_record_and_ends_the_review(world: World) -> None:
    a = world.arrive("a", source="web", email="a@shop.test")
    b = world.arrive("b", source="crm", email="b@shop.test")
    link = NewLink(
        a=a.record_id, b=b.record_id, kind=LinkKind.SPLINK, zone=Zone.REVIEW, weight=3.5
    )
    world.change(merge.join, link)
    world.change(merge.split_records, a.record_id, b.record_id)
    with world.database.reading() as conn:
        assert store.open_reviews(conn, 10) == []
    assert world.audited("identity.review") == 1
    world.change(merge.join, _yes(world, "a", "b"))
    assert world.audited("identity.review") == 2


def test_joining_again_changes_nothing(world: World) -> None:
    world.arrive("a", source="web", email="a@shop.test")
    world.arrive("b", source="crm", email="b@shop.test")
    world.change(merge.join, _yes(world, "a", "b"))
    moves = world.change(merge.join, _yes(world, "a", "b"))
    assert moves == merge.Moves()
    assert world.audited("identity.merge") == 1


def test_every_change_of_persons_is_history_and_audited(world: World) -> None:
    a = world.arrive("a", source="web", email="lea@shop.test")
    b = world.arrive("b", source="crm", email="lea@shop.test")
    c = world.arrive("c", source="till", email="max@shop.test")
    world.change(merge.join, _yes(world, "a", "c"))
    world.change(merge.split_records, a.record_id, c.record_id)
    with world.database.reading() as conn:
        history = store.events_of(conn, c.person)
        joined = store.events_of(conn, a.person)
    assert [one.kind for one in history] == ["merge", "split"]
    assert [one.actor for one in history] == ["dpo", "dpo"]
    assert joined[0].kind == "link"
    assert joined[0].records == f'["{b.record_id}"]'
    kinds = ("identity.link", "identity.merge", "identity.split")
    assert [world.audited(kind) for kind in kinds] == [1, 1, 1]


def test_an_erased_record_leaves_its_person_and_stays_erased(world: World) -> None:
    a = world.arrive("a", source="web", email="lea@shop.test")
    b = world.arrive("b", source="crm", email="lea@shop.test")
    world.change(forget, world.vault, [a.subject])
    assert world.person("b") == a.person
    assert list(world.ties("email", "lea@shop.test")) == ["b"]
    again = world.arrive("a", source="web", email="lea@shop.test")
    assert again.erased
    assert again.subject != a.subject, "what is left of her leads nowhere"
    assert list(world.ties("email", "lea@shop.test")) == ["b"]
    assert not b.erased


def test_records_that_do_not_exist_cannot_be_joined(world: World) -> None:
    world.arrive("a", email="lea@shop.test")
    link = NewLink(a=world.ids["a"].record_id, b="rec_none", kind=LinkKind.MANUAL)
    with pytest.raises(InvalidInputError):
        world.change(merge.join, link)
    with pytest.raises(NotFoundError):
        world.change(merge.split, "lnk_none")


@pytest.mark.parametrize("act", [merge.split_records, merge.join])
def test_one_transaction_at_a_time_changes_who_is_who(
    pg_database: Database, act: Callable[..., merge.Moves]
) -> None:
    world = make_world(pg_database)
    for label in ("a", "b"):
        world.arrive(label, source=label)
    records = [world.ids[label].record_id for label in ("a", "b")]
    args = records if act is merge.split_records else [_yes(world, "a", "b")]
    with pg_database.transaction() as first, pg_database.engine.connect() as second:
        store.lock_graph(first)
        second.execute(sa.text("SET lock_timeout = '100ms'"))
        with pytest.raises(sa.exc.OperationalError, match="lock timeout"):
            act(second, *args, world.writer())


def _split(world: World, a: str, b: str) -> None:
    records = (world.ids[a].record_id, world.ids[b].record_id)
    world.change(merge.split_records, *records)


def test_an_id_means_the_record_it_was_made_for_wherever_that_lives(
    world: World,
) -> None:
    for label in "abc":
        world.arrive(label, source=label)
    a, b, c = (world.person(label) for label in "abc")
    for one, other in ("ab", "ac", "bc"):
        world.change(merge.join, _yes(world, one, other))
    _split(world, "a", "b")
    world.change(merge.join, _yes(world, "b", "c"))
    _split(world, "a", "c")
    assert (world.person("a"), world.person("b"), world.person("c")) == (a, b, b)
    assert _standing(world, c) == b  # not a: that is somebody else now


@pytest.mark.parametrize("seed", range(8))
def test_whatever_was_joined_and_split_comes_apart_as_it_was(
    world: World, seed: int
) -> None:
    random, labels = Random(seed), "abcdef"
    for label in labels:
        world.arrive(label, source=label)
    before = [world.person(label) for label in labels]
    for _ in range(14):
        a, b = random.sample(labels, 2)
        if random.random() < 0.7:
            world.change(merge.join, _yes(world, a, b))
        else:
            _split(world, a, b)
        for label, first in zip(labels, before, strict=True):
            assert _standing(world, first) == world.person(label)
    for a, b in combinations(labels, 2):
        _split(world, a, b)
    assert [world.person(label) for label in labels] == before
