"""The policies as an engine is given them: as written, joined, or split by family.

All three give the same answer to the same situation (tests/contracts/test_linking.py);
the later ones are faster. What cannot be made with certainty raises
NotUnderstoodError, and the one before is used.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from consent.bundle import ENTRY_POINT, Bundle
from consent.families import split_by_package
from consent.linking import Linked, link
from consent.occurrences import look_up
from consent.parts import Family
from consent.rego import NotUnderstoodError, read_module

# A function of one term and of the date in the situation alone; asked often.
_DORMANT = "data.lib.validity.dormant"
_TABLE = "linked_dormant"
_DATES = "law_dates"


@dataclass(frozen=True, kw_only=True)
class Program:
    """Texts by name, the documents beside them as JSON, and what to ask, in turn.

    `form` is how the policies are said: as written, joined or split by family. `why`
    is the reason that they are not said in a faster form; empty when there is none.
    """

    form: str
    texts: Mapping[str, str]
    documents: str
    families: tuple[Family, ...]
    why: str = field(default="", compare=False)


Ask = Callable[[Program, Sequence[Mapping[str, object]]], list[object]]


def as_written(bundle: Bundle) -> Program:
    """The files, one by one."""
    return Program(
        form="as written",
        texts=bundle.modules,
        documents=bundle.data_json(),
        families=(Family(entry="data." + ENTRY_POINT.replace("/", ".")),),
    )


def joined(bundle: Bundle) -> Program:
    """All files in one package (consent/linking.py)."""
    linked = link(bundle.modules, ENTRY_POINT, bundle.data)
    return Program(
        form="joined",
        texts={"linked.rego": linked.text},
        documents=bundle.data_json(),
        families=(Family(entry=linked.path(linked.entry)),),
    )


def by_family(bundle: Bundle, ask: Ask) -> Program:
    """Each package apart (consent/families.py), and the dates of the law as a table.

    Args:
        bundle: The policies.
        ask: Evaluates a program, document by document, None where it fails: the
            table is what the policies themselves answer.
    """
    linked = link(bundle.modules, ENTRY_POINT, bundle.data)
    table = _dormant(bundle, linked, ask)
    looked_up = "" if table is None else linked.names[_DORMANT]
    text, families = _split(linked, looked_up, tuple(sorted(bundle.data)))
    return Program(
        form="by family",
        texts={"linked.rego": linked.header + text + "\n"},
        documents=json.dumps(dict(bundle.data) | {_TABLE: table or {}}),
        families=families,
    )


@lru_cache(maxsize=4)
def _split(
    linked: Linked, looked_up: str, registers: tuple[str, ...]
) -> tuple[str, tuple[Family, ...]]:
    """The families; the same for as long as only the content of registers changes."""
    statements = read_module(linked.text).statements
    if looked_up:
        asleep = f"{looked_up}_at"
        begun = read_module(linked.header + _asleep(looked_up, asleep)).statements
        statements = (*look_up(statements, looked_up, asleep), *begun)
    return split_by_package(statements, linked.entry, registers)


def _asleep(function: str, asleep: str) -> str:
    """The terms that sleep: from the table, or asked one by one on a day not in it."""
    return (
        f"{asleep} := terms if {{\n\tterms := data.{_TABLE}[input.law_at]\n}}"
        " else := {term: true | some term, _ in data.validity; "
        f"{function}(term)}}\n"
    )


def _dormant(bundle: Bundle, linked: Linked, ask: Ask) -> object:
    """Date → term → true, for every published date; None without dates or function."""
    dates = bundle.data.get("breakpoints", {}).get(_DATES)
    function = linked.names.get(_DORMANT)
    if not isinstance(dates, list) or function is None or _TABLE in bundle.data:
        return None
    text = f"table := {{term: true | some term, _ in data.validity; {function}(term)}}"
    program = Program(
        form="joined",
        texts={"linked.rego": f"{linked.text}\n{text}\n"},
        documents=bundle.data_json(),
        families=(Family(entry=linked.path("table")),),
    )
    answers = ask(program, [{"law_at": date} for date in dates])
    if not all(isinstance(terms, dict) for terms in answers):
        raise NotUnderstoodError("a date on which nothing is known of the law")
    return dict(zip(dates, answers, strict=True))
