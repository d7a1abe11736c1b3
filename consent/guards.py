"""Which rules nobody reads while some word holds, and so need not be worked out then.

`satisfied if exempt`, `satisfied if { _told; _fair }` and `refuse contains "x" if {
not satisfied; not _told }`: while `exempt` holds, it is the same whatever `_told` says.
Only what the texts say is concluded: every place that reads a rule asks `not exempt`
beside it, or `not` a word that holds whenever `exempt` does, or is itself not read.
A word of which the last is concluded is never itself left out (`_through`).
"""

from collections.abc import Collection, Mapping

from consent.clauses import Branch, Kind, Rule
from consent.occurrences import free_names, subject

Words = frozenset[str]
Graph = Mapping[str, set[str]]


def unread_while(
    rules: Mapping[str, Rule],
    needs: Graph,
    staying: Collection[str],
    words: Collection[str],
) -> dict[str, str]:
    """Rule → a truth; while it holds, the answer is the same whatever the rule says.

    Args:
        rules: All rules by name.
        needs: What each leans on, directly.
        staying: Those that are asked as rules; what they read always counts.
        words: The truths to choose from: worked out anyway, and before all others.
    """
    through = _through(rules, words)
    graph = {name: set(needed) for name, needed in needs.items()}
    unread: dict[str, Words] = {}
    guards = {}
    for name in readers_first(needs):
        ways = [
            frozenset(way & set(words)) | unread[reader]
            for reader, needed in needs.items()
            if name in needed
            for way in _ways(name, rules[reader], staying, through)
        ]
        unread[name] = frozenset.intersection(*ways) if ways else frozenset()
        sayable = rules[name].kind in (Kind.TRUTH, Kind.SET)
        if name in staying or name in through or not sayable:
            continue
        free = (word for word in sorted(unread[name]) if not _leans(graph, word, name))
        word = next(free, None)
        if word is not None:
            guards[name] = word
            graph[name].add(word)
    return guards


def _through(rules: Mapping[str, Rule], words: Collection[str]) -> dict[str, set[str]]:
    """Word → the words that alone make it hold, where some body asks for its `not`."""
    denied = {
        word
        for rule in rules.values()
        for branch in rule.branches
        for word in _denied(branch)
    }
    enough = {word: _enough(rules[word].branches) for word in denied & set(words)}
    return {word: some for word, some in enough.items() if some}


def _ways(
    name: str, rule: Rule, staying: Collection[str], through: Mapping[str, set[str]]
) -> list[set[str]]:
    """For each branch that reads a name: the words that make it the same to it."""
    if rule.name in staying or rule.kind not in (Kind.TRUTH, Kind.SET):
        return [set()]
    ways = []
    for branch in rule.branches:
        said = [t for part in branch.literals or () for t in part]
        if any(t.text == name for t in free_names([*branch.value, *said])):
            beside = _denied(branch)
            for word in beside & set(through):
                beside = beside | through[word]
            if rule.kind is Kind.TRUTH:
                beside |= _enough([b for b in rule.branches if b is not branch])
            ways.append(beside)
    return ways


def _denied(branch: Branch) -> set[str]:
    """The words that a body asks not to hold."""
    return {
        subject(literal) or ""
        for literal in branch.literals or ()
        if literal[0].text == "not"
    }


def _enough(branches: Collection[Branch]) -> set[str]:
    """The words that are all that a branch asks."""
    alone = (b.literals[0] for b in branches if b.literals and len(b.literals) == 1)
    return {subject(said) or "" for said in alone if said[0].text != "not"} - {""}


def readers_first(needs: Graph) -> list[str]:
    """All names, each behind everything that reads it."""
    order: list[str] = []
    done: set[str] = set()

    def visit(name: str) -> None:
        if name not in done:
            done.add(name)
            for needed in sorted(needs[name]):
                visit(needed)
            order.append(name)

    for name in sorted(needs):
        visit(name)
    return order[::-1]


def _leans(graph: Graph, name: str, other: str) -> bool:
    """Whether a rule is the other, or reads it over any number of steps."""
    seen: set[str] = set()
    ahead = {name}
    while ahead - seen:
        seen |= ahead
        ahead = {needed for here in ahead for needed in graph[here]}
    return other in seen
