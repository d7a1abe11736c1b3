"""Join all policy files into one package, so that the embedded engine need not search.

The engine walks all packages at every reference that begins with `data` and was not
looked up before; names within a package cost a tenth of it. Joined, every rule gets a
name of its own (`p7_satisfied`) and is called by it. Only names change, all occurrences
of one alike, so nothing can mean something else; what the reader does not understand
for certain is not joined at all (docs/decisions/0012).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from consent.rego import (
    WORDS,
    Module,
    NotUnderstoodError,
    Token,
    name_of,
    read_module,
)

PACKAGE = "linked"
_TAKEN = re.compile(r"\b[pv]\d+_|\blinked\b")

Rules = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class Linked:
    """One text in one package, what was the entry point, and the new names.

    `names` has the path of every rule as the files call it: `data.rules.minors.refuse`.
    """

    text: str
    entry: str
    names: Mapping[str, str] = field(compare=False)
    header: str = f"package {PACKAGE}\n\nimport rego.v1\n\n"

    def path(self, name: str) -> str:
        """The path of a rule by its new name."""
        return f"data.{PACKAGE}.{name}"


def link(modules: Mapping[str, str], entry: str, registers: Iterable[str]) -> Linked:
    """Join the files.

    Args:
        modules: Path → text of every policy file.
        entry: The path of the entry point, as `decision/answer`.
        registers: The names of the documents beside the rules.

    Raises:
        NotUnderstoodError: Something that cannot be joined with certainty.
    """
    if any(_TAKEN.search(text) for text in modules.values()):
        raise NotUnderstoodError("a name that the linker gives")
    read = [read_module(modules[path]) for path in sorted(modules)]
    rules = _rules(read)
    for register in registers:
        if any(register == package.split(".")[0] for package in rules):
            raise NotUnderstoodError(f"register and package {register}")
    package, _, name = entry.replace("/", ".").rpartition(".")
    if name not in rules.get(package, {}):
        raise NotUnderstoodError("no entry point")
    statements = [
        "".join(_renamed(statement, rules, module.package))
        for module in read
        for statement in module.statements
    ]
    names = {
        f"data.{package}.{old}": new
        for package, named in rules.items()
        for old, new in named.items()
    }
    return Linked(
        text=Linked.header + "\n\n".join(statements) + "\n",
        entry=rules[package][name],
        names=names,
    )


def _rules(modules: Iterable[Module]) -> Rules:
    """Package → rule → the name it gets; one number per package."""
    rules: dict[str, dict[str, str]] = {}
    for module in modules:
        known = rules.setdefault(module.package, {})
        number = list(rules).index(module.package)
        for statement in module.statements:
            name = name_of(statement)
            known[name] = f"p{number}_{name}"
    return rules


def _renamed(statement: tuple[Token, ...], rules: Rules, package: str) -> list[str]:
    """The statement with every rule called by its new name."""
    own = rules[package]
    pieces: list[str] = []
    place = 0
    while place < len(statement):
        kind, text = statement[place]
        after_dot = place > 0 and statement[place - 1].text == "."
        if kind == "name" and text == "with" and not after_dot:
            raise NotUnderstoodError("with")
        if kind == "name" and text == "data" and not after_dot:
            piece, place = _reference(statement, place, rules)
            pieces.append(piece)
            continue
        is_rule = kind == "name" and not after_dot and text in own
        pieces.append(own[text] if is_rule and text not in WORDS else text)
        place += 1
    return pieces


def _reference(
    statement: tuple[Token, ...], place: int, rules: Rules
) -> tuple[str, int]:
    """A path that begins with data: the rule's name, or the path of a register."""
    path, end = path_from(statement, place + 1)
    for length in range(len(path) - 1, 0, -1):
        package, name = ".".join(path[:length]), path[length]
        if name in rules.get(package, {}):
            rest = "".join(f".{field}" for field in path[length + 1 :])
            return rules[package][name] + rest, end
    whole = ".".join(path)
    if not path or any(f"{known}.".startswith(f"{whole}.") for known in rules):
        raise NotUnderstoodError(f"data.{whole}, which is no rule")
    return f"data.{whole}", end


def path_from(statement: Sequence[Token], place: int) -> tuple[list[str], int]:
    """The names that follow, each after a dot, and the place behind the last."""
    path = []
    while place + 1 < len(statement) and statement[place].text == ".":
        if statement[place + 1].kind != "name":
            raise NotUnderstoodError("a dot without a name behind")
        path.append(statement[place + 1].text)
        place += 2
    return path, place
