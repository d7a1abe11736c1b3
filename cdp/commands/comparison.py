"""A comparison of policies for people: tables on a terminal, or a page in Markdown."""

import sys
from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console
from rich.table import Table

from cdp.publishing import explain_widening
from consent import Tally, WhatIf

Rows = Sequence[tuple[str, ...]]


def print_tables(found: WhatIf, titles: Mapping[str, str]) -> None:
    """Print the comparison to standard output; widths follow the terminal."""
    out = Console(file=sys.stdout, highlight=False, markup=False, emoji=False)
    for title, head, rows in _tables(found, titles):
        table = Table(title=title, title_justify="left", box=None, pad_edge=False)
        for number, name in enumerate(head):
            table.add_column(name, justify="right" if number else "left")
        for row in rows:
            table.add_row(*row)
        out.print(table)
        out.print()
    for note in _notes(found):
        out.print(note, soft_wrap=True)


def markdown(found: WhatIf, titles: Mapping[str, str]) -> str:
    """Give the same as a page."""
    lines = ["# Policies compared", ""]
    lines += [f"* before: `{found.before}`", f"* after: `{found.after}`", ""]
    for title, head, rows in _tables(found, titles):
        lines += [f"## {title}", "", _line(head)]
        lines += [_line(["---", *["---:"] * (len(head) - 1)]), *map(_line, rows), ""]
    lines += [f"* {note}" for note in _notes(found)]
    if found.widens:
        lines += ["", "## Somebody has to agree", ""]
        lines += [f"* {sentence}" for sentence in explain_widening(found)]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _tables(
    found: WhatIf, titles: Mapping[str, str]
) -> Iterator[tuple[str, tuple[str, ...], Rows]]:
    seen = found.comparison
    if seen.decisions:
        yield "Recorded decisions", ("", "decisions", "persons"), _totals(found)
    rules = [
        (
            f"{titles.get(code, code)} ({code})",
            *map(str, (one.lost, one.gained, one.refuses_now, one.refuses_no_more)),
        )
        for code, one in seen.rules.items()
    ]
    head = ("", "lose", "gain", "refuses now", "refuses no more")
    if rules:
        yield "By rule", head, rules
    for title, tallies in (
        ("By campaign", seen.campaigns),
        ("By purpose", seen.purposes),
        ("By channel", seen.channels),
    ):
        if tallies:
            yield title, ("", "lose", "gain"), _rows(tallies)
    if seen.pairs:
        pairs = {f"{c}, {name or 'none'}": one for (c, name), one in seen.pairs.items()}
        yield "By rule and campaign", ("", "lose", "gain"), _rows(pairs)


def _rows(tallies: Mapping[str, Tally]) -> Rows:
    return [
        (name or "none", str(one.lost), str(one.gained))
        for name, one in tallies.items()
    ]


def _totals(found: WhatIf) -> Rows:
    seen = found.comparison
    return [
        ("all", str(seen.decisions), ""),
        ("permits that become refusals", str(seen.lost), str(seen.people_lost)),
        ("refusals that become permits", str(seen.gained), str(seen.people_gained)),
        ("same answer, other reasons or duties", str(seen.otherwise), ""),
        ("same in all", str(seen.same), ""),
        ("refused then by no rule, not compared", str(seen.apart), ""),
        ("the new vocabulary cannot read, so refused", str(seen.unreadable), ""),
    ]


def _notes(found: WhatIf) -> Iterator[str]:
    seen, trial = found.comparison, found.trial
    since = seen.since.isoformat(timespec="seconds")
    if seen.decisions == 0:
        yield f"No decision is recorded since {since}."
    else:
        yield f"Decisions since {since}, in {seen.situations} distinct situations."
        yield (
            "Judged by the rules of today's date."
            if found.today
            else "Judged by the rules of each decision's own date; --today takes "
            "today's."
        )
    yield (
        f"Of {trial.tried} made-up positions, {trial.lost} would lose a permit and "
        f"{trial.gained} would gain one."
    )
