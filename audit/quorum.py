"""Whose signatures make a checkpoint believable: witnesses, groups, a quorum. Pure.

Source: C2SP tlog-policy (an editor's copy in 2026; the lines read here are its own).
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from audit.checkpoint import check_signature
from audit.errors import InvalidPolicyError, VerificationError
from audit.keys import Kind, VerifierKey

NONE = "none"
MOST_LINES = 1000
BLANK = re.compile(r"[ \t]+")
COUNT = re.compile(r"[1-9][0-9]{0,3}")


@dataclass(frozen=True, kw_only=True)
class WitnessKey:
    """A key that may cosign, its name in the policy, and where it is asked."""

    name: str
    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Group:
    """So many of these, each a witness or another group, count as one."""

    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What is asked for beyond the log's own signature."""

    logs: tuple[VerifierKey, ...] = ()
    witnesses: tuple[WitnessKey, ...] = ()
    groups: Mapping[str, Group] = field(default_factory=dict)
    quorum: str = NONE

    def is_met(self, cosigned: Collection[str]) -> bool:
        """Tell if the witnesses of these names are enough."""
        return self.quorum == NONE or self._has(self.quorum, cosigned)

    def _has(self, name: str, cosigned: Collection[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in cosigned
        found = sum(self._has(member, cosigned) for member in group.members)
        return found >= group.needed

    def cosigned(self, note: str) -> dict[str, int]:
        """Name the witnesses whose signature under a note holds, and when they signed.

        Seconds since 1970. Signatures by others, and those that do not hold, are
        passed over.
        """
        found = {}
        for one in self.witnesses:
            try:
                found[one.name] = check_signature(note, one.key)
            except VerificationError:
                continue
        return found


def parse_policy(text: str) -> Policy:
    """Read a policy file.

    Raises:
        InvalidPolicyError: It is none; the message names the line.
    """
    reader = _Reader()
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        raise InvalidPolicyError(f"a policy has at most {MOST_LINES} lines")
    for number, line in enumerate(lines, start=1):
        words = [word for word in BLANK.split(line) if word]
        if words and not words[0].startswith("#"):
            reader.read(number, words)
    return reader.policy()


class _Reader:
    """Takes lines one by one: a line may name only what stands before it."""

    def __init__(self) -> None:
        self.logs: list[VerifierKey] = []
        self.witnesses: dict[str, WitnessKey] = {}
        self.groups: dict[str, Group] = {}
        self.used: set[str] = set()
        self.quorum: str | None = None
        self.kinds: dict[str, Callable[[list[str]], None]] = {
            "log": self.read_log,
            "witness": self.read_witness,
            "group": self.read_group,
            "quorum": self.read_quorum,
        }

    def read(self, number: int, words: list[str]) -> None:
        kind = self.kinds.get(words[0], self.refuse)
        try:
            kind(words[1:])
        except VerificationError as err:
            raise InvalidPolicyError(f"line {number}: {err}") from err

    def policy(self) -> Policy:
        if self.quorum is None:
            raise InvalidPolicyError("a policy has one quorum line")
        return Policy(
            logs=tuple(self.logs),
            witnesses=tuple(self.witnesses.values()),
            groups=self.groups,
            quorum=self.quorum,
        )

    def refuse(self, _words: list[str]) -> None:
        raise VerificationError("it must begin with " + ", ".join(self.kinds))

    def read_log(self, words: list[str]) -> None:
        _need(words, 1, 2)
        key = VerifierKey.parse(words[0])
        if any(one.public == key.public for one in self.logs):
            raise VerificationError("this log is there twice")
        self.logs.append(key)

    def read_witness(self, words: list[str]) -> None:
        _need(words, 2, 3)
        name, key = words[0], VerifierKey.parse(words[1])
        if key.kind is Kind.ED25519:
            raise VerificationError("a witness has a key that signs with a time")
        if any(one.key.public == key.public for one in self.witnesses.values()):
            raise VerificationError("this witness is there twice")
        self.define(name)
        url = words[2].rstrip("/") if words[2:] else ""
        self.witnesses[name] = WitnessKey(name=name, key=key, url=url)

    def read_group(self, words: list[str]) -> None:
        _need(words, 3, MOST_LINES)
        name, rule, members = words[0], words[1], tuple(words[2:])
        for member in members:
            self.find(member)
            if member in self.used:
                raise VerificationError(f"{member} is a member twice")
            self.used.add(member)
        self.define(name)
        self.groups[name] = Group(needed=_count(rule, len(members)), members=members)

    def read_quorum(self, words: list[str]) -> None:
        _need(words, 1, 1)
        if self.quorum is not None:
            raise VerificationError("a policy has one quorum line")
        if words[0] != NONE:
            self.find(words[0])
        self.quorum = words[0]

    def define(self, name: str) -> None:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise VerificationError(f"{name} is the name of something else")

    def find(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise VerificationError(f"{name} is not defined before")


def _need(words: list[str], least: int, most: int) -> None:
    if not least <= len(words) <= most:
        raise VerificationError("it has too few or too many words")


def _count(rule: str, members: int) -> int:
    named = {"any": 1, "all": members}
    found = named.get(rule) or (int(rule) if COUNT.fullmatch(rule) else 0)
    if not 1 <= found <= members:
        raise VerificationError("a group needs any, all, or a number of its members")
    return found
