"""Rules of one package as what they decide: a truth, a set, a choice, another name.

Read from the statements of `consent.rego`, for `consent.flattening`. A form that is
not one of these is OTHER: it stays as it is written.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import pairwise

from consent.rego import WORDS, NotUnderstoodError, Token, is_name, name_of

Tokens = tuple[Token, ...]


class Kind(Enum):
    """What a rule decides, so far as it can be said otherwise."""

    TRUTH = auto()  # true, or not
    SET = auto()  # what its clauses contain, together
    CHOICE = auto()  # the value of the first condition that holds, or the default
    ALIAS = auto()  # a path by another name
    OTHER = auto()  # a function, or a form not listed


@dataclass(frozen=True, kw_only=True)
class Branch:
    """A value (none where it is just true) and the literals it depends on."""

    value: Tokens = ()
    literals: tuple[Tokens, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """All statements of one name."""

    name: str
    kind: Kind
    statements: tuple[Tokens, ...]
    default: Tokens = ()
    branches: tuple[Branch, ...] = ()


@dataclass(kw_only=True)
class _Clause:
    form: str = ""
    defaults: bool = False
    branches: list[Branch] = field(default_factory=list)


def read_rules(statements: Iterable[Tokens]) -> dict[str, Rule]:
    """Put the statements of each name together.

    Raises:
        NotUnderstoodError: A condition that cannot be taken apart with certainty.
    """
    by_name: dict[str, list[Tokens]] = {}
    for statement in statements:
        _refuse_words_as_fields(statement)
        by_name.setdefault(name_of(statement), []).append(statement)
    return {name: _rule(name, tuple(own)) for name, own in by_name.items()}


def _refuse_words_as_fields(statement: Tokens) -> None:
    for before, token in pairwise(statement):
        if before.text == "." and token.text in WORDS:
            raise NotUnderstoodError(f"a field {token.text}")


def spoken(tokens: Sequence[Token]) -> list[Token]:
    """The tokens that are not space."""
    return [t for t in tokens if t.kind not in ("space", "line")]


def split(tokens: Sequence[Token], ends: Callable[[Token], bool]) -> list[Tokens]:
    """Cut at the tokens that end a part, outside all brackets."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth -= token.kind == "sign" and token.text in ")]}"
        if depth == 0 and ends(token):
            parts.append([])
        else:
            parts[-1].append(token)
        depth += token.kind == "sign" and token.text in "([{"
    return [tuple(part) for part in parts]


def _rule(name: str, statements: tuple[Tokens, ...]) -> Rule:
    clauses = [_clause(statement) for statement in statements]
    defaults = [c.branches[0].value for c in clauses if c.defaults]
    stated = [c for c in clauses if not c.defaults]
    branches = tuple(branch for c in stated for branch in c.branches)
    default = defaults[0] if defaults else ()
    kind = _kind(stated, branches, default)
    return Rule(
        name=name,
        kind=kind,
        statements=statements,
        default=default,
        branches=branches,
    )


def _kind(stated: list[_Clause], branches: tuple[Branch, ...], default: Tokens) -> Kind:
    forms = {clause.form for clause in stated}
    conditional = all(branch.literals for branch in branches)
    if forms == {"contains"} and not default:
        return Kind.SET
    if forms == {"if"} and conditional and _text(default) in ("", "false"):
        plain = not any(branch.value for branch in branches)
        return Kind.TRUTH if plain else Kind.OTHER
    if forms != {":="} or len(stated) > 1:
        return Kind.OTHER
    if default and conditional and all(branch.value for branch in branches):
        return Kind.CHOICE
    is_alias = not default and len(branches) == 1 and branches[0].literals is None
    return Kind.ALIAS if is_alias and _is_path(branches[0].value) else Kind.OTHER


def _is_path(value: Tokens) -> bool:
    signs = {t.text for t in value if t.kind == "sign"}
    kinds = {t.kind for t in value}
    starts = value[0].text in ("data", "input")
    return starts and signs <= {".", "[", "]"} and kinds <= {"name", "sign"}


def _text(tokens: Tokens) -> str:
    return "".join(t.text for t in spoken(tokens))


def _clause(statement: Tokens) -> _Clause:
    """One statement: default, or branches that `else` tells apart."""
    clause = _Clause(defaults=statement[0].text == "default")
    for number, part in enumerate(split(statement, lambda t: is_name(t, "else"))):
        head, *conditions = split(part, lambda t: is_name(t, "if"))
        named, *values = split(head, lambda t: t.text == ":=" and t.kind == "sign")
        contained = split(named, lambda t: is_name(t, "contains"))[1:]
        if number == 0:
            called = any(t.text == "(" for t in named) and not contained
            clause.form = "(" if called else _form(bool(contained), bool(values))
        body = None if not conditions else _literals(conditions[0])
        value = (contained or values or [()])[0]
        clause.branches.append(Branch(value=_trimmed(value), literals=body))
        if len(conditions) > 1 or (contained and (values or number)):
            raise NotUnderstoodError(f"a clause of {name_of(statement)}")
    if clause.form == "contains" and len(clause.branches) > 1:
        raise NotUnderstoodError(f"a clause of {name_of(statement)}")
    return clause


def _form(contains: bool, assigns: bool) -> str:  # noqa: FBT001 - both from the text
    if contains:
        return "contains"
    return ":=" if assigns else "if"


def _literals(body: Tokens) -> tuple[Tokens, ...]:
    """The conditions of a body; in braces there may be several."""
    said = spoken(body)
    inner = body
    if said[0].text == "{":
        begin, end = body.index(said[0]), len(body) - 1
        while body[end].kind in ("space", "line"):
            end -= 1
        inner = body[begin + 1 : end]
        whole = split(body[begin : end + 1], lambda t: t.text == "}")
        if body[end].text != "}" or len(whole) != 2:  # noqa: PLR2004 - before, behind
            raise NotUnderstoodError("a condition that goes on behind its braces")
    parts = split(inner, lambda t: t.kind == "line" or t.text == ";")
    literals = tuple(_trimmed(part) for part in parts if spoken(part))
    for literal in literals:
        first, last = literal[0], literal[-1]
        goes_on = last.kind == "sign" and last.text not in (")", "]", "}")
        went_on = first.kind == "sign" and first.text not in ("{", "[", "(")
        if goes_on or went_on or first.text in WORDS - _MAY_BEGIN:
            raise NotUnderstoodError("a condition of more than one line")
    return literals


_MAY_BEGIN = frozenset({"not", "some", "every", "input", "data", "true", "false"})


def _trimmed(tokens: Sequence[Token]) -> Tokens:
    left, right = 0, len(tokens)
    while left < right and tokens[left].kind in ("space", "line"):
        left += 1
    while right > left and tokens[right - 1].kind in ("space", "line"):
        right -= 1
    return tuple(tokens[left:right])
