"""Drawings: pure functions from numbers to SVG, each with a name and a description.

Classes in place of style attributes, so that the strict policy, dark mode and print
hold. Text is text. Each page shows the same numbers in a table beside the drawing.
"""

from collections.abc import Callable, Sequence

from markupsafe import Markup

ROW = 44
WIDTH = 640
BAR = 12
LEFT = 4


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
    room = WIDTH - 2 * LEFT
    parts = [
        Markup(
            '<text x="{x}" y="{y}">{words}</text>'
            '<text class="value" x="{end}" y="{y}" text-anchor="end">{value}</text>'
            '<rect class="track" x="{x}" y="{top}" width="{room}" height="{h}" rx="3"/>'
            '<rect class="bar" x="{x}" y="{top}" width="{w}" height="{h}" rx="3"/>'
        ).format(
            x=LEFT,
            end=WIDTH - LEFT,
            y=number * ROW + 16,
            top=number * ROW + 23,
            h=BAR,
            room=room,
            w=max(2, round(room * value / largest)),
            words=words,
            value=write(value),
        )
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
    scale = (WIDTH - 2 * LEFT) / ((high - low) or 1)
    parts = [
        Markup(
            '<text x="{x}" y="{y}">{words}</text>'
            '<text class="value" x="{end}" y="{y}" text-anchor="end">{value}</text>'
            '<rect class="{kind}" x="{bx}" y="{top}" width="{w}" height="{h}" rx="3"/>'
        ).format(
            x=LEFT,
            end=WIDTH - LEFT,
            y=number * ROW + 16,
            top=number * ROW + 23,
            h=BAR,
            kind="bar" if value >= 0 else "bar minus",
            bx=round(LEFT + (min(start, start + value) - low) * scale, 1),
            w=max(2, round(abs(value) * scale, 1)),
            words=words,
            value=write(value),
        )
        for number, ((words, value), start) in enumerate(
            zip(steps, starts, strict=True)
        )
    ]
    zero = round(LEFT - low * scale, 1)
    height = len(steps) * ROW
    axis = Markup('<line class="axis" x1="{x}" x2="{x}" y1="0" y2="{y}"/>')
    spoken = "; ".join(f"{words}: {write(value)}" for words, value in steps)
    return _drawing(title, spoken, height, [axis.format(x=zero, y=height), *parts])


def _drawing(
    title: str, description: str, height: int, parts: Sequence[Markup]
) -> Markup:
    return Markup(
        '<svg class="chart" viewBox="0 0 {width} {height}" role="img">'
        "<title>{title}</title><desc>{description}</desc>{parts}</svg>"
    ).format(
        width=WIDTH,
        height=max(height, 1),
        title=title,
        description=description,
        parts=Markup("").join(parts),
    )
