"""`accord link`: score all records, cluster, and write what is new as links.

The rows come in as plain values and are never kept; what is written are pairs, levels
and bits. Running it again on the same records writes no link.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from audit import Body, Entry
from cdp.database import Database
from cdp.identity import store
from cdp.identity.clusters import LINK_BITS, REVIEW_BITS, Edge, Pair, Rules, cluster
from cdp.identity.graph import Link, LinkKind, State, Zone
from cdp.identity.merge import NewLink, Writer, add_links
from cdp.identity.model import RULE_VERSION, Model, NotEnoughError, Scored
from cdp.identity.partition import UNIQUE_KINDS

# Links written in one transaction: other writers get their turn in between.
PAGE = 250


@dataclass(frozen=True, kw_only=True)
class LinkReport:
    """What stands after a run. `note` says why nothing was linked, if so."""

    records: int
    exact: int
    splink: int
    review: int
    persons: int
    written: int
    seconds: float
    model: str | None
    note: str = ""
    left_out: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The links that are there before a run, sorted by what they mean for it."""

    joined: frozenset[Pair]
    apart: frozenset[Pair]
    review: frozenset[Pair]

    @classmethod
    def of(cls, links: Iterable[Link]) -> "Standing":
        """Sort links; one that a rule refused keeps its pair apart, like a "never"."""
        pairs: dict[str, set[Pair]] = {"joined": set(), "apart": set(), "review": set()}
        for one in links:
            if one.zone == Zone.REVIEW:
                pairs["review"].add((one.a, one.b))
            elif one.zone == Zone.NEVER or one.state == State.CONFLICT:
                pairs["apart"].add((one.a, one.b))
            else:
                pairs["joined"].add((one.a, one.b))
        return cls(**{name: frozenset(found) for name, found in pairs.items()})


def link_all(
    database: Database,
    rows: Iterable[Mapping[str, object]],
    writer: Writer,
    *,
    unique_sources: frozenset[str] = frozenset(),
) -> LinkReport:
    """Link all records and give what stands afterwards.

    Too little to learn from is no failure: nothing is linked and `note` says why.

    Args:
        database: Where the links go, a page to a transaction, each with its audit.
        rows: Plain values: `record`, `source`, and `cleaning.COLUMNS`.
        writer: Who runs this, when, and the log.
        unique_sources: Sources that hold each person at most once.

    Raises:
        UnavailableError: The engine ran out of memory; nothing was linked.
    """
    # Splink takes a second to load: whoever only imports this module does not pay.
    from cdp.identity.link import score  # noqa: PLC0415

    started = time.monotonic()
    _audit(database, writer, {"run": "link", "actor": writer.actor, "step": "begin"})
    kept = list(rows)
    ids = [str(row["record"]) for row in kept]
    with database.reading() as conn:
        standing = Standing.of(store.links_touching(conn, ids))
    note, scored = "", None
    try:
        scored = score(kept, known=standing.joined)
    except NotEnoughError as err:
        note = str(err)
    del kept  # plain values go as soon as they have been weighed
    rules = Rules(
        joined=standing.joined,
        never=standing.apart,
        unique=_unique(database, ids, unique_sources),
    )
    links = _propose(scored, rules, standing) if scored else []
    _write(database, links, writer)
    model = scored.model if scored else None
    report = _report(database, len(ids), len(links), model, note)
    _audit_run(database, report, writer)
    return _timed(report, time.monotonic() - started)


def _unique(
    database: Database, ids: Sequence[str], unique_sources: frozenset[str]
) -> dict[str, dict[str, str]]:
    """Give what each record's person has one of, as the graph itself demands it."""
    with database.reading() as conn:
        records = store.records_by_id(conn, ids)
        held = store.identifiers_of(conn, ids, UNIQUE_KINDS)
    found: dict[str, dict[str, str]] = {one: {} for one in records}
    for one in records.values():
        if one.source in unique_sources:
            found[one.id][one.source] = one.id
    for each in held:
        if each.record in records:
            key = f"{records[each.record].source} {each.kind}"
            found[each.record][key] = each.digest.hex()
    return found


def _propose(scored: Scored, rules: Rules, standing: Standing) -> list[NewLink]:
    """Give the links to write: those that join, then those for a person to judge."""
    found = cluster(scored.edges, rules)
    review = [edge for edge in found.review if edge.pair not in standing.review]
    return [_link(edge, Zone.LINK, scored.model) for edge in found.links] + [
        _link(edge, Zone.REVIEW, scored.model) for edge in review
    ]


def _link(edge: Edge, zone: Zone, model: Model) -> NewLink:
    return NewLink(
        a=edge.a,
        b=edge.b,
        kind=LinkKind.SPLINK,
        zone=zone,
        weight=edge.bits,
        evidence=evidence(edge, model),
        model=model.digest,
    )


def evidence(edge: Edge, model: Model) -> dict[str, object]:
    """Explain an edge: the parts and the prior add up to its bits. No values."""
    return {
        "bits": edge.bits,
        "prior_bits": model.prior_bits,
        "parts": {
            name: {"level": part.level, "bits": part.bits}
            for name, part in edge.parts.items()
        },
        "link_bits": LINK_BITS,
        "review_bits": REVIEW_BITS,
        "rules": RULE_VERSION,
    }


def _write(database: Database, links: Sequence[NewLink], writer: Writer) -> None:
    for first in range(0, len(links), PAGE):
        with database.transaction() as conn:
            store.lock_graph(conn)
            page = links[first : first + PAGE]
            # A record may have been erased while the model was at work.
            living = store.records_by_id(
                conn, {end for x in page for end in (x.a, x.b)}
            )
            gone = {one.id for one in living.values() if one.erased}
            there = living.keys() - gone
            add_links(conn, [x for x in page if {x.a, x.b} <= there], writer)


def _report(
    database: Database, records: int, written: int, model: Model | None, note: str
) -> LinkReport:
    with database.reading() as conn:
        counts = store.counts(conn)
    return LinkReport(
        records=records,
        exact=counts.get("exact-link", 0),
        splink=counts.get("splink-link", 0),
        review=counts.get("splink-review", 0),
        persons=counts["persons"],
        written=written,
        seconds=0.0,
        model=model.digest if model else None,
        note=note,
        left_out=model.left_out if model else {},
    )


def _audit_run(database: Database, report: LinkReport, writer: Writer) -> None:
    """Record that every record was read for linking, with which model and outcome."""
    document: dict[str, object] = {
        "run": "link",
        "actor": writer.actor,
        "records": report.records,
        "written": report.written,
        "model": report.model,
        "rules": RULE_VERSION,
        "note": report.note,
    }
    _audit(database, writer, document)


def _audit(database: Database, writer: Writer, document: dict[str, object]) -> None:
    """Record a reading of every record; before the first of them is opened, too."""
    with database.transaction() as conn:
        entry = Entry(at=writer.now, kind="data.read", outcome="done")
        writer.log.append(conn, entry, [Body(subject=None, document=document)])


def _timed(report: LinkReport, seconds: float) -> LinkReport:
    return LinkReport(**{**vars(report), "seconds": round(seconds, 2)})
