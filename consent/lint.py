"""What is wrong with policies that load: said with file and line, before they decide.

Two engines must read the rules alike, every number must be data, every code must speak
both languages, and no register may name what is not there.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from consent.bundle import Bundle
from consent.catalogue import LANGUAGES, RuleText

# Engines differ in these, or they reach outside, or they read a clock.
BANNED: Final = (
    r"rego\.v2", r"http\.send", r"crypto\.", r"io\.jwt\.", r"net\.", r"rego\.metadata",
    r"opa\.runtime", r"json\.match_schema", r"strings\.", r"array\.flatten",
    r"time\.", r"sprintf", r"regex\.", r"glob\.", r"\brand\.", r"\buuid\.", r"\$\"",
)  # fmt: skip
_PUBLISHED = re.compile(r"(data\.[\w.\[\]]+|limits?(\.\w+)?|age|window\[[01]\])$")
_SURE = re.compile(r'"[\w-]+"|\w+|duty\.do|concat\("[:-]", \["\w+", \w+\]\)')
_SPOKEN = re.compile(r'(?:refuse|refusals) contains "([a-z-]+)"')
_SOURCE = re.compile(r'"source": "([a-z-]+)"')
# The embedded engine gives up on a longer line.
_LONGEST_LINE = 1000
_STATUSES: Mapping[str, frozenset[str]] = {
    "law": frozenset("VMWE"),
    "house": frozenset({"design"}),
}
# Each field of a register that names entries of another one.
_NAMES: Final = (
    ("purposes", "channels", "channels"),
    ("purposes", "soft_opt_in", "channels"),
    ("purposes", "data_categories", "categories"),
    ("actions", "channels", "channels"),
    ("actions", "purposes", "purposes"),
    ("caps", "channels", "channels"),
    ("caps", "purposes", "purposes"),
    ("caps", "groups", "campaign_groups"),
    ("caps", "places", "jurisdictions"),
    ("caps", "term", "validity"),
    ("quiet_hours", "channels", "channels"),
    ("ai_systems", "purposes", "purposes"),
    ("ai_systems", "traits", "ai_traits"),
    ("recipients", "purposes", "purposes"),
    ("opt_outs", "actions", "actions"),
    ("opt_outs", "purposes", "purposes"),
    ("ai_traits", "term", "validity"),
    ("business_mail", "term", "validity"),
    ("phone_lists", "term", "validity"),
    ("product_lines", "related", "product_lines"),
    ("jurisdictions", "regime", "regimes"),
    ("jurisdictions", "calling_hours", "quiet_hours"),
)
# Registers whose entries name dated terms for rules to ask about.
_ASKING = ("ai_traits", "business_mail", "caps", "national", "phone_lists")


def lint_policies(bundle: Bundle) -> list[str]:
    """Give a sentence for each thing to mend, with file and line or field."""
    found = [*bundle.problems, *bundle.catalogue.problems]
    for name, text in sorted(bundle.modules.items()):
        found += lint_module(name, text)
    found += lint_codes(bundle)
    found += lint_registers(bundle)
    return found


def lint_module(name: str, text: str) -> Iterator[str]:
    """Look at one file: the portable subset, and numbers that are data."""
    package = ".".join(name.split("/")[:-1])
    if f"\npackage {package}\n" not in f"\n{text}":
        yield f"{name}: the package must be {package}, as its folder"
    if "import rego.v1" not in text:
        yield f"{name}: `import rego.v1` is missing"
    for number, line in _code(text):
        for what in _line_faults(line):
            yield f"{name}:{number}: {what}"
    for number, body in _every(text):
        if re.search(r"\bnot\b", body):
            # regorus 0.13 makes `every x in xs { not s[x] }` undefined; OPA does not.
            yield f"{name}:{number}: `not` inside `every` is read differently"


def lint_codes(bundle: Bundle) -> Iterator[str]:
    """Look at what is written above the rules: complete, in both languages, used."""
    code = "\n".join(
        line for text in bundle.modules.values() for _, line in _code(text)
    )
    spoken = {*_SPOKEN.findall(code), *_SOURCE.findall(code)}
    spoken |= {f"cap-{cap}" for cap in bundle.register("caps")}
    described = {entry.code: entry for entry in bundle.catalogue.of_rules}
    for name in sorted(spoken - described.keys()):
        yield f"the code {name} is given by a rule and described above none"
    for name in sorted(described.keys() - spoken):
        yield f"the code {name} is described and given by no rule"
    for entry in described.values():
        for what in _text_faults(entry):
            yield f"METADATA of {entry.code} in {entry.rule}: {what}"


def lint_registers(bundle: Bundle) -> Iterator[str]:
    """Look at what registers name in one another."""
    for register, field, other in _NAMES:
        known = bundle.register(other)
        for key, entry in bundle.register(register).items():
            for name in _listed(entry, field):
                if name not in known:
                    yield (
                        f"data/{register}/data.json: {key}.{field}: {name} does not "
                        f"stand in data/{other}"
                    )
    yield from _lint_terms(bundle)


def _code(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.lstrip().startswith("#"):
            yield number, line


def _line_faults(line: str) -> Iterator[str]:
    for word in BANNED:
        if found := re.search(word, line):
            yield f"`{found[0]}` is outside what both engines read alike"
    if re.search(r"[(, ]data[,)]", line):
        yield "bare `data` as an argument counts as a reference to every rule"
    if re.search(r"\bnot .* in data\.", line):
        yield "`not … in data…` is lost in OPA when the right side is undefined"
    if re.search(r"\d\.\d", line):
        yield "a fraction is read differently; use whole numbers"
    if len(line) > _LONGEST_LINE:
        yield f"a line of more than {_LONGEST_LINE} characters"
    head = re.match(r"\w+ contains (.+?)(?: if .*)?$", line)
    if head and not _SURE.fullmatch(head[1]):
        # regorus 0.13 loses the whole set when the head's value is once undefined.
        yield f"a set may contain a word or a bound variable, not `{head[1]}`"
    yield from _number_faults(line)


def _number_faults(line: str) -> Iterator[str]:
    for left, sign, right in re.findall(r"(\S+) (<=?|>=?) (\S+)", line):
        counted = left.startswith("count(") and (sign, right) == (">", "0")
        if not counted and not _PUBLISHED.match(right):
            yield f"`{left} {sign} {right}` compares with a number that is no data"
    if re.search(r"[=!]= \d", line):
        yield "a number in a comparison belongs into a register"


def _every(text: str) -> Iterator[tuple[int, str]]:
    """Yield the body of each `every`, with the line it begins on."""
    bare = re.sub(r"(?m)^\s*#.*$", "", text)
    for found in re.finditer(r"\bevery .*? \{(.*?)\n\t*\}", bare, re.DOTALL):
        yield bare.count("\n", 0, found.start()) + 1, found[1]


def _text_faults(entry: RuleText) -> Iterator[str]:
    if entry.kind not in _STATUSES:
        yield "kind must be law or house"
        return
    if entry.status not in _STATUSES[entry.kind]:
        words = ", ".join(sorted(_STATUSES[entry.kind]))
        yield f"status must say how the source was read: {words}"
    for field, texts in (("message", entry.message), ("remedy", entry.remedy)):
        missing = [one for one in LANGUAGES if not str(texts.get(one) or "").strip()]
        if missing:
            yield f"{field} is missing in {', '.join(missing)}"
        elif texts["en"] == texts["fr"]:
            yield f"{field} is the same in both languages"
    if entry.valid_from is None:
        yield "valid_from must be the date since which it applies"
    if entry.kind == "law" and (not entry.catalogue or "House" in entry.source):
        yield "a law needs `law` (act, article) and `catalogue` (its ids)"


def _listed(entry: object, field: str) -> Iterable[str]:
    value: Any = entry.get(field) if isinstance(entry, Mapping) else None
    listed = value if isinstance(value, list) else [value]
    return [name for name in listed if isinstance(name, str)]


def _lint_terms(bundle: Bundle) -> Iterator[str]:
    """Look at the dated switches: each turns a rule that is there."""
    where = "data/validity/data.json"
    asked = "".join(bundle.modules.values()) + json.dumps(
        [dict(bundle.data[name]) for name in _ASKING]
    )
    for term, entry in bundle.register("validity").items():
        if entry.get("rule") not in bundle.catalogue:
            yield f"{where}: {term}.rule: there is no rule {entry.get('rule')}"
        if f'"{term}"' not in asked:
            yield f"{where}: {term}: no rule asks about this term"
