"""Proofs and attacks of Certificate Transparency's own tests, one by one."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from audit import VerificationError, merkle

FOLDER = Path(__file__).parents[2] / "vectors" / "merkle"
# Accepted there: equal roots of one size. We want roots to be hashes as well.
STRICTER = {"sizes are equal (one) and proof is empty"}


def probes(name: str) -> list[Any]:
    cases = json.loads((FOLDER / name).read_text())
    assert len(cases) == 98
    return [
        pytest.param(case, id=f"{place}-{case['desc']}")
        for place, case in enumerate(cases)
    ]


def raw(text: str) -> bytes:
    return base64.b64decode(text)


def outcome(wanted: bool, check: Any, *values: Any) -> None:
    if wanted:
        with pytest.raises(VerificationError):
            check(*values)
    else:
        check(*values)


@pytest.mark.parametrize("case", probes("inclusion.json"))
def test_inclusion(case: dict[str, Any]) -> None:
    outcome(
        case["wantErr"], merkle.check_inclusion,
        raw(case["leafHash"]), case["leafIdx"], case["treeSize"],
        [raw(one) for one in case["proof"] or []], raw(case["root"]),
    )  # fmt: skip


@pytest.mark.parametrize("case", probes("consistency.json"))
def test_consistency(case: dict[str, Any]) -> None:
    outcome(
        case["wantErr"] or case["desc"] in STRICTER, merkle.check_consistency,
        case["size1"], case["size2"], [raw(one) for one in case["proof"] or []],
        raw(case["root1"]), raw(case["root2"]),
    )  # fmt: skip
