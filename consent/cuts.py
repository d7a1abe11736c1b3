"""Numbers of registers that no breakpoint publishes: facts would be cut beside them.

A situation says between which two breakpoints an age or a clock lies. A limit that
lies between them too would be compared with the wrong end, and might permit.
"""

from collections.abc import Iterator, Mapping
from typing import Final

# Each list of breakpoints, and where the registers hold numbers that are compared with
# what it cuts; a star is any step.
_COMPARED: Final = (
    ("minutes", "quiet_hours.*.windows.*.*.*"),
    ("person_age", "jurisdictions.*.consent_age"),
    ("person_age", "ages.consent_default"),
    ("person_age", "ages.ads.*.*"),
    ("person_age", "ages.profiling"),
    ("person_age", "ages.joint_below"),
    ("consent_age_days", "jurisdictions.*.validity_days.*"),
    ("soft_opt_in_age_days", "proof.soft_opt_in_days"),
    ("idle_days", "relations.contact_days.*.*"),
    ("collection_epochs", "relations.charity_since"),
    ("consent_epochs", "phone_lists.*.consent_since"),
    ("stop_age_seconds", "proof.stop_confirmation_seconds"),
    ("untold_months", "notices.art14_months"),
    ("refusal_months", "notices.reask_refusal_months"),
    ("refusal_months", "notices.reask_opt_out_months"),
    ("law_dates", "validity.*.from"),
    ("law_dates", "validity.*.to"),
)
# Ends that need no cut: nobody is younger than nothing, and a day is over at its end.
_ENDS: Final[Mapping[str, frozenset[object]]] = {
    "minutes": frozenset({1440}),
    "person_age": frozenset({0}),
    "law_dates": frozenset({None}),
}


def find_uncut(data: Mapping[str, object]) -> Iterator[str]:
    """Give a sentence for each number that is no breakpoint, by register and field."""
    points = data.get("breakpoints")
    if not isinstance(points, Mapping) or not points:
        return  # said already: nothing can be cut at all
    for name, values in points.items():
        if isinstance(values, list) and values != sorted(values, key=_order):
            yield f"data/breakpoints/data.json: {name}: must be in ascending order"
    for name, path in _COMPARED:
        published = points.get(name)
        known = published if isinstance(published, list) else []
        register, *steps = path.split(".")
        for where, value in _reach(data.get(register), steps, ""):
            if value not in known and value not in _ENDS.get(name, ()):
                yield (
                    f"data/{register}/data.json: {where}: {value} is no breakpoint; "
                    f"publish it in data/breakpoints under {name}"
                )


def _order(value: object) -> tuple[str, object]:
    return type(value).__name__, value


def _reach(value: object, steps: list[str], where: str) -> Iterator[tuple[str, object]]:
    """Yield what stands at the end of the steps, with its path."""
    if not steps:
        yield where, value
        return
    first, *rest = steps
    for step, inner in _inside(value):
        if first in ("*", step):
            yield from _reach(inner, rest, f"{where}.{step}" if where else step)


def _inside(value: object) -> list[tuple[str, object]]:
    if isinstance(value, Mapping):
        return list(value.items())
    if isinstance(value, list):
        return [(str(place), inner) for place, inner in enumerate(value)]
    return []
