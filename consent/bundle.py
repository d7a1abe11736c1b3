"""The policies as they are on disk: Rego texts, registers, and one revision for both.

A bundle is immutable. A folder that is not whole still loads: its `problems` say what
to mend, and every engine refuses until that is done.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Self, cast

from consent.catalogue import Catalogue

ENTRY_POINT = "decision/answer"

REGISTERS = (
    "actions",
    "ages",
    "ai_systems",
    "ai_traits",
    "assessments",
    "breakpoints",
    "caps",
    "categories",
    "channels",
    "gpc",
    "incidents",
    "jurisdictions",
    "national",
    "obligations",
    "opt_outs",
    "proof",
    "purposes",
    "quiet_hours",
    "recipients",
    "regimes",
    "topics",
    "transfers",
    "validity",
)

Register = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """One set of policies: what an engine evaluates and what Python reads beside it."""

    revision: str
    modules: Mapping[str, str]
    data: Mapping[str, Register]
    problems: tuple[str, ...] = ()

    @classmethod
    def load(cls, policy_dir: Path) -> Self:
        """Read a policy folder; what is missing or broken goes into `problems`."""
        files = _policy_files(policy_dir)
        problems: list[str] = []
        modules = {
            name: raw.decode("utf-8", "replace")
            for name, raw in files.items()
            if name.endswith(".rego")
        }
        if "decision/decision.rego" not in modules:
            problems.append("decision/decision.rego is missing: nothing can be allowed")
        data = {
            name: _read_register(name, files, problems)
            for name in sorted(_register_names(files) | set(REGISTERS))
        }
        return cls(
            revision=_revision(files),
            modules=MappingProxyType(modules),
            data=MappingProxyType(data),
            problems=tuple(problems),
        )

    @cached_property
    def catalogue(self) -> Catalogue:
        """Every rule code with its source and its sentences."""
        return Catalogue.read(self.modules)

    def register(self, name: str) -> Mapping[str, Register]:
        """One register whose entries are objects; empty when it could not be read."""
        return cast("Mapping[str, Register]", self.data.get(name, {}))

    def data_json(self) -> str:
        """All registers as one JSON document, as the engines take them."""
        return json.dumps({name: self.data[name] for name in sorted(self.data)})


def build_opa_bundle(bundle: Bundle) -> bytes:
    """Make the tar.gz that an OPA server loads; equal bundles give equal bytes."""
    manifest = {
        "revision": bundle.revision,
        "roots": [""],
        "rego_version": 1,
    }
    members = {
        ".manifest": json.dumps(manifest).encode(),
        "data.json": bundle.data_json().encode(),
        **{name: text.encode() for name, text in bundle.modules.items()},
    }
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w:gz", compresslevel=6) as archive:
        for name in sorted(members):
            entry = tarfile.TarInfo(name)
            entry.size = len(members[name])
            archive.addfile(entry, io.BytesIO(members[name]))
    return plain.getvalue()


def _policy_files(policy_dir: Path) -> dict[str, bytes]:
    """Relative path → bytes of all that decides; tests and schemas do not."""
    found = {}
    for path in sorted(policy_dir.rglob("*")):
        name = path.relative_to(policy_dir).as_posix()
        decides = path.suffix == ".rego" and not path.stem.endswith("_test")
        if path.is_file() and (decides or _is_register(name)):
            found[name] = path.read_bytes()
    return found


def _is_register(name: str) -> bool:
    parts = name.split("/")
    return len(parts) == 3 and parts[0] == "data" and parts[2] == "data.json"  # noqa: PLR2004 - data/<register>/data.json


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


def _revision(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(files):
        # lengths first, so that no two different folders give the same stream
        digest.update(f"{len(name)}:{name}:{len(files[name])}:".encode())
        digest.update(files[name])
    return "sha256:" + digest.hexdigest()
