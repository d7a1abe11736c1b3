"""Drawings: pure functions from numbers to SVG, each with a name and a description.

Classes in place of style attributes, so that the strict policy, dark mode and print
hold. Text is text. Each page shows the same numbers in a table beside the drawing.
"""

from collections.abc import Callable, Sequence

from markupsafe import Markup

ROW = 46
BAR = 10


def bars(
    title: str,
    rows: Sequence[tuple[str, float]],
    write: Callable[[float], str] = str,
) -> Markup:
    """Draw one horizontal bar per row, each with its words above it.

    >>> "<title>Refusals</title>" in bars("Refusals", [("no consent", 3)])
    True
    """
    largest = max((value for _, value in rows), default=0) or 1
    parts = [
        _words(number, words, write(value))
        + Markup(
            '<rect class="track" y="{y}" width="100%" height="{h}" rx="3"/>'
            '<rect class="bar" y="{y}" width="{w}%" height="{h}" rx="3"/>'
        ).format(y=_top(number), h=BAR, w=max(0.5, round(100 * value / largest, 2)))
        for number, (words, value) in enumerate(rows)
    ]
    spoken = "; ".join(f"{words}: {write(value)}" for words, value in rows)
    return _drawing(title, spoken, len(rows) * ROW, parts)


def waterfall(
    title: str,
    steps: Sequence[tuple[str, float]],
    write: Callable[[float], str] = "{:+.1f}".format,
) -> Markup:
    """Draw how steps add up, from zero to the final sum: minus hollow, plus filled.

    >>> "final" in waterfall("Evidence", [("prior", -8.0), ("final", 4.0)])
    True
    """
    starts, total = [], 0.0
    for _, value in steps:
        starts.append(total)
        total += value
    marks = [0.0, total, *starts]
    low, high = min(marks), max(marks)
    scale = 100 / ((high - low) or 1)
    parts = [
        _words(number, words, write(value))
        + Markup(
            '<rect class="{kind}" x="{x}%" y="{y}" width="{w}%" height="{h}" rx="3"/>'
        ).format(
            kind="bar" if value >= 0 else "bar minus",
            x=round((min(start, start + value) - low) * scale, 2),
            y=_top(number),
            w=max(0.5, round(abs(value) * scale, 2)),
            h=BAR,
        )
        for number, ((words, value), start) in enumerate(
            zip(steps, starts, strict=True)
        )
    ]
    axis = Markup('<line class="axis" x1="{x}%" x2="{x}%" y1="0" y2="100%"/>')
    spoken = "; ".join(f"{words}: {write(value)}" for words, value in steps)
    zero = axis.format(x=round(-low * scale, 2))
    return _drawing(title, spoken, len(steps) * ROW, [zero, *parts])


def _words(number: int, words: str, value: str) -> Markup:
    return Markup(
        '<text y="{y}">{words}</text>'
        '<text class="value" x="100%" y="{y}" text-anchor="end">{value}</text>'
    ).format(y=number * ROW + 15, words=words, value=value)


def _top(number: int) -> int:
    return number * ROW + 23


def _drawing(
    title: str, description: str, height: int, parts: Sequence[Markup]
) -> Markup:
    # No viewBox: bars are percentages, so that text keeps its size on any width.
    return Markup(
        '<svg class="chart" width="100%" height="{height}" role="img">'
        "<title>{title}</title><desc>{description}</desc>{parts}</svg>"
    ).format(
        height=max(height, 1),
        title=title,
        description=description,
        parts=Markup("").join(parts),
    )
