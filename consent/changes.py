"""What differs between two sets of policies by their text, before anybody is judged.

Some of it no recorded situation can show: a rule that is gone, a term switched off, and
what Python measures before the policy is asked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from consent.bundle import Bundle


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Names of what differs; some may ease without a recorded situation showing it.

    Those are: `dropped`, codes of refusals that no rule gives any more, `rested`,
    terms that are off or in force for less time, and `measured`, registers by which
    facts are counted.
    """

    modules: tuple[str, ...] = ()
    registers: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    rested: tuple[str, ...] = ()
    measured: tuple[str, ...] = ()


def list_changes(before: Bundle, after: Bundle) -> Changes:
    """Name what differs between two bundles."""
    codes, coming = _refusals(before), _refusals(after)
    return Changes(
        modules=_differing(before.modules, after.modules),
        registers=_differing(before.data, after.data),
        added=tuple(sorted(coming - codes)),
        dropped=tuple(sorted(codes - coming)),
        rested=_rested(before, after),
        measured=tuple(
            name
            for name, part in _MEASURED.items()
            if _kept(part, before, after) != part(before)
        ),
    )


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    names = sorted(before.keys() | after.keys())
    return tuple(name for name in names if before.get(name) != after.get(name))


def _refusals(bundle: Bundle) -> set[str]:
    entries = bundle.catalogue.of_rules
    return {entry.code for entry in entries if entry.severity != "oblige"}


def _rested(before: Bundle, after: Bundle) -> tuple[str, ...]:
    """Name the terms that ask less of the calendar than they did."""
    terms, coming = before.register("validity"), after.register("validity")
    # A term nobody knows is awake, so one that is gone asks more, not less.
    return tuple(
        name
        for name, term in sorted(terms.items())
        if name in coming and _is_less(coming[name], term)
    )


def _is_less(now: Mapping[str, Any], then: Mapping[str, Any]) -> bool:
    # As texts of one form, instants sort as they follow; no end is the latest.
    return (
        (then["on"] and not now["on"])
        or now["from"] > then["from"]
        or (now["to"] or "~") < (then["to"] or "~")
    )


Part = Callable[[Bundle], Mapping[str, Any]]


def _kept(part: Part, before: Bundle, after: Bundle) -> Mapping[str, Any]:
    """Give the new values of what there was; what is new measures nobody yet."""
    coming = part(after)
    return {name: coming.get(name) for name in part(before)}


def _without_limit(bundle: Bundle) -> Mapping[str, Any]:
    # The limit itself is compared in Rego, so situations show it.
    return {
        cap: {name: value for name, value in entry.items() if name != "limit"}
        for cap, entry in bundle.register("caps").items()
    }


def _only(register: str, *names: str) -> Part:
    def part(bundle: Bundle) -> Mapping[str, Any]:
        return {
            key: [entry.get(name) for name in names]
            for key, entry in bundle.register(register).items()
        }

    return part


# What Python reads of the registers before or after the policy is asked.
_MEASURED: Final[Mapping[str, Part]] = {
    "caps": _without_limit,
    "actions": _only("actions", "contact"),
    "purposes": _only("purposes", "content"),
    "jurisdictions": _only("jurisdictions", "timezones"),
    "gpc": lambda bundle: bundle.data["gpc"],
    "breakpoints": lambda bundle: {
        "holidays_of": bundle.data["breakpoints"].get("holidays_of")
    },
}
