"""Say a package of many rules as one rule of many conditions: the same, but faster.

A rule costs the embedded engine some 2.6 µs before its first condition is read, a
condition in a body 0.2 µs. So what rules decide becomes variables of the entry point's
one body (docs/decisions/0012): a truth `t if a`, `t if b` becomes
`t := {1 | a} | {1 | b} != set()`, a set the union of what its clauses contain.
What one branch alone reads is said within it, after the conditions that stand before.
Functions, and the rules that functions lean on, stay rules. Whatever is not certain
raises NotUnderstoodError, and the rules stay as they are.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from consent.clauses import Branch, Kind, Rule, Tokens, read_rules, spoken
from consent.guards import unread_while
from consent.occurrences import (
    FRESH,
    bind_registers,
    copied_set,
    declared_names,
    free_names,
    is_not,
    renamed,
    replaced,
    subject,
    text_of,
)
from consent.rego import NotUnderstoodError, Token, is_name, tokens


def flatten(
    statements: Sequence[Tokens], entry: str, registers: Collection[str]
) -> str:
    """Give the text of the rules that stay, and of the entry point with all others.

    Args:
        statements: All rules of one package; no name of theirs begins `v<number>_`.
        entry: The name of the rule that is asked for: one object, without conditions.
        registers: The documents beside the rules, by name. All must be there: without
            one the entry point is undefined.

    Raises:
        NotUnderstoodError: A form whose meaning might change.
    """
    return _Flattening(_without_aliases(read_rules(statements)), entry).text(registers)


class _Flattening:
    def __init__(self, rules: Mapping[str, Rule], entry: str) -> None:
        self.rules = rules
        self.entry = entry
        self.needs = {
            name: {t.text for s in rule.statements for t in free_names(s)}
            & set(rules) - {name}
            for name, rule in rules.items()
        }
        self.staying = _staying(rules, entry, self.needs)
        self.inlined = _inlined(rules, self.staying)
        self.gates = {
            name: self._gate(rule)
            for name, rule in rules.items()
            if rule.kind is Kind.SET
        }
        self.users = self._users()
        self.guards = unread_while(rules, self.needs, self.staying, self._words())
        self.scopes = 0
        self.lines: list[str] = []
        self.kept: dict[int, list[tuple[str, list[str]]]] = defaultdict(list)
        self.done: set[str] = set()

    def text(self, registers: Collection[str]) -> str:
        """The rules that stay, and the one that says all others."""
        rule = self.rules[self.entry]
        branch = rule.branches[0]
        if len(rule.branches) > 1 or branch.literals is not None or rule.default:
            raise NotUnderstoodError("an entry point with conditions")
        for name in sorted(self.needs[self.entry]):
            self._visit(name)
        body, named = bind_registers(tokens("\n".join(self.lines)), registers)
        bound = [f"{FRESH}0_{name} := data.{name}" for name in sorted(named)]
        stay = [
            text_of(statement)
            for name in sorted(self.staying)
            for statement in self.rules[name].statements
        ]
        flat = "\n\t".join([*bound, *body.split("\n")])
        return "\n\n".join(
            [*stay, f"{self.entry} := {text_of(branch.value)} if {{\n\t{flat}\n}}"]
        )

    def _users(self) -> dict[str, set[int]]:
        """Who reads a rule: the branches by identity, and 0 for all others.

        A rule that one branch alone reads is said within that branch: it is worked
        out only when the conditions before it hold.
        """
        users: dict[str, set[int]] = defaultdict(set)
        for name in {*self.staying, self.entry}:
            for needed in self.needs[name]:
                users[needed].add(0)
        for name in set(self.rules) - self.staying - {self.entry}:
            rule = self.rules[name]
            users[self.gates.get(name) or ""].add(0)
            for branch in rule.branches:
                said = [t for part in branch.literals or () for t in part]
                place = 0 if copied_set(branch) or self._word(branch) else id(branch)
                for token in free_names([*branch.value, *said]):
                    users[token.text].add(place)
        return users

    def _words(self) -> set[str]:
        """The truths that are worked out before any branch is read."""
        return {
            name
            for name, rule in self.rules.items()
            if rule.kind is Kind.TRUTH
            and name not in self.staying
            and name not in self.inlined
            and (len(self.users[name]) > 1 or 0 in self.users[name])
        }

    def _visit(self, name: str) -> None:
        """Write down what a rule leans on, then the rule."""
        if name in self.done or name in self.staying:
            return
        self.done.add(name)
        guard = {self.guards[name]} if name in self.guards else set()
        for needed in sorted(self.needs[name] | guard):
            self._visit(needed)
        rule = self.rules[name]
        if name in self.inlined:
            return
        lines = self._said(rule)
        place = min(self.users[name]) if len(self.users[name]) == 1 else 0
        if place:
            self.kept[place].append((name, lines))
        else:
            self.lines += lines

    def _said(self, rule: Rule) -> list[str]:
        """A rule as variables of a body."""
        if rule.kind is Kind.TRUTH:
            return [f"{rule.name} := {self._truth(rule)}"]
        if rule.kind is Kind.SET:
            return [f"{rule.name} := {self._set(rule)}"]
        said = f"[{text_of(rule.default)}]"
        for branch in reversed(rule.branches):
            said = f"array.concat({self._comprehension('[', branch, ']')}, {said})"
        self.scopes += 1
        found = f"{FRESH}{self.scopes}_found"
        return [f"{found} := {said}", f"{rule.name} := {found}[0]"]

    def _truth(self, rule: Rule) -> str:
        """A condition that is one word spares the reading of those behind it."""
        parts = []
        guard = self.guards.get(rule.name)
        spared = [guard] if guard else []
        for branch in rule.branches:
            body = self._body(branch, [f"not {word}" for word in spared])
            parts.append(f"{{1 | {body}}}")
            spared += self._word(branch)
        return " |\n\t".join(parts) + " != set()"

    def _word(self, branch: Branch) -> list[str]:
        """The one word that is all a branch asks, if it is a truth by its name."""
        said = spoken((branch.literals or ((),))[0])
        word = said[0].text if len(said) == 1 else ""
        alone = len(branch.literals or ()) == 1 and not branch.value
        is_truth = word in self.rules and self.rules[word].kind is Kind.TRUTH
        return [word] if alone and is_truth and word not in self.inlined else []

    def _set(self, rule: Rule) -> str:
        gate = self.gates[rule.name] or self.guards.get(rule.name)
        union = " |\n\t".join(self._part(branch, gate) for branch in rule.branches)
        if gate is None:
            return union
        self.scopes += 1
        one = f"{FRESH}{self.scopes}_one"
        return f"{{{one} |\n\tnot {gate}\n\tsome {one} in {union}}}"

    def _gate(self, rule: Rule) -> str | None:
        """A word whose `not` stands in every clause: if it holds, the set is empty."""
        gates: set[str] | None = None
        for branch in rule.branches:
            words = (
                subject(x) or "" for x in branch.literals or () if x[0].text == "not"
            )
            here = {w for w in words if w in self.rules and w not in self.inlined}
            gates = here if gates is None else gates & here
        return min(gates) if gates else None

    def _part(self, branch: Branch, gate: str | None) -> str:
        """What one clause puts into a set."""
        if branch.literals is None:
            if any(t.kind != "string" for t in branch.value):
                raise NotUnderstoodError("a set with a value that may be undefined")
            return f"{{{text_of(branch.value)}}}"
        if any(t.text == "|" for t in branch.value):
            raise NotUnderstoodError("a set of unions")
        copied = copied_set(branch)
        if copied in self.rules and self.rules[copied].kind is Kind.SET:
            return copied
        return self._comprehension("{", branch, "}", gate)

    def _comprehension(
        self, opens: str, branch: Branch, closes: str, without: str | None = None
    ) -> str:
        """A comprehension, its variables named as nowhere else."""
        said = [t for part in (branch.value, *(branch.literals or ())) for t in part]
        names = self._fresh_names(said)
        value = text_of(renamed(branch.value, names))
        body = self._body(branch, [], names, without) or "true"
        return f"{opens}{value} | {body}{closes}"

    def _body(
        self,
        branch: Branch,
        before: list[str],
        names: Mapping[str, str] | None = None,
        without: str | None = None,
    ) -> str:
        """The conditions, with what is read only here said in place."""
        literals = [x for x in branch.literals or () if not is_not(x, without)]
        if names is None:
            names = self._fresh_names([t for part in literals for t in part])
        said = list(before)
        kept = dict(self.kept.pop(id(branch), []))
        for literal in literals:
            # Behind `some` it would be worked out for every member.
            loops = is_name(literal[0], "some")
            read = list(kept) if loops else [t.text for t in free_names(literal)]
            for word in read:
                said += kept.pop(word, [])
            said.append(self._condition(literal, names))
        said += [line for lines in kept.values() for line in lines]
        return "\n\t".join(said)

    def _condition(self, literal: Tokens, names: Mapping[str, str]) -> str:
        """One condition; a rule that is read only here is said in full."""
        word = subject(literal) or ""
        if word not in self.inlined:
            return text_of(renamed(literal, names))
        rule = self.rules[word]
        if literal[0].text == "not":
            asked = rule.branches[0].literals or ((),)
            said = asked[0]
            alone = len(asked) == len(rule.branches) == 1
            if alone and said[0].text not in ("not", "some", "every"):
                return f"not {self._body(rule.branches[0], [])}"
            return self._truth(rule).removesuffix("!= set()") + "== set()"
        if len(rule.branches) == 1:
            return self._body(rule.branches[0], [])
        return self._truth(rule)

    def _fresh_names(self, said: Sequence[Token]) -> dict[str, str]:
        """New names for all variables; a name that is nothing known is not certain."""
        self.scopes += 1
        declared = set(declared_names(spoken(said)))
        for token in free_names(said):
            known = token.text in declared or token.text in self.rules
            if not known and token.text not in ("data", "input", "_"):
                raise NotUnderstoodError(f"a variable {token.text}")
        return {name: f"{FRESH}{self.scopes}_{name}" for name in declared - {"_"}}


def _conditions(rules: Mapping[str, Rule]) -> Counter[str | None]:
    """How often a rule is a condition by itself."""
    return Counter(
        subject(literal)
        for rule in rules.values()
        for branch in rule.branches
        for literal in branch.literals or ()
    )


def _uses(rules: Mapping[str, Rule]) -> Counter[str]:
    """How often a rule is read at all, its own heads left out."""
    uses = Counter(
        t.text
        for rule in rules.values()
        for s in rule.statements
        for t in free_names(s)
    )
    uses.subtract(rule.name for rule in rules.values() for _ in rule.statements)
    return uses


def _staying(
    rules: Mapping[str, Rule], entry: str, needs: Mapping[str, set[str]]
) -> set[str]:
    """Functions and the like, all that they lean on, and truths used as values.

    A truth without a default is undefined where the variable is false: only as a
    condition is that the same.
    """
    conditions, uses = _conditions(rules), _uses(rules)
    begun = [
        name
        for name, rule in rules.items()
        if (rule.kind is Kind.OTHER and name != entry)
        or (
            rule.kind is Kind.TRUTH
            and not rule.default
            and conditions[name] != uses[name]
        )
    ]
    staying: set[str] = set()
    while begun:
        name = begun.pop()
        if name not in staying:
            staying.add(name)
            begun += needs[name]
    if entry in staying:
        raise NotUnderstoodError("a rule that leans on the entry point")
    return staying


def _inlined(rules: Mapping[str, Rule], staying: Collection[str]) -> set[str]:
    """The truths that are read once, as a condition: they are said there."""
    flat = {name: rule for name, rule in rules.items() if name not in staying}
    conditions, uses = _conditions(flat), _uses(rules)
    return {
        name
        for name, rule in flat.items()
        if rule.kind is Kind.TRUTH and uses[name] == conditions[name] == 1
    }


def _without_aliases(rules: Mapping[str, Rule]) -> dict[str, Rule]:
    """Say the path wherever its other name was said."""
    aliases = {
        name: rule.branches[0].value
        for name, rule in rules.items()
        if rule.kind is Kind.ALIAS
    }
    if not aliases:
        return dict(rules)
    statements = [
        statement
        for rule in rules.values()
        if rule.name not in aliases
        for statement in rule.statements
    ]
    for name, path in aliases.items():
        if any(token.text in aliases for token in free_names(path)):
            raise NotUnderstoodError(f"{name}, which stands for another name")
    statements = [tuple(replaced(s, aliases)) for s in statements]
    return read_rules(statements)
