"""The rule library as a page that a lawyer can read, written from METADATA.

By family: what each rule rests on, how its source was read, from when to when it
applies, whether it is switched on, what it tells people, and which cases test it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, cast

from consent.bundle import Bundle
from consent.catalogue import RuleText
from consent.rulebook import is_off, ordered, terms_of

# A row of the table of cases: id, case, allowed, and the codes that it names.
Case = Mapping[str, Any]
Terms = Mapping[str, Mapping[str, object]]

_READ: Final = {
    "V": "a source was read",
    "M": "general knowledge of the statute, its text not opened",
    "W": "one weak source, or several that disagree",
    "E": "tried out",
    "design": "a rule of our own",
}
_HEAD: Final = """# The rules, one by one

What every rule asks, which law it stands on, since when, whether it is switched on,
what it tells people, and which cases test it. Written by `accord policy list
--markdown` from the comments above each rule and from `policies/data/validity`: edit
those, not this page. This is engineering, not legal advice.

## How to read it

A question is allowed only when every rule that concerns it is satisfied. A rule that
**refuses** says why not and what would have to change; one that **obliges** lets it
pass with a duty, and a duty that the asker cannot fulfil is a refusal. What nobody
knows counts as no.

* **Kind.** *Law* rests on the source named; *house* is the controller's own choice,
  which it may change. An answer always says which of both it is.
* **Source read.** How sure the wording is, as below. A rule of several sources bears
  the weaker mark, and one from a weak source ships switched off.
{read}
* **Applies.** From the day on which the law begins, and until it ends. Where a register
  switches the day, the terms give the instants in UTC: a law that begins at midnight in
  Paris begins at 22:00 or 23:00 UTC of the day before. A question on another date
  follows the rules of that date.
* **Off.** A rule that is switched off does nothing until somebody has read the source
  and switches it on. A term that is off leaves out one place, or one exception, of a
  rule that is on.
* **Catalogue.** The ids of the catalogue of law; those without a case stand in
  [rules-without-a-row.md](rules-without-a-row.md).
* **Cases.** What the table of the law asks over HTTP: *refused* or *permitted*, the id,
  the case. Each family has unit tests of its own beside it.

{count}

