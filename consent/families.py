"""Split the policies into families that are judged apart: one for each package.

A package is a pure function of the fields of the situation that it reads and of the
rules of other packages that it reads. Here each becomes one rule
(consent/flattening.py) that gives what others read of it; what it reads of others is
in its input. Functions have no value to hand over: whoever calls one has its own copy.
Only a truth with a default, a set and a choice with a default are handed over: of
these JSON can say all. What is not certain raises NotUnderstoodError.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from consent.clauses import Kind, Rule, Tokens, read_rules, spoken
from consent.flattening import flatten
from consent.guards import readers_first
from consent.linking import PACKAGE, path_from
from consent.occurrences import free_names, replaced, text_of
from consent.parts import GIVEN, WHOLE, Family, Path, field_of
from consent.rego import NotUnderstoodError, Token, is_name, read_module, tokens

_HEADER = "package p\n\n"
_NUMBER = re.compile(r"p\d+(?=_)")
# Of these JSON can say all: what is handed over is what was meant.
_HANDED = (Kind.TRUTH, Kind.SET, Kind.CHOICE)


def split_by_package(
    statements: Sequence[Tokens], entry: str, registers: Collection[str]
) -> tuple[str, tuple[Family, ...]]:
    """Give the text of all families, and the families, each behind what it leans on.

    Args:
        statements: All rules of one package, named as consent/linking.py names them.
        entry: The name of the rule that is asked for.
        registers: The documents beside the rules, by name.

    Raises:
        NotUnderstoodError: A form whose meaning might change.
    """
    return _Splitting(read_rules(statements), entry, registers).said()


class _Splitting:
    def __init__(
        self, rules: Mapping[str, Rule], entry: str, registers: Collection[str]
    ) -> None:
        self.rules = rules
        self.entry = entry
        self.registers = registers
        self.needs = {
            name: {t.text for s in rule.statements for t in free_names(s)}
            & set(rules) - {name}
            for name, rule in rules.items()
        }

    def said(self) -> tuple[str, tuple[Family, ...]]:
        """Whoever reads comes first, so that it is known what each must give."""
        wanted: dict[str, set[str]] = defaultdict(set)
        wanted[_home(self.entry)] = {self.entry}
        families: list[Family] = []
        texts: list[str] = []
        for package in self._order():
            names = sorted(wanted.pop(package, ()))
            if names:
                text, family = self._family(package, names)
                texts.append(text)
                families.append(family)
                for path in family.reads:
                    if path[:1] == (GIVEN,):
                        wanted[_home(path[1])].add(path[1])
        if wanted:
            raise NotUnderstoodError("packages that lean on each other")
        return "\n\n".join(texts), tuple(reversed(families))

    def _order(self) -> list[str]:
        """The packages, each behind all that read it."""
        graph: dict[str, set[str]] = {_home(name): set() for name in self.rules}
        for name, needed in self.needs.items():
            graph[_home(name)] |= {_home(other) for other in needed} - {_home(name)}
        return readers_first(graph)

    def _family(self, package: str, names: Sequence[str]) -> tuple[str, Family]:
        """One package; with copies of all it leans on if it reads who knows what."""
        text, family = self._split_off(package, names, self._is_handed)
        if () in family.reads:
            return self._split_off(package, names, lambda _: False)
        return text, family

    def _split_off(
        self, package: str, names: Sequence[str], is_handed: Callable[[str], bool]
    ) -> tuple[str, Family]:
        own, handed = self._parted(package, names, is_handed)
        said = [s for name in sorted(own) for s in self.rules[name].statements]
        said += [s for name in sorted(handed) for s in _received(self.rules[name])]
        entry = self.entry
        gives: tuple[str, ...] = ()
        if names != [entry]:
            entry, gives = f"{package}_{package}_given", tuple(names)
            said += _statements(f"{entry} := {self._given(names)}")
        foreign = {
            name: (Token("name", f"{package}_{name}"),)
            for name in own | handed
            if _home(name) != package
        }
        said = [tuple(replaced(statement, foreign)) for statement in said]
        text = list(tokens(flatten(said, entry, self.registers)))
        reads = _shortest(_paths(text))
        return _by_field(text, reads), Family(
            entry=f"data.{PACKAGE}.{entry}", reads=tuple(sorted(reads)), gives=gives
        )

    def _parted(
        self, package: str, names: Sequence[str], is_handed: Callable[[str], bool]
    ) -> tuple[set[str], set[str]]:
        """What a family works out itself, and what it is handed."""
        own: set[str] = set()
        handed: set[str] = set()
        ahead = list(names)
        while ahead:
            name = ahead.pop()
            if _home(name) != package and is_handed(name):
                handed.add(name)
            elif name not in own:
                own.add(name)
                ahead += self.needs[name]
        return own, handed

    def _is_handed(self, name: str) -> bool:
        rule = self.rules[name]
        return rule.kind is Kind.SET or (rule.kind in _HANDED and bool(rule.default))

    def _given(self, names: Sequence[str]) -> str:
        """An object of all that others read; a set within a set JSON cannot say."""
        doubtful = [name for name in names if not _is_plain(self.rules[name])]
        listed = ",\n\t".join(
            f"[x | some x in {name}]" if self.rules[name].kind is Kind.SET else name
            for name in doubtful
        )
        whole = f"json.unmarshal(json.marshal([{listed}])) == [{listed}]"
        fields = [f'"{name}": {name}' for name in names]
        fields.append(f'"{WHOLE}": {whole if doubtful else "true"}')
        # One to a line: the engine gives up on lines of more than a thousand signs.
        return "{\n\t" + ",\n\t".join(fields) + ",\n}"


def _home(name: str) -> str:
    """The number of the package that a rule is of, as the linker writes it."""
    found = _NUMBER.match(name)
    if found is None:
        raise NotUnderstoodError(f"a rule of no package: {name}")
    return found[0]


def _received(rule: Rule) -> Sequence[Tokens]:
    """The rule as whoever was handed its value says it."""
    name, value = rule.name, f"input.{GIVEN}.{rule.name}"
    if rule.kind is Kind.TRUTH:
        return _statements(f"default {name} := false\n\n{name} if {value} == true")
    if rule.kind is Kind.SET:
        return _statements(f"{name} contains one if some one in {value}")
    return _statements(f"{name} := {value}")


def _is_plain(rule: Rule) -> bool:
    """Whether all its values are truths or texts that are written out."""
    texts = (t for branch in rule.branches for t in spoken(branch.value))
    return rule.kind is Kind.TRUTH or all(t.kind == "string" for t in texts)


def _statements(text: str) -> Sequence[Tokens]:
    return read_module(_HEADER + text).statements


def _paths(text: Sequence[Token]) -> Iterator[Path]:
    """Every path of the input that a text reads; () where no names follow."""
    for place in _inputs(text):
        yield tuple(path_from(text, place + 1)[0])


def _inputs(text: Sequence[Token]) -> Iterator[int]:
    for place, token in enumerate(text):
        if is_name(token, "input") and text[place - 1].text != ".":
            yield place


def _shortest(paths: Iterable[Path]) -> set[Path]:
    """Without those that lie within another."""
    found = set(paths)
    return {p for p in found if not any(p[:n] in found for n in range(len(p)))}


def _by_field(text: Sequence[Token], reads: Collection[Path]) -> str:
    """The text with what it reads called by one name: `input["action.name"]`."""
    said = list(text)
    for place in _inputs(text):
        path, end = path_from(text, place + 1)
        read = next(p for p in reads if p == tuple(path[: len(p)]))
        if read:
            end -= 2 * (len(path) - len(read))
            said[place] = Token("name", f'input["{field_of(read)}"]')
            said[place + 1 : end] = [Token("space", "")] * (end - place - 1)
    return text_of(said)
