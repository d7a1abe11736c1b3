"""The policies as they are on disk: Rego texts, registers, and one revision for both.

A bundle is immutable. A folder that is not whole still loads: its `problems` say what
to mend, and every engine refuses until that is done.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Self, cast

from consent.cap_register import cap_problems, cap_texts
from consent.catalogue import Catalogue
from consent.cuts import find_uncut
from consent.faults import find_faults
from consent.shapes import Schema, Shape, shape_of

ENTRY_POINT = "decision/answer"
VOCABULARY = "schemas/situation.json"

REGISTERS = (
    "actions",
    "ages",
    "ai_media",
    "ai_systems",
    "ai_traits",
    "assessments",
    "breakpoints",
    "business_mail",
    "campaign_groups",
    "caps",
    "categories",
    "channels",
    "gpc",
    "grounds",
    "incidents",
    "jurisdictions",
    "national",
    "notices",
    "obligations",
    "opt_outs",
    "phone_lists",
    "product_lines",
    "proof",
    "purposes",
    "quiet_hours",
    "recipients",
    "regimes",
    "relations",
    "topics",
    "transfers",
    "validity",
    "wishes",
)

Register = Mapping[str, object]

# Of one register; whoever mends the first often mends the rest.
_MOST_FAULTS = 10

_PACKAGE = re.compile(r"^package ([\w.]+)", re.MULTILINE)
_NAMED = re.compile(r"\bdata\.((?:rules|lib)\.\w+)")
_CAPS = re.compile(r"^#\s+caps: \[(.*)\]$", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """One set of policies: what an engine evaluates and what Python reads beside it.

    `files` are the bytes that all of it was read from, by path; they are enough to make
    the bundle again.
    """

    revision: str
    modules: Mapping[str, str]
    data: Mapping[str, Register]
    problems: tuple[str, ...] = ()
    vocabulary: Schema = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, policy_dir: Path) -> Self:
        """Read a policy folder; what is missing or broken goes into `problems`."""
        found = (path for path in sorted(policy_dir.rglob("*")) if path.is_file())
        named = {path.relative_to(policy_dir).as_posix(): path for path in found}
        return cls.of(
            {n: p.read_bytes() for n, p in named.items() if decides(n) or _describes(n)}
        )

    @classmethod
    def of(cls, files: Mapping[str, bytes]) -> Self:
        """Make the bundle of these files, by path; others than `decides` stay out.

        Schemas of registers are kept to, where there are any: they are for whoever
        edits a register, and do not count in the revision.
        """
        schemas = _Schemas({n: raw for n, raw in files.items() if _describes(n)})
        files = {name: raw for name, raw in sorted(files.items()) if decides(name)}
        problems: list[str] = []
        modules = {
            name: raw.decode("utf-8", "replace")
            for name, raw in files.items()
            if name.endswith(".rego")
        }
        if "decision/decision.rego" not in modules:
            problems.append("decision/decision.rego is missing: nothing can be allowed")
        problems += _missing_packages(modules)
        data = {
            name: schemas.kept_by(name, _read_register(name, files, problems), problems)
            for name in sorted(_register_names(files) | set(REGISTERS))
        }
        problems += find_uncut(data)
        if not any(problem.startswith("data/caps/") for problem in problems):
            problems += _missing_caps(modules, data["caps"])
        if not problems:  # else every word of a row would be strange
            problems += cap_problems(data)
        return cls(
            revision=_revision(files),
            modules=MappingProxyType(modules),
            data=MappingProxyType(data),
            vocabulary=_read_vocabulary(files, problems),
            problems=tuple(problems),
            files=MappingProxyType(files),
        )

    @cached_property
    def is_situation(self) -> Shape:
        """Whether a document keeps the vocabulary; engines judge no other."""
        return shape_of(self.vocabulary)

    @cached_property
    def catalogue(self) -> Catalogue:
        """Every rule code with its source and its sentences."""
        return Catalogue.read(self.modules, cap_texts(self.register("caps")))

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """Name the assessments that nobody has confirmed, as `purpose: kind`."""
        found = [
            f"{purpose}: {kind}"
            for purpose, entry in self.register("assessments").items()
            for kind in ("dpia", "risk_assessment")
            if isinstance(entry, Mapping) and entry.get(kind) == "unconfirmed"
        ]
        return tuple(found)

    def register(self, name: str) -> Mapping[str, Register]:
        """One register whose entries are objects; empty when it could not be read."""
        return cast("Mapping[str, Register]", self.data.get(name, {}))

    def data_json(self) -> str:
        """All registers as one JSON document, as the engines take them."""
        return json.dumps({name: self.data[name] for name in sorted(self.data)})


def decides(name: str) -> bool:
    """Whether a file of the policy folder has a say; tests and other schemas do not."""
    is_rule = name.endswith(".rego") and not name.endswith("_test.rego")
    return is_rule or _is_register(name) or name == VOCABULARY


def _describes(name: str) -> bool:
    """Whether a file is the schema of a register."""
    parts = name.split("/")
    is_schema = len(parts) == 2 and parts[0] == "schemas" and name.endswith(".json")  # noqa: PLR2004 - schemas/<register>.json
    return is_schema and name != VOCABULARY


class _Schemas:
    """What each register must look like; nothing is asked where there are none."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def kept_by(self, name: str, register: Register, problems: list[str]) -> Register:
        """Give the register when it keeps its schema, and an empty one otherwise."""
        path = f"schemas/{name}.json"
        # Only what could not be read is no dict: that is said already.
        if not self._files or not isinstance(register, dict):
            return register
        if path not in self._files:
            # What an installation adds for rules of its own needs none.
            if name in REGISTERS:
                problems.append(f"{path} is missing: data/{name} cannot be checked")
            return register
        try:
            faults = list(find_faults(json.loads(self._files[path]), register))
        except (ValueError, LookupError, TypeError, AttributeError) as err:
            faults = [f"{path} cannot be used: {err}"]
        where = f"data/{name}/data.json"
        problems += [f"{where}: {fault}" for fault in faults[:_MOST_FAULTS]]
        if len(faults) > _MOST_FAULTS:
            problems.append(f"{where}: {len(faults) - _MOST_FAULTS} more like these")
        return MappingProxyType({}) if faults else register


