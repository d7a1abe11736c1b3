"""What each rule code means, read from the METADATA comments of the Rego files.

The engine answers in codes; sentences, sources and remedies are joined here, outside
Rego, so that both engines give the same bytes and a lawyer edits one place.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Self

import yaml

LANGUAGES = ("en", "fr")
# The same safe reader in C, ten times as quick, where the wheel of PyYAML brings it.
_SAFE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, kw_only=True)
class RuleText:
    """One code: law or house, where it stands, and what to tell a person.

    `status` is how its source was read: V, M, W or E; `design` for a rule of our own.
    """

    code: str
    kind: str
    source: str
    message: Mapping[str, str]
    remedy: Mapping[str, str]
    title: str
    rule: str = ""
    severity: str = "refuse"
    catalogue: tuple[str, ...] = ()
    wait: str | None = None
    note: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    status: str = "design"
    titles: Mapping[str, str] = field(default_factory=dict)  # when not in METADATA


@dataclass(frozen=True)
class Catalogue:
    """All codes that the policies can give; an unknown code has a generic entry."""

    entries: Mapping[str, RuleText] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    @classmethod
    def read(
        cls, modules: Mapping[str, str], registered: Iterable[RuleText] = ()
    ) -> Self:
        """Read the annotations of all modules; what is broken goes into `problems`.

        `registered` are the codes whose texts stand in a register, beside METADATA.
        """
        entries = dict(_OF_THE_ENGINE) | {one.code: one for one in registered}
        problems = []
        for path in sorted(modules):
            for line, text in _annotations(modules[path]):
                try:
                    entry = _rule_text(path, _read_yaml(text))
                except (yaml.YAMLError, TypeError, ValueError, KeyError) as err:
                    problems.append(f"{path}:{line}: annotation cannot be read: {err}")
                    continue
                if entry is not None:
                    entries[entry.code] = entry
        return cls(entries, tuple(problems))

    @cached_property
    def of_rules(self) -> tuple[RuleText, ...]:
        """The codes that rules give, without those of an engine's failure."""
        return tuple(e for e in self.entries.values() if e.code not in _OF_THE_ENGINE)

    @cached_property
    def rule_of_code(self) -> tuple[tuple[str, str], ...]:
        """Each code that a rule gives and the rule, in the order of the codes."""
        return tuple(sorted((entry.code, entry.rule) for entry in self.of_rules))

    def __getitem__(self, code: str) -> RuleText:
        """Give the entry of a code, a generic one if nobody described it."""
        return self.entries.get(code) or _generic(code)

    def __contains__(self, code: object) -> bool:
        return code in self.entries

    def __iter__(self) -> Iterator[RuleText]:
        return iter(self.entries.values())

    def __len__(self) -> int:
        return len(self.entries)


def _read_yaml(text: str) -> object:
    return yaml.load(text, Loader=_SAFE)  # noqa: S506 - both are safe loaders


def _annotations(source: str) -> Iterator[tuple[int, str]]:
    """Yield each METADATA comment block as YAML, with the line it begins on."""
    block: list[str] | None = None
    began = 0
    for number, line in enumerate([*source.splitlines(), ""], start=1):
        if line.strip() == "# METADATA":
            block, began = [], number
        elif block is not None and line.startswith("#"):
            block.append(line[2:] if line.startswith("# ") else line[1:])
        elif block is not None:
            yield began, "\n".join(block)
            block = None


def _rule_text(path: str, annotation: object) -> RuleText | None:
    if not isinstance(annotation, dict):
        raise TypeError("must be a mapping")
    custom = annotation.get("custom") or {}
    if "code" not in custom:
        return None
    return RuleText(
        code=str(custom["code"]),
        kind=str(custom["kind"]),
        source=_source(custom),
        message=dict(custom["message"]),
        remedy=dict(custom["remedy"]),
        title=str(annotation["title"]),
        rule=path.removesuffix(".rego").rpartition("/")[2].replace("_", "-"),
        severity=str(custom.get("severity", "refuse")),
        catalogue=tuple(custom.get("catalogue", ())),
        wait=custom.get("wait"),
        note=custom.get("note"),
        valid_from=_day(custom.get("valid_from")),
        valid_to=_day(custom.get("valid_to")),
        status=str(custom.get("status", "")),
    )


def _source(custom: Mapping[str, object]) -> str:
    laws = custom.get("law")
    if isinstance(laws, list) and laws:
        return "; ".join(f"{law['act']} {law['article']}" for law in laws)
    return str(custom.get("source", "House policy"))


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _generic(code: str) -> RuleText:
    return RuleText(
        code=code,
        kind="house",
        source="House policy",
        title=code,
        message={
            "en": f"Refused by the rule {code}.",
            "fr": f"Refusé par la règle {code}.",
        },
        remedy={
            "en": "Ask the data protection officer what this rule needs.",
            "fr": "Demandez au délégué à la protection des données ce que cette "
            "règle exige.",
        },
    )


def _failure(code: str, title: str, english: str, french: str) -> RuleText:
    return RuleText(
        code=code,
        kind="house",
        source="House policy: nothing fails open",
        title=title,
        rule="engine",
        severity="error",
        message={"en": english, "fr": french},
        remedy={
            "en": "Ask again later; the operator finds the cause with `accord check`.",
            "fr": "Redemandez plus tard ; l'exploitant trouve la cause avec "
            "`accord check`.",
        },
    )


# The codes that come from an engine's failure: no Rego file can carry them.
_OF_THE_ENGINE = {
    entry.code: entry
    for entry in (
        _failure(
            "policy-unavailable",
            "No policy engine",
            "The policy engine could not be reached in time, so the answer is no.",
            "Le moteur de règles n'a pas répondu à temps : la réponse est donc non.",
        ),
        _failure(
            "engine-undefined",
            "No whole answer",
            "The policy engine gave no complete answer, so the answer is no.",
            "Le moteur de règles n'a pas donné de réponse complète : la réponse est "
            "donc non.",
        ),
        _failure(
            "engine-error",
            "The engine failed",
            "The policy engine failed while deciding, so the answer is no.",
            "Le moteur de règles a échoué pendant la décision : la réponse est donc "
            "non.",
        ),
        _failure(
            "engine-conflict",
            "Yes and no at once",
            "The policy engine said yes and no at once, so the answer is no.",
            "Le moteur de règles a dit oui et non à la fois : la réponse est donc non.",
        ),
        _failure(
            "no-rule-allows",
            "No rule allows it",
            "A rule that must agree is missing from the policies, so the answer is no.",
            "Une règle qui doit donner son accord manque aux règles chargées : la "
            "réponse est donc non.",
        ),
    )
}
