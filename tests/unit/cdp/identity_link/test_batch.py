import json
import subprocess
import sys

from cdp.identity import merge, store
from cdp.identity.evaluate import pairwise, persons_by_key
from tests.unit.cdp.identity_link.conftest import Graph


def test_records_become_persons_and_every_link_tells_why(graph: Graph) -> None:
    report = graph.link()
    truth = {str(row["record"]): str(row["person"]) for row in graph.rows}
    found = pairwise(graph.persons(), truth)
    assert found.precision >= 0.98
    assert found.recall >= 0.8
    assert (report.records, report.exact) == (500, 3)
    assert report.splink > 150
    assert report.persons == len(set(graph.persons().values()))
    assert report.model is not None
    splink = [one for one in graph.links() if one.kind == "splink"]
    assert len(splink) == report.splink + report.review == report.written
    for one in splink:
        told = json.loads(one.evidence)
        parts = sum(part["bits"] for part in told["parts"].values())
        assert abs(told["prior_bits"] + parts - told["bits"]) < 0.01
        assert one.model == report.model


def test_running_again_changes_nothing(graph: Graph) -> None:
    first = graph.link()
    links, persons = graph.links(), graph.persons()
    merges = graph.audited("identity.merge")
    again = graph.link()
    assert again.written == 0
    assert (graph.links(), graph.persons()) == (links, persons)
    assert graph.audited("identity.merge") == merges
    assert (again.splink, again.review) == (first.splink, first.review)
    assert again.model == first.model


def test_postgresql_holds_the_same(pg_graph: Graph) -> None:
    report = pg_graph.link()
    assert report.exact == 3
    assert report.splink > 150
    assert pg_graph.link().written == 0


def test_links_hold_no_value(graph: Graph) -> None:
    graph.link()
    kept = " ".join(one.evidence for one in graph.links())
    for row in graph.rows:
        for name in ("given_name", "family_name", "street", "born"):
            if row[name]:
                assert str(row[name]) not in kept


def test_every_run_is_in_the_log(graph: Graph) -> None:
    graph.link()
    graph.link()
    assert graph.audited("data.read") == 4  # each before it reads, and when it is done
    assert graph.audited("identity.merge") > 0


def test_what_a_person_took_apart_stays_apart(graph: Graph) -> None:
    graph.link()
    joined = next(one for one in graph.links() if one.kind == "splink")
    with graph.database.transaction() as conn:
        merge.split(conn, joined.id, graph.writer())
    assert graph.link().written == 0
    persons = graph.persons()
    assert persons[joined.a] != persons[joined.b]


def test_too_few_records_link_nothing_and_say_so(small_graph: Graph) -> None:
    report = small_graph.link()
    assert (report.splink, report.review, report.written) == (0, 0, 0)
    assert "at least 100" in report.note
    assert report.model is None


def test_a_source_without_duplicates_is_believed(graph: Graph) -> None:
    graph.link(unique_sources=frozenset({"a", "b"}))
    held: dict[tuple[str, object], int] = {}
    persons = graph.persons()
    for row in graph.rows:
        key = (persons[str(row["record"])], row["source"])
        held[key] = held.get(key, 0) + 1
    assert set(held.values()) == {1}


def test_two_customer_numbers_of_one_shop_stay_two_persons(graph: Graph) -> None:
    """The graph refuses such a join, so linking must not propose it, run after run."""
    graph.number_customers()
    report = graph.link()
    assert report.splink > 150
    assert not [one for one in graph.links() if one.state == "conflict"]
    assert graph.link().written == 0


def test_an_erased_record_is_not_linked(graph: Graph) -> None:
    gone = str(graph.rows[0]["record"])
    with graph.database.transaction() as conn:
        store.erase_records(conn, {gone: {}})
    graph.link()
    assert not [x for x in graph.links() if x.kind == "splink" and gone in (x.a, x.b)]


def test_persons_are_found_by_the_keys_of_their_source(graph: Graph) -> None:
    with graph.database.reading() as conn:
        found = persons_by_key(conn, graph.vault, "a", ["a00000", "nobody"])
    assert found == {"a00000": graph.persons()[str(graph.rows[0]["record"])]}


def test_splink_loads_only_when_it_is_needed() -> None:
    code = "import sys, cdp.identity.batch; print('splink' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
