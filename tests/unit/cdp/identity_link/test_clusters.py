import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdp.identity.clusters import (
    LINK_BITS,
    REVIEW_BITS,
    Clusters,
    Edge,
    Part,
    Rules,
    cluster,
    components,
    is_conflict,
)

SURE = LINK_BITS + 10


def edge(a: str, b: str, bits: float = SURE, **parts: tuple[str, float]) -> Edge:
    told = {name: Part(level=level, bits=x) for name, (level, x) in parts.items()}
    return Edge(a=a, b=b, bits=bits, parts=told)


def siblings(a: str, b: str) -> Edge:
    return edge(
        a,
        b,
        20.0,
        given_name=("different", -3.1),
        born=("different", -4.4),
        street=("same", 12.0),
        family_name=("same", 9.0),
    )


def groups(found: Clusters) -> set[frozenset[str]]:
    together: dict[str, set[str]] = {}
    for record, label in found.cluster_of.items():
        together.setdefault(label, set()).add(record)
    return {frozenset(each) for each in together.values()}


def test_pairs_over_the_link_threshold_join_and_chain() -> None:
    found = cluster([edge("a", "b"), edge("b", "c")])
    assert groups(found) == {frozenset("abc")}
    assert len(found.links) == 2


def test_a_pair_that_adds_nothing_is_no_link() -> None:
    found = cluster([edge("a", "b", 30), edge("b", "c", 20), edge("a", "c", 10)])
    assert [one.pair for one in found.links] == [("a", "b"), ("b", "c")]


def test_between_the_thresholds_a_person_decides() -> None:
    between = (LINK_BITS + REVIEW_BITS) / 2
    found = cluster([edge("a", "b", between)])
    assert not found.links
    assert [one.pair for one in found.review] == [("a", "b")]


def test_under_the_review_threshold_nothing_is_kept() -> None:
    found = cluster([edge("a", "b", REVIEW_BITS - 0.1)])
    assert (found.links, found.review) == ((), ())


@pytest.mark.parametrize(("bits", "joins"), [(LINK_BITS, True), (4.2499, False)])
def test_the_link_threshold_itself_joins(bits: float, joins: bool) -> None:
    assert bool(cluster([edge("a", "b", bits)]).links) is joins


def test_siblings_at_one_address_are_for_a_person_to_judge() -> None:
    found = cluster([siblings("a", "b")])
    assert not found.links
    assert [one.pair for one in found.review] == [("a", "b")]


def test_a_wrong_birth_date_alone_is_no_conflict() -> None:
    one = edge("a", "b", 20, given_name=("same", 9.0), born=("different", -4.4))
    assert not is_conflict(one)
    assert cluster([one]).links


def test_what_a_household_shares_does_not_outweigh_a_conflict() -> None:
    assert is_conflict(siblings("a", "b"))


def test_a_chain_does_not_join_two_records_that_contradict() -> None:
    found = cluster([edge("a", "b", 30), edge("b", "c", 25), siblings("a", "c")])
    assert groups(found) == {frozenset("ab"), frozenset("c")}
    assert [one.pair for one in found.review] == [("b", "c")]


def test_a_human_no_outweighs_any_score() -> None:
    found = cluster([edge("a", "b", 99)], Rules(never=[("b", "a")]))
    assert (found.links, found.review) == ((), ())


def test_a_human_no_also_keeps_friends_of_both_apart() -> None:
    rules = Rules(never=[("a", "c")], joined=[("a", "b")])
    found = cluster([edge("b", "c", 99)], rules)
    assert groups(found) == {frozenset("ab"), frozenset("c")}


def test_what_was_joined_before_stays_and_is_not_written_again() -> None:
    found = cluster([edge("a", "b", 50)], Rules(joined=[("b", "a")]))
    assert groups(found) == {frozenset("ab")}
    assert (found.links, found.review) == ((), ())


def test_what_a_person_has_one_of_keeps_clusters_apart() -> None:
    edges = [edge("a1", "b1", 30), edge("a2", "b1", 20)]
    unique = {"a1": {"crm": "1"}, "a2": {"crm": "2"}}
    found = cluster(edges, Rules(unique=unique))
    assert groups(found) == {frozenset({"a1", "b1"}), frozenset({"a2"})}
    assert [one.pair for one in found.review] == [("a2", "b1")]
    assert groups(cluster(edges)) == {frozenset({"a1", "a2", "b1"})}


def test_the_same_number_twice_is_no_contradiction() -> None:
    unique = {"a1": {"crm": "7"}, "a2": {"crm": "7"}}
    assert cluster([edge("a1", "a2")], Rules(unique=unique)).links


def test_one_pair_for_review_between_two_persons_not_all() -> None:
    edges = [edge("a", "b"), edge("c", "d"), edge("a", "c", 3), edge("b", "d", 2)]
    assert [one.pair for one in cluster(edges).review] == [("a", "c")]


def test_an_edge_has_one_spelling() -> None:
    with pytest.raises(ValueError, match="ascending"):
        edge("b", "a")


def test_components_are_named_by_their_least_record() -> None:
    found = components([("c", "b"), ("b", "a"), ("x", "y")])
    assert found == {"a": "a", "b": "a", "c": "a", "x": "x", "y": "x"}


RECORDS = "abcdefgh"
LEVELS = ("same", "close", "different", "missing")
part = st.builds(
    Part, level=st.sampled_from(LEVELS), bits=st.integers(-8, 12).map(float)
)
pairs = st.tuples(st.sampled_from(RECORDS), st.sampled_from(RECORDS)).filter(
    lambda pair: pair[0] < pair[1]
)
edges = st.lists(
    st.builds(
        lambda pair, bits, given_name, born: Edge(
            a=pair[0],
            b=pair[1],
            bits=float(bits),
            parts={"given_name": given_name, "born": born},
        ),
        pairs,
        st.integers(-5, 15),
        part,
        part,
    ),
    max_size=25,
)
rules = st.builds(
    lambda joined, never, unique: Rules(
        joined=joined,
        never=never,
        unique={one: {"crm": one} for one in "abcd"} if unique else {},
    ),
    st.lists(pairs, max_size=2),
    st.lists(pairs, max_size=2),
    st.booleans(),
)


@given(edges, rules, st.randoms(use_true_random=False))
def test_the_order_of_edges_changes_nothing(
    drawn: list[Edge], bound: Rules, chance: random.Random
) -> None:
    shuffled = list(drawn)
    chance.shuffle(shuffled)
    assert cluster(drawn, bound) == cluster(shuffled, bound)


@given(edges)
def test_no_contradiction_ends_inside_a_person(drawn: list[Edge]) -> None:
    found = cluster(drawn)
    best: dict[tuple[str, str], Edge] = {}
    for one in drawn:
        if one.pair not in best or one.bits > best[one.pair].bits:
            best[one.pair] = one
    for one in best.values():
        same = found.cluster_of[one.a] == found.cluster_of[one.b]
        ties = [x for x in drawn if x.pair == one.pair and x.bits == one.bits]
        if all(is_conflict(x) for x in ties):
            assert not same


@given(edges, rules)
def test_joining_again_what_was_joined_changes_nothing(
    drawn: list[Edge], bound: Rules
) -> None:
    first = cluster(drawn, bound)
    again = cluster(
        drawn,
        Rules(
            joined=[*bound.joined, *(one.pair for one in first.links)],
            never=bound.never,
            unique=bound.unique,
        ),
    )
    assert groups(again) == groups(first)
    assert again.links == ()
    assert again.review == first.review