def _is_register(name: str) -> bool:
    parts = name.split("/")
    return len(parts) == 3 and parts[0] == "data" and parts[2] == "data.json"  # noqa: PLR2004 - data/<register>/data.json


def _missing_packages(modules: Mapping[str, str]) -> list[str]:
    """Name each package that a policy leans on and that is not there."""
    texts = modules.values()
    named = {name for text in texts for name in _NAMED.findall(text)}
    present = {name for text in texts for name in _PACKAGE.findall(text)}
    return [
        f"package {name} is missing: other policies lean on it"
        for name in sorted(named - present)
    ]


def _missing_caps(modules: Mapping[str, str], caps: Register) -> list[str]:
    """Name each cap that a rule refuses for and that nobody would count any more."""
    lists = [found for text in modules.values() for found in _CAPS.findall(text)]
    named = {cap.strip() for listed in lists for cap in listed.split(",")}
    return [
        f"the cap {cap} is missing from data/caps: a rule leans on it"
        for cap in sorted(named - set(caps))
    ]


def _register_names(files: Mapping[str, bytes]) -> set[str]:
    return {name.split("/")[1] for name in files if _is_register(name)}


def _read_register(
    name: str, files: Mapping[str, bytes], problems: list[str]
) -> Register:
    path = f"data/{name}/data.json"
    if path not in files:
        problems.append(f"{path} is missing")
        return MappingProxyType({})
    try:
        value = json.loads(files[path])
    except ValueError as err:
        problems.append(f"{path} is not JSON: {err}")
        return MappingProxyType({})
    if not isinstance(value, dict):
        problems.append(f"{path} must hold one JSON object")
        return MappingProxyType({})
    return cast("Register", value)


def _read_vocabulary(files: Mapping[str, bytes], problems: list[str]) -> Schema:
    try:
        schema = cast("Schema", json.loads(files[VOCABULARY]))
        takes_anything = shape_of(schema)({})
    except (ValueError, LookupError, TypeError, AttributeError) as err:
        problems.append(f"{VOCABULARY} cannot be used: {type(err).__name__}")
        return MappingProxyType({})
    if takes_anything:
        problems.append(f"{VOCABULARY} cannot be used: it asks for nothing")
    return schema


def _revision(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(files):
        # lengths first, so that no two different folders give the same stream
        digest.update(f"{len(name)}:{name}:{len(files[name])}:".encode())
        digest.update(files[name])
    return "sha256:" + digest.hexdigest()
