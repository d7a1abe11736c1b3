"""Read Rego, as far as the policies use it: tokens, and the statements they make.

Not a compiler: it knows just enough to move names safely. What it does not know for
certain it does not guess at; it raises NotUnderstoodError and the text stays as it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\n]*)
    | (?P<string>"(?:\\.|[^"\\\n])*"|`[^`]*`)
    | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    | (?P<name>[A-Za-z_]\w*)
    | (?P<space>[ \t\r]+)
    | (?P<line>\n)
    | (?P<sign>:=|==|!=|<=|>=|[{}()\[\].,:;|&=<>+\-*/%])
    """,
    re.VERBOSE | re.ASCII,
)
_OPENING = {"(": ")", "[": "]", "{": "}"}

# Words that no rule and no variable can be called by.
WORDS = frozenset(
    {
        *("package", "import", "default", "if", "else", "contains", "some", "every"),
        *("in", "not", "with", "as", "true", "false", "null", "input", "data"),
    }
)


class NotUnderstoodError(Exception):
    """The text is not of the subset that this module can read with certainty."""


class Token(NamedTuple):
    """One piece of the source: its kind (a group of `_TOKEN`) and its text."""

    kind: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Module:
    """One file: its package and its statements, imports and comments left out."""

    package: str
    statements: tuple[tuple[Token, ...], ...]


def read_module(text: str) -> Module:
    """Read one file.

    Raises:
        NotUnderstoodError: A sign, an import or a form of statement that is not known.
    """
    package: str | None = None
    statements = []
    for statement in _statements(list(tokens(text))):
        words = [t.text for t in statement if t.kind not in ("space", "line")]
        if words[0] == "package" and package is None:
            package = "".join(words[1:])
        elif words[0] != "import":
            statements.append(statement)
        elif "".join(words[1:]) != "rego.v1":
            raise NotUnderstoodError(f"import {''.join(words[1:])}")
    if package is None:
        raise NotUnderstoodError("a file without a package")
    return Module(package=package, statements=tuple(statements))


def tokens(text: str) -> Iterator[Token]:
    """Split a source; what is put together again is the source without comments.

    Raises:
        NotUnderstoodError: A sign that the policies do not use.
    """
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise NotUnderstoodError(f"a sign: {text[place]!r}")
        kind = match.lastgroup or ""
        if kind != "comment":
            yield Token(kind, match[0])
        place = match.end()


def is_name(token: Token, word: str) -> bool:
    """Whether a token is this word, and not a text that reads so."""
    return token.kind == "name" and token.text == word


def name_of(statement: Sequence[Token]) -> str:
    """The name of the rule that a statement belongs to.

    Raises:
        NotUnderstoodError: A head of more than one part, or of an unknown form.
    """
    names = [t for t in statement if t.kind not in ("space", "line")]
    if names[0].text == "default":
        names = names[1:]
    first, after = names[0], names[1].text if len(names) > 1 else ""
    if first.kind != "name" or first.text in WORDS:
        raise NotUnderstoodError(f"a statement that begins with {first.text!r}")
    if after not in ("(", "contains", ":=", "if"):
        raise NotUnderstoodError(f"a head {first.text}{after}")
    return first.text


def _statements(source: list[Token]) -> Iterator[tuple[Token, ...]]:
    """Cut where a line begins, outside all brackets, with a word other than else."""
    begun: list[Token] = []
    open_brackets: list[str] = []
    at_line_start = True
    for token in source:
        begins = at_line_start and token.kind == "name" and not open_brackets
        if begins and token.text != "else":
            if begun:
                yield _trimmed(begun)
            begun = []
        if token.kind == "sign":
            _follow(token.text, open_brackets)
        at_line_start = token.kind == "line"
        if begun or token.kind not in ("space", "line"):
            begun.append(token)
    if open_brackets:
        raise NotUnderstoodError("a bracket that is not closed")
    if begun:
        yield _trimmed(begun)


def _follow(sign: str, open_brackets: list[str]) -> None:
    if sign in _OPENING:
        open_brackets.append(_OPENING[sign])
    elif sign in _OPENING.values() and (
        not open_brackets or open_brackets.pop() != sign
    ):
        raise NotUnderstoodError(f"a {sign} that closes nothing")


def _trimmed(statement: list[Token]) -> tuple[Token, ...]:
    while statement[-1].kind in ("space", "line"):
        statement.pop()
    return tuple(statement)
