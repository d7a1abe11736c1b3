"""Growing the tree again from its entries, as an outsider who believes nothing.

Shared by whatever form the entries come in: an export, or a folder of tiles.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from audit import merkle
from audit.canonical import read_canonical
from audit.checkpoint import Checkpoint, open_checkpoint, read_checkpoint
from audit.errors import VerificationError
from audit.keys import VerifierKey


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What was shown to be the whole log up to a signed checkpoint.

    `extends` are the sizes of the earlier checkpoints that it was seen to extend.
    """

    origin: str
    entries: int
    root_hex: str
    note: str
    extends: tuple[int, ...] = ()


@dataclass
class Retrace:
    """Takes the entries in their order, then the checkpoint over them."""

    key: VerifierKey
    earlier: dict[int, bytes] = field(default_factory=dict)
    frontier: merkle.Frontier = field(default_factory=merkle.Frontier)

    @classmethod
    def after(cls, key: VerifierKey, notes: Iterable[str]) -> "Retrace":
        """Begin, with the signed checkpoints that somebody kept from before.

        A log that was resumed has another name and the same key: what it signed under
        the old name counts.

        Raises:
            VerificationError: One is not signed by the key, or two of one size differ.
        """
        made = cls(key)
        for note in notes:
            named = replace(key, name=read_checkpoint(note).origin)
            signed = open_checkpoint(note, named)
            if made.earlier.setdefault(signed.size, signed.root) != signed.root:
                raise VerificationError("two earlier checkpoints of one size differ")
        if made.earlier.get(0, merkle.EMPTY_ROOT) != merkle.EMPTY_ROOT:
            raise VerificationError("an earlier checkpoint of an empty log is wrong")
        return made

    def add(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Add one entry; return the subtrees it completes as (level, number, hash).

        Raises:
            VerificationError: Its header is not canonical, or the log no longer is
                what an earlier checkpoint said.
        """
        check_canonical(leaf)
        done = self.frontier.append(merkle.leaf_hash(leaf))
        wanted = self.earlier.get(self.frontier.size)
        if wanted is not None and wanted != self.frontier.root():
            raise VerificationError(
                f"the first {self.frontier.size} entries are not those of the earlier "
                "checkpoint: the log was changed"
            )
        return done

    def finish(self, note: str) -> Verified:
        """Compare with the signed checkpoint.

        Raises:
            VerificationError: It is over other entries, or smaller than an earlier one.
        """
        signed = open_checkpoint(note, self.key)
        self._compare(signed)
        return Verified(
            origin=signed.origin,
            entries=signed.size,
            root_hex=signed.root.hex(),
            note=note,
            extends=tuple(sorted(self.earlier)),
        )

    def _compare(self, signed: Checkpoint) -> None:
        if signed.size != self.frontier.size:
            raise VerificationError(
                f"the checkpoint is over {signed.size} entries, there are "
                f"{self.frontier.size}"
            )
        if signed.root != self.frontier.root():
            raise VerificationError("the entries do not give the signed root")
        if any(size > signed.size for size in self.earlier):
            raise VerificationError("the log is smaller than an earlier checkpoint")


def check_canonical(leaf: bytes) -> dict[str, Any]:
    """Read a header that can be written in no other way.

    Raises:
        VerificationError: It can, or it is none.
    """
    try:
        header = read_canonical(leaf)
    except (ValueError, RecursionError) as err:
        raise VerificationError("the header is not canonical") from err
    if not isinstance(header, dict):
        raise VerificationError("the header is not canonical")
    return header
