"""Which records are one person: rules of the graph, and order that does not matter."""

from hypothesis import given
from hypothesis import strategies as st

from cdp.identity.graph import Held, Link, LinkKind, Record, Zone
from cdp.identity.partition import MOST_RECORDS, divide


def _records(count: int) -> dict[str, Record]:
    return {
        str(n): Record(
            id=str(n),
            source="shop",
            source_key=bytes([n]),
            subject=f"s{n}",
            person=f"p{n}",
            name_digest=None,
            created_us=n,
        )
        for n in range(count)
    }


def _link(a: int, b: int, kind: str = "splink", zone: str = "link") -> Link:
    a, b = sorted((a, b))
    ident = f"{a}-{b}-{kind}-{zone}"
    weight = float((a * 7 + b * 13) % 5)
    return Link(
        id=ident, a=str(a), b=str(b), kind=kind, zone=zone, weight=weight, at_us=0
    )


def test_review_links_join_nobody() -> None:
    found = divide(_records(2), [_link(0, 1, zone=Zone.REVIEW)], [])
    assert found.clusters == (("0",), ("1",))
    assert not found.refused


def test_a_never_holds_through_a_third_record() -> None:
    links = [_link(0, 1), _link(1, 2), _link(0, 2, LinkKind.MANUAL, Zone.NEVER)]
    found = divide(_records(3), links, [])
    assert len(found.clusters) == 2
    assert len(found.refused) == 1


def test_two_user_ids_of_one_source_are_two_people_whatever_the_model_says() -> None:
    held = [
        Held(kind="user_id", digest=b"1", record="0"),
        Held(kind="user_id", digest=b"2", record="1"),
    ]
    assert len(divide(_records(2), [_link(0, 1)], held).clusters) == 2
    by_hand = [_link(0, 1, LinkKind.MANUAL)]
    assert len(divide(_records(2), by_hand, held).clusters) == 1


def test_a_person_that_grows_too_large_waits_for_a_human() -> None:
    links = [_link(n, n + 1) for n in range(MOST_RECORDS + 1)]
    found = divide(_records(MOST_RECORDS + 2), links, [])
    assert max(map(len, found.clusters)) <= MOST_RECORDS
    assert found.refused


@st.composite
def _graphs(draw: st.DrawFn) -> list[Link]:
    pairs = st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(
        lambda pair: pair[0] != pair[1]
    )
    kinds = st.sampled_from(
        [("exact", "link"), ("splink", "link"), ("manual", "never")]
    )
    found = draw(st.lists(st.tuples(pairs, kinds), max_size=14))
    links = {one.id: one for (a, b), (k, z) in found for one in [_link(a, b, k, z)]}
    return list(links.values())


@given(_graphs(), st.randoms())
def test_the_order_of_links_does_not_matter(links: list[Link], random: object) -> None:
    shuffled = list(links)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    held = [Held(kind="user_id", digest=bytes([n % 2]), record=str(n)) for n in (0, 3)]
    assert divide(_records(8), links, held) == divide(_records(8), shuffled, held)


@given(_graphs())
def test_nobody_shares_a_person_with_a_never(links: list[Link]) -> None:
    found = divide(_records(8), links, [])
    at = {one: cluster for cluster in found.clusters for one in cluster}
    never = [one for one in links if one.zone == Zone.NEVER]
    assert all(at[one.a] != at[one.b] for one in never)
