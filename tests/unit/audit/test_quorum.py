"""A policy file says whose signatures are enough, and nothing unclear is read."""

import pytest

from audit import Cosigner, InvalidPolicyError, Policy, Signer, parse_policy
from tests.unit.audit.helpers import NOW, ORIGIN

LOG = Signer(b"l" * 32, ORIGIN)
COSIGNERS = [
    Cosigner(bytes([n]) * 32, f"w{n}.example.test", bytes([n + 100]) * 32)
    for n in range(5)
]
KEYS = [str(one.keys[0]) for one in COSIGNERS]
GROUPS = f"""# two houses
log {LOG.key} https://log.example.test

witness x1 {KEYS[0]} https://x1.example.test/
witness\tx2   {KEYS[1]}
witness x3 {KEYS[2]}
group x 2 x1 x2 x3
witness y1 {KEYS[3]}
  witness y2 {KEYS[4]}
group y any y1 y2
group both all x y
quorum both
"""


def test_the_example_of_the_format_is_met_by_two_and_one() -> None:
    policy = parse_policy(GROUPS)
    assert policy.logs == (LOG.key,)
    assert [one.name for one in policy.witnesses] == ["x1", "x2", "x3", "y1", "y2"]
    assert policy.witnesses[0].url == "https://x1.example.test"
    assert policy.is_met({"x1", "x3", "y2"})
    assert policy.is_met({"x1", "x2", "x3", "y1", "y2"})
    assert not policy.is_met({"x1", "y1", "y2"})
    assert not policy.is_met({"x1", "x2", "x3"})
    assert not policy.is_met({"both"})
    assert not policy.is_met(set())


def test_a_single_witness_and_none_are_quorums_too() -> None:
    one = parse_policy(f"witness w {KEYS[0]}\nquorum w")
    assert one.is_met({"w"})
    assert not one.is_met(set())
    assert parse_policy("quorum none\n").is_met(set())
    assert Policy().is_met(set())


def test_only_signatures_that_hold_count() -> None:
    policy = parse_policy(GROUPS)
    made = LOG.sign(3, b"r" * 32)
    other = LOG.sign(4, b"r" * 32)
    note = (
        made.note
        + COSIGNERS[0].cosign(made.text, NOW)
        + COSIGNERS[1].cosign(other.text, NOW)
        + Cosigner(b"?" * 32, "who.example.test", b"!" * 32).cosign(made.text, NOW)
    )
    assert policy.cosigned(note) == {"x1": int(NOW.timestamp())}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "one quorum line"),
        ("quorum none\nquorum none", "line 2: a policy has one quorum"),
        ("quorum w", "line 1: w is not defined"),
        ("quorum", "line 1: it has too few"),
        ("quorum none none", "line 1: it has too few or too many"),
        ("vote none", "line 1: it must begin with"),
        (f"witness w {KEYS[0]} u v\nquorum w", "too many"),
        ("witness w key\nquorum w", "line 1: a verifier key"),
        (f"witness w {LOG.key}\nquorum w", "signs with a time"),
        (f"witness none {KEYS[0]}\nquorum none", "name of something else"),
        (f"witness w {KEYS[0]}\nwitness w {KEYS[1]}\nquorum w", "something else"),
        (f"witness w {KEYS[0]}\nwitness v {KEYS[0]}\nquorum w", "there twice"),
        (f"log {LOG.key}\nlog {LOG.key}\nquorum none", "line 2: this log"),
        (f"witness w {KEYS[0]}\ngroup g 2 w\nquorum g", "a number of its members"),
        (f"witness w {KEYS[0]}\ngroup g 0 w\nquorum g", "a number of its members"),
        (f"witness w {KEYS[0]}\ngroup g some w\nquorum g", "a number of its members"),
        (f"witness w {KEYS[0]}\ngroup g any w w\nquorum g", "member twice"),
        (f"witness w {KEYS[0]}\ngroup g any w\ngroup h any w\nquorum h", "twice"),
        (f"witness w {KEYS[0]}\ngroup g any none\nquorum g", "none is not defined"),
        (f"witness w {KEYS[0]}\ngroup w any w\nquorum w", "something else"),
        ("group g any g\nquorum g", "g is not defined before"),
        ("\n" * 1000 + "quorum none", "at most 1000 lines"),
    ],
)
def test_what_is_unclear_is_refused_with_its_line(text: str, why: str) -> None:
    with pytest.raises(InvalidPolicyError, match=why):
        parse_policy(text)
