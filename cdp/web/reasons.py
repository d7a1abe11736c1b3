"""Reason codes become sentences, and every rule of a verdict a line for people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cdp.web.i18n import _, ngettext, text_of
from cdp.web.pages import services
from cdp.web.words import RULE_STATUSES, word

MARKS: Mapping[str, str] = {"satisfied": "yes", "refused": "no"}
# What the policies write when a house rule stands for itself.
PLAIN_HOUSE = "House policy"
ORDER = ("refused", "satisfied")


@dataclass(frozen=True, kw_only=True)
class RuleLine:
    """One rule, what it said, and where it comes from."""

    code: str
    kind: str
    status_words: str
    title: str
    message: str
    remedy: str
    origin: str


def sentence(code: str) -> str:
    """Give the sentence of a reason code, in the language of the page."""
    return text_of(services().bundle.catalogue[code].message)


def title(code: str) -> str:
    """Give the name of a rule; one whose texts stand in a register brings its own."""
    text = services().bundle.catalogue[code]
    # The other titles are in the catalogue of the pages, like every sentence of ours.
    return text_of(text.titles) if text.titles else _(text.title)


def remedy(code: str) -> str:
    """Give what would have to change."""
    return text_of(services().bundle.catalogue[code].remedy)


def origin(kind: str, source: str) -> str:
    """Say whether a rule is law or our own, and where it stands."""
    if kind == "law":
        return _("Law: %(source)s", source=source)
    if source in ("", PLAIN_HOUSE):
        return _("Our own rule")
    if kind == "house":
        return _("Our own rule: %(source)s", source=source)
    return source


def rule_lines(verdict: Mapping[str, Any]) -> list[RuleLine]:
    """List all rules of a verdict: those that refused first, then the satisfied."""
    rules: Mapping[str, str] = verdict.get("rules", {})
    told = dict(rules) | dict.fromkeys(verdict.get("refusals", ()), "refused")
    ordered = sorted(told.items(), key=lambda item: (_rank(item[1]), item[0]))
    return [_line(code, status) for code, status in ordered]


def rules_shown(verdict: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the list of rules on a page needs."""
    lines = rule_lines(verdict)
    satisfied = sum(line.kind == "yes" for line in lines)
    unused = sum(line.kind == "none" for line in lines)
    return {
        "rules": lines,
        "satisfied_words": ngettext(
            "%(num)s rule is satisfied: this is not the case",
            "%(num)s rules are satisfied: none of this is the case",
            satisfied,
        ),
        "unused_words": ngettext(
            "%(num)s rule has no bearing on this question",
            "%(num)s rules have no bearing on this question",
            unused,
        ),
    }


def weightiest(codes: Iterable[str]) -> list[str]:
    """Sort reason codes: law before house, as everywhere."""
    catalogue = services().bundle.catalogue
    return sorted(set(codes), key=lambda code: (catalogue[code].kind != "law", code))


def _rank(status: str) -> int:
    return ORDER.index(status) if status in ORDER else len(ORDER)


def _line(code: str, status: str) -> RuleLine:
    text = services().bundle.catalogue[code]
    return RuleLine(
        code=code,
        kind=MARKS.get(status, "none"),
        status_words=word(RULE_STATUSES, status),
        title=title(code),
        message=text_of(text.message),
        remedy=text_of(text.remedy),
        origin=origin(text.kind, text.source),
    )
