"""Who is who: records, identifiers as digests, links with evidence, stable persons."""

from cdp.identity.circles import circle, circles_of
from cdp.identity.forgetting import forget, still_held, values_of
from cdp.identity.graph import LinkKind, Zone
from cdp.identity.merge import (
    Moves,
    NewLink,
    Writer,
    add_links,
    join,
    resolve_person,
    split,
    split_records,
)
from cdp.identity.resolve import (
    Arrival,
    Attached,
    alias,
    attach,
    digest_identifier,
    find,
    is_known,
    read_arrival,
)
from cdp.identity.store import (
    counts,
    events_of,
    lock_graph,
    open_reviews,
    person_ids,
    records_by_id,
    records_of_persons,
    records_of_subjects,
)

__all__ = [
    "Arrival",
    "Attached",
    "LinkKind",
    "Moves",
    "NewLink",
    "Writer",
    "Zone",
    "add_links",
    "alias",
    "attach",
    "circle",
    "circles_of",
    "counts",
    "digest_identifier",
    "events_of",
    "find",
    "forget",
    "is_known",
    "join",
    "lock_graph",
    "open_reviews",
    "person_ids",
    "read_arrival",
    "records_by_id",
    "records_of_persons",
    "records_of_subjects",
    "resolve_person",
    "split",
    "split_records",
    "still_held",
    "values_of",
]
