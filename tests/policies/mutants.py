"""Rules changed in one place: what a careless edit could do to them.

A mutant is one file with one line changed: a condition dropped or negated, a
comparison swapped, a word or the name of a register, a field or a rule replaced, or a
whole clause gone. Defaults stay, and so do lines that say nothing (comments, imports).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SWAPS = {
    " == ": (" != ",),
    " != ": (" == ",),
    " < ": (" <= ", " >= "),
    " <= ": (" < ", " > "),
    " > ": (" >= ", " <= "),
    " >= ": (" > ", " < "),
}
_HEAD = re.compile(
    r"^(?:else|[a-z_]\w*)(?:\([^)]*\))?(?: contains .+?| :=.+?)? if (?=\S)"
)
_END = re.compile(r"^\}(?! else .*\{$)")  # of a rule and of its else-clauses
_KEY = re.compile(r"\b(?:data|input)(?:\.\w+|\[\w+\])+")
_WORD = re.compile(r'"([a-z][\w-]*)"')
_BOOLEAN = re.compile(r"\b(true|false)\b")
_ASSIGNS = re.compile(r"^(some|every)\b|:=")


@dataclass(frozen=True)
class Mutant:
    """One file with one line changed."""

    path: str
    line: int
    how: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.how}"


def mutants(path: str, text: str) -> Iterator[Mutant]:
    """Every mutant of one file, in order."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        for how, changed in _changes(line):
            yield _mutant(path, lines, number, how, [changed])
    for start, end in _clauses(lines):
        yield Mutant(
            path=path,
            line=start + 1,
            how=f"drop the clause: {lines[start].strip()}",
            text="\n".join([*lines[:start], *lines[end + 1 :]]) + "\n",
        )


def _mutant(
    path: str, lines: list[str], number: int, how: str, new: list[str]
) -> Mutant:
    text = "\n".join([*lines[:number], *new, *lines[number + 1 :]]) + "\n"
    return Mutant(path=path, line=number + 1, how=how, text=text)


def _changes(line: str) -> Iterator[tuple[str, str]]:
    code = line.strip()
    if not code or code.startswith(("#", "import ", "package ", "default ", "}")):
        return
    head, condition = _split(line)
    if condition is not None:
        yield from _of_condition(head, condition)
    for sign, others in _SWAPS.items():
        for match in re.finditer(re.escape(sign), line):
            for other in others:
                changed = line[: match.start()] + other + line[match.end() :]
                yield f"{sign.strip()} becomes{other.rstrip()}: {code}", changed
    yield from _of_words(line, code)


def _split(line: str) -> tuple[str, str | None]:
    """The head before a condition and the condition, if the line has one."""
    if line.startswith("\t"):
        code = line.lstrip("\t")
        indent = line[: len(line) - len(code)]
        whole = code.endswith(("{", "[", ",")) or code.startswith(('"', "]"))
        return indent, None if whole else code
    match = _HEAD.match(line)
    if match is None or line.endswith("{"):
        return line, None
    return match[0], line[match.end() :]


def _of_condition(head: str, condition: str) -> Iterator[tuple[str, str]]:
    if not _ASSIGNS.search(condition):
        yield f"drop: {condition}", head + "true"
    if condition.startswith("not "):
        yield f"no longer negated: {condition}", head + condition[4:]
    elif not _ASSIGNS.search(condition):
        yield f"negated: {condition}", head + "not " + condition


def _of_words(line: str, code: str) -> Iterator[tuple[str, str]]:
    for match in _KEY.finditer(line):
        first, _, rest = match[0].partition(".")
        *before, last = rest.split(".")
        other = ".".join([first, *before, re.sub(r"^\w+", r"\g<0>_x", last)])
        changed = line[: match.start()] + other + line[match.end() :]
        yield f"{match[0]} becomes {other}: {code}", changed
    for match in _WORD.finditer(line):
        changed = line[: match.start(1)] + match[1] + "-x" + line[match.end(1) :]
        yield f'"{match[1]}" becomes another word: {code}', changed
    for match in _BOOLEAN.finditer(line):
        other = "false" if match[0] == "true" else "true"
        changed = line[: match.start()] + other + line[match.end() :]
        yield f"{match[0]} becomes {other}: {code}", changed


def _clauses(lines: list[str]) -> Iterator[tuple[int, int]]:
    """First and last line of every clause of a rule that has a condition."""
    for start, line in enumerate(lines):
        if _HEAD.match(line) and not line.endswith("{"):
            yield start, start
        elif re.match(r"^[a-z_].* if \{$", line):
            rest = range(start + 1, len(lines))
            end = next(n for n in rest if _END.match(lines[n]))
            yield start, end
