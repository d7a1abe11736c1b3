"""The purpose catalogue: one source for Rego and Python, policies/data/purposes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from consent.bundle import Bundle, Register


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """What personal data may be used for, and on what ground in which regime."""

    id: str
    label: Mapping[str, str]
    description: Mapping[str, str]
    content: str
    basis: Mapping[str, str]
    channels: tuple[str, ...]
    stopped_by: tuple[str, ...]
    data_categories: tuple[str, ...]
    retention_days: int
    audience: str
    dpv: str

    @property
    def needs_consent(self) -> bool:
        """Whether consent is the ground wherever the law is opt-in."""
        return self.basis["default"] == "consent"

    @property
    def is_service(self) -> bool:
        """Whether it serves a contract, so that no marketing rule applies."""
        return self.content == "service"


class Purposes:
    """The purposes of one bundle, in the order in which the register lists them."""

    def __init__(self, bundle: Bundle) -> None:
        """Read the register; an entry that is not whole is a ValueError."""
        self._purposes = {
            name: _read(name, entry)
            for name, entry in bundle.register("purposes").items()
        }

    def get(self, purpose_id: str) -> Purpose | None:
        """Find a purpose; None when the register does not know it."""
        return self._purposes.get(purpose_id)

    def __iter__(self) -> Iterator[Purpose]:
        return iter(self._purposes.values())

    def __contains__(self, purpose_id: object) -> bool:
        return purpose_id in self._purposes


def _read(name: str, entry: Register) -> Purpose:
    try:
        return Purpose(
            id=name,
            label=cast("dict[str, str]", entry["label"]),
            description=cast("dict[str, str]", entry["description"]),
            content=cast("str", entry["content"]),
            basis=cast("dict[str, str]", entry["basis"]),
            channels=tuple(cast("list[str]", entry["channels"])),
            stopped_by=tuple(cast("list[str]", entry["stopped_by"])),
            data_categories=tuple(cast("list[str]", entry["data_categories"])),
            retention_days=cast("int", entry["retention_days"]),
            audience=cast("str", entry["audience"]),
            dpv=cast("str", entry["dpv"]),
        )
    except KeyError as err:
        raise ValueError(f"purpose {name}: {err.args[0]} is missing") from err