## Index
"""
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December",
)  # fmt: skip


def write_rulebook(bundle: Bundle, cases: Sequence[Case] = ()) -> str:
    """Give the page; `cases` are the rows of the table of the law, if they are here."""
    entries = ordered(bundle)
    terms = terms_of(bundle)
    families = _families(bundle, entries)
    read = "\n".join(f"  * **{mark}**: {words}" for mark, words in _READ.items())
    lines = [_HEAD.format(read=read, count=_count(entries, terms))]
    lines += _index(entries, terms, families)
    for family, (title, told) in families.items():
        lines += ["", f"## {title}", "", told, ""]
        lines += [f"Unit tests: `policies/rules/{_folder(family)}_test.rego`."]
        for entry in (one for one in entries if one.rule == family):
            of_rule = terms.get(entry.code, {})
            lines += ["", *_section(entry, of_rule, _cases_of(entry, cases))]
    return "\n".join(lines) + "\n"


def _folder(family: str) -> str:
    name = family.replace("-", "_")
    return f"{name}/{name}"


def _count(entries: Sequence[RuleText], terms: Mapping[str, Terms]) -> str:
    laws = sum(entry.kind == "law" for entry in entries)
    off = sum(is_off(entry, terms.get(entry.code, {})) for entry in entries)
    return (
        f"{len(entries)} rules: {laws} of law, {len(entries) - laws} of the house; "
        f"{sum(map(len, terms.values()))} terms are switched by date; {off} rules ship "
        "switched off."
    )


def _families(
    bundle: Bundle, entries: Sequence[RuleText]
) -> dict[str, tuple[str, str]]:
    """Give family → (title, description), as the head of its module says, by title."""
    heads = {
        path.removesuffix(".rego").rpartition("/")[2].replace("_", "-"): _head_of(text)
        for path, text in bundle.modules.items()
        if path.startswith("rules/")
    }
    found = {
        family: heads.get(family, (family, ""))
        for family in {entry.rule for entry in entries}
    }
    return dict(sorted(found.items(), key=lambda item: (item[1][0], item[0])))


def _head_of(text: str) -> tuple[str, str]:
    """Read title and description above `package`."""
    head = text.partition("\npackage ")[0]
    said = dict(re.findall(r"^# (title|description): (.+)$", head, re.MULTILINE))
    return said.get("title", ""), said.get("description", "")


def _index(
    entries: Sequence[RuleText],
    terms: Mapping[str, Terms],
    families: Mapping[str, tuple[str, str]],
) -> Iterator[str]:
    yield "| Rule | Kind | Source | Read | On |"
    yield "|---|---|---|---|---|"
    for family, (title, _told) in families.items():
        yield f"| **[{title}](#{_anchor(title)})** | | | | |"
        for entry in (one for one in entries if one.rule == family):
            link = f"[{entry.title}](#{_anchor(_heading(entry))})"
            state = _state(entry, terms.get(entry.code, {}))
            cells = [link, entry.kind, entry.source, entry.status, state]
            yield f"| {' | '.join(cells)} |"


def _heading(entry: RuleText) -> str:
    return f"{entry.title} (`{entry.code}`)"


def _anchor(heading: str) -> str:
    """Name a heading as readers of Markdown do."""
    plain = re.sub(r"[^\w\- ]", "", heading.lower())
    return plain.replace(" ", "-")


def _section(
    entry: RuleText, terms: Terms, cases: Sequence[tuple[str, Case]]
) -> Iterator[str]:
    effect = "obliges" if entry.severity == "oblige" else "refuses"
    yield f"### {_heading(entry)}"
    yield ""
    yield f"* **{entry.kind.capitalize()}**, {effect}. Source: {entry.source}"
    yield f"* Source read: **{entry.status}**, {_READ[entry.status]}"
    yield f"* Applies {_span(entry)}; {_state(entry, terms)}"
    for name, term in terms.items():
        yield f"* Term `{name}`: {_term(term)}"
    if entry.note:
        yield f"* Note: {entry.note}"
    yield f"* Catalogue: {', '.join(entry.catalogue)}"
    yield f"* en: {entry.message['en']} *{entry.remedy['en']}*"
    yield f"* fr: {entry.message['fr']} *{entry.remedy['fr']}*"
    if cases:
        yield "* Cases:"
    for outcome, case in cases:
        yield f"  * {outcome}, {case['id']}: {case['case']}"


def _span(entry: RuleText) -> str:
    begun = f"since {_day(entry.valid_from)}" if entry.valid_from else "always"
    return f"{begun}, until {_day(entry.valid_to)}" if entry.valid_to else begun


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _state(entry: RuleText, terms: Terms) -> str:
    return "**off**" if is_off(entry, terms) else "on"


def _term(term: Mapping[str, object]) -> str:
    until = f" until {term['to']}" if term["to"] else ""
    told = f"from {term['from']}{until}, source {term['status']}, "
    if term["on"]:
        return told + "on"
    why = cast("Mapping[str, str]", term.get("why_off", {}))
    return f"{told}**off**: {why.get('en', 'nobody said why.')}"


def _cases_of(entry: RuleText, cases: Sequence[Case]) -> list[tuple[str, Case]]:
    """Give the cases that name a rule, and those of its ids that come out permitted."""
    found = []
    for case in cases:
        named = {*case.get("reasons", ()), *case.get("sources", ())}
        permits = case["allowed"] and case["id"] in entry.catalogue
        if entry.code in named or (permits and not case.get("sources")):
            found.append(("permitted" if case["allowed"] else "refused", case))
    return sorted(found, key=lambda one: (one[1]["id"], one[0], one[1]["case"]))
