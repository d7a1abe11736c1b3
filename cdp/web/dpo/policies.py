"""The policies: what was published, who agreed, and what each change did to whom."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, url_for
from markupsafe import Markup

from cdp.web import charts
from cdp.web.dpo.officer import Officer, note, with_role
from cdp.web.i18n import LazyString, _, moment, number
from cdp.web.i18n import lazy as _l
from cdp.web.pages import code, page, services, writing
from cdp.web.reasons import title
from cdp.web.registers import channel_words, purpose_words
from consent import (
    Publication,
    in_force,
    list_publications,
    load_publication,
    why_not_in_force,
)

# Enough of a digest to tell two revisions apart on one page.
SHORT = 12
SHOWN_BARS = 8
# Of campaigns there may be any number; the command lists them all.
SHOWN_ROWS = 50

# Why somebody had to agree.
REASONS: Mapping[str, LazyString] = {
    "recorded": _l("Recorded refusals would become permits."),
    "samples": _l("Made-up positions that are refused would be permitted."),
    "dropped": _l("A refusal is given by no rule any more."),
    "rested": _l("A rule is switched off, or in force for less time."),
    "measured": _l(
        "Facts are counted otherwise, which recorded decisions do not show."
    ),
    "unreadable": _l("Recorded decisions cannot be judged by the new vocabulary."),
    "nothing-recorded": _l("No decision was recorded that could show what changes."),
}


@with_role
def show(officer: Officer) -> Response:
    with writing() as conn:
        note(conn, officer, "policies")
        found = list_publications(conn)
        is_served = why_not_in_force(conn, services().bundle) is None
    return page(
        "dpo/policies.html",
        officer=officer,
        is_served=is_served,
        latest=found[0].id if found else "",
        publications=[(one, _short(one.revision), _url(one)) for one in found],
    )


@with_role
def show_one(officer: Officer, publication_id: str) -> Response:
    with writing() as conn:
        note(conn, officer, "publication")
        found = load_publication(conn, publication_id)
        latest = in_force(conn)
    recorded = found.summary.get("recorded", {})
    rules = recorded.get("rules", {})
    return page(
        "dpo/publication.html",
        officer=officer,
        publication=found,
        is_in_force=latest is not None and latest.id == found.id,
        facts=_facts(found),
        entry_url=url_for("dpo.entry", entry_id=found.audit_entry),
        reasons=[str(REASONS[one]) for one in found.summary.get("widens", ())],
        recorded=recorded,
        totals=_totals(recorded) if recorded.get("decisions") else [],
        lost=_chart(_("Permits that become refusals, by rule"), rules, "lost"),
        gained=_chart(_("Refusals that become permits, by rule"), rules, "gained"),
        rules=[(title(name), *_cells(one)) for name, one in rules.items()],
        campaigns=_rows(recorded, "campaigns", _raw),
        purposes=_rows(recorded, "purposes", purpose_words),
        channels=_rows(recorded, "channels", channel_words),
        samples=found.summary.get("samples", {}),
    )


def _url(one: Publication) -> str:
    return url_for("dpo.publication", publication_id=one.id)


def _short(revision: str) -> str:
    return code(revision.removeprefix("sha256:")[:SHORT])


def _facts(found: Publication) -> list[tuple[str, str]]:
    return [
        (_("Published"), moment(found.at)),
        (_("Published by"), _raw(found.author)),
        (_("Agreed to by"), _raw(found.approver) or _("nobody; nothing was eased")),
        (_("Why it was agreed"), _raw(found.reason)),
        (_("Policy revision"), code(found.revision)),
        (_("Revision before"), code(found.summary.get("before"))),
    ]


def _raw(text: str | None) -> str:
    """Mark what somebody typed: shown as it is, in no language of ours."""
    return Markup("<span data-raw>{}</span>").format(text) if text else ""


def _totals(recorded: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    lines = (
        (_("Permits that become refusals"), "lost", "people_lost"),
        (_("Refusals that become permits"), "gained", "people_gained"),
        (_("Same answer, other reasons or duties"), "otherwise", ""),
        (_("Same in all"), "same", ""),
        (_("Refused by no rule, not compared"), "apart", ""),
        (_("Not readable by the new policies, so refused"), "unreadable", ""),
    )
    return [
        (words, number(recorded[count]), number(recorded[people]) if people else "")
        for words, count, people in lines
    ]


def _chart(words: str, rules: Mapping[str, Mapping[str, int]], which: str) -> str:
    """Draw the rules that turn most answers; nothing when none does."""
    turned = [(title(name), one[which]) for name, one in rules.items() if one[which]]
    ordered = sorted(turned, key=lambda one: -one[1])[:SHOWN_BARS]
    return charts.bars(words, ordered, number) if ordered else ""


def _cells(one: Mapping[str, int]) -> tuple[str, ...]:
    names = ("lost", "gained", "refuses_now", "refuses_no_more")
    return tuple(number(one[name]) for name in names)


def _rows(
    recorded: Mapping[str, Any], name: str, words: Callable[[str], str]
) -> list[tuple[str, ...]]:
    return [
        (words(key) or _("none"), number(one["lost"]), number(one["gained"]))
        for key, one in sorted(recorded.get(name, {}).items(), key=_most)[:SHOWN_ROWS]
    ]


def _most(entry: tuple[str, Mapping[str, int]]) -> tuple[int, str]:
    name, one = entry
    return -one["lost"] - one["gained"], name
