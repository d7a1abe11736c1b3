"""What the words of a condition stand for: variables, rules, registers, built-ins."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from consent.clauses import Branch, Tokens, spoken
from consent.rego import WORDS, NotUnderstoodError, Token, is_name

FRESH = "v"
_OURS = re.compile(r"p\d+_")


def text_of(said: Sequence[Token]) -> str:
    """The text of some tokens."""
    return "".join(t.text for t in said)


def free_names(said: Sequence[Token]) -> Iterator[Token]:
    """The names that stand for something: no fields, no words, no built-ins."""
    heard = spoken(said)
    for place, token in enumerate(heard):
        after = heard[place + 1].text if place + 1 < len(heard) else ""
        is_field = place > 0 and heard[place - 1].text == "."
        if token.kind != "name" or is_field or token.text in WORDS - {"data", "input"}:
            continue
        if not _is_builtin(heard, place, after):
            yield token


def _is_builtin(heard: Sequence[Token], place: int, after: str) -> bool:
    """Whether a name is called and none of the linker's: `count(`, `object.get(`."""
    if heard[place].text in ("data", "input") or _OURS.match(heard[place].text):
        return False
    while after == "." and place + 2 < len(heard):
        place += 2
        after = heard[place + 1].text if place + 1 < len(heard) else ""
    return after == "("


def declared_names(heard: Sequence[Token]) -> Iterator[str]:
    """The variables that a body names itself."""
    for place, token in enumerate(heard):
        if is_name(token, "some") or is_name(token, "every"):
            ends = (n for n in range(place, len(heard)) if is_name(heard[n], "in"))
            end = next(ends, None)
            if end is None:
                raise NotUnderstoodError("some without in")
            yield from (t.text for t in heard[place + 1 : end] if t.kind == "name")
        elif token.text == ":=" and token.kind == "sign":
            if heard[place - 1].kind != "name":
                raise NotUnderstoodError("an assignment to more than a name")
            yield heard[place - 1].text


def renamed(said: Tokens, names: Mapping[str, str]) -> Tokens:
    """The same with some variables called otherwise."""
    changed = []
    before = ""
    for token in said:
        is_variable = token.kind == "name" and before != "." and token.text in names
        changed.append(Token("name", names[token.text]) if is_variable else token)
        before = token.text
    return tuple(changed)


def replaced(statement: Tokens, paths: Mapping[str, Tokens]) -> Iterator[Token]:
    """The same with paths for some names."""
    before = ""
    for token in statement:
        named = is_name(token, token.text) and before != "."
        yield from paths[token.text] if named and token.text in paths else (token,)
        before = token.text


def subject(literal: Tokens) -> str | None:
    """The word of a condition that is one word, or `not` and one word."""
    said = spoken(literal)
    if said[0].text == "not":
        said = said[1:]
    return said[0].text if len(said) == 1 and said[0].kind == "name" else None


def is_not(literal: Tokens, word: str | None) -> bool:
    """Whether a condition is `not` and this word."""
    said = [t.text for t in spoken(literal)]
    return word is not None and said == ["not", word]


def copied_set(branch: Branch) -> str:
    """The set of which a clause contains every member, and no condition beside."""
    if branch.literals is None or len(branch.literals) != 1:
        return ""
    said = [t.text for t in spoken(branch.literals[0])]
    value = text_of(branch.value)
    some_in = said[:1] == ["some"] and said[1:3] == [value, "in"]
    return said[3] if some_in and len(said) == 4 else ""  # noqa: PLR2004 - some x in y


def bind_registers(
    body: Iterable[Token], registers: Collection[str]
) -> tuple[str, set[str]]:
    """The body with registers read from variables, and which these are."""
    said = list(body)
    named = set()
    for place in range(len(said) - 2):
        first, dot, name = (token.text for token in said[place : place + 3])
        if first == "data" and dot == "." and name in registers:
            named.add(name)
            said[place : place + 3] = [
                Token("name", f"{FRESH}0_{name}"),
                Token("space", ""),
                Token("space", ""),
            ]
    return text_of(said), named


def look_up(
    statements: Sequence[Tokens], function: str, table: str
) -> tuple[Tokens, ...]:
    """Read what a function of one word would answer from a table: `f(x)` is `t[x]`.

    Raises:
        NotUnderstoodError: The function is used without a bracket behind.
    """
    return tuple(
        statement
        if statement[0].text == function
        else _looked_up(statement, function, table)
        for statement in statements
    )


def _looked_up(statement: Tokens, function: str, table: str) -> Tokens:
    changed = list(statement)
    for place, token in enumerate(statement):
        if not is_name(token, function):
            continue
        end = _closing(statement, place + 1)
        if end is None:
            raise NotUnderstoodError(f"{function} without a call")
        changed[place] = Token("name", table)
        changed[place + 1] = Token("sign", "[")
        changed[end] = Token("sign", "]")
    return tuple(changed)


def _closing(statement: Tokens, place: int) -> int | None:
    """Where the bracket closes that opens at a place; None if none opens there."""
    depth = 0
    for end in range(place, len(statement)):
        depth += statement[end].text in ("(", "[", "{")
        depth -= statement[end].text in (")", "]", "}")
        if depth == 0:
            return end if statement[place].text == "(" else None
    return None
