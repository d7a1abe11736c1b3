"""What a linkage model is: its rules, and what was learned. No values, no engine.

No rule was fitted to labelled data. Change a rule together with RULE_VERSION.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log2
from typing import Any

from cdp.errors import UnavailableError
from cdp.identity.clusters import DISAGREES, Edge

# Changes when columns, levels, candidate rules or thresholds change.
RULE_VERSION = "1"

SAME, SWAPPED, CLOSE, SIMILAR, MISSING = (
    "same",
    "swapped",
    "close",
    "similar",
    "missing",
)
# The share of true pairs that the certain rules find. A guess that moves every weight
# by a constant, so it is fixed here and recorded with the model.
CERTAIN_RECALL = 0.6

CANDIDATES: tuple[tuple[str, ...], ...] = (
    ("email",),
    ("phone",),
    ("loyalty_id",),
    ("national_id",),
    ("name_key",),
    ("born",),
    ("street_key", "region"),
    ("street_key", "postal_code"),
    ("street_key", "city"),
    ("family_name", "postal_code"),
    ("given_name", "postal_code"),
    ("city", "postal_code"),
    ("family_name", "city"),
    ("given_name", "city"),
    ("initials", "zone"),
    ("family_name", "born_year"),
    ("given_name", "born_year"),
    ("given_name", "born_month_day"),
    ("family_name", "born_month_day"),
    ("born_year", "postal_code"),
    ("born_month_day", "postal_code"),
)
CERTAIN: tuple[tuple[str, ...], ...] = (
    ("email",),
    ("loyalty_id",),
    ("national_id",),
    ("given_name", "family_name", "born"),
    ("street", "family_name", "born"),
    ("given_name", "family_name", "phone"),
)
# What is not blocked on is learned; every column must be free in at least one.
TRAINING: tuple[tuple[str, ...], ...] = (
    ("born",),
    ("given_name", "family_name"),
    ("street",),
    ("email",),
    ("phone",),
)


@dataclass(frozen=True, kw_only=True)
class Model:
    """What was learned, and from what. Holds parameters, never a value.

    `left_out` tells which columns, levels and candidate rules could not be used, and
    why.
    """

    digest: str
    prior_bits: float
    columns: tuple[str, ...]
    left_out: Mapping[str, str]
    parameters: Mapping[str, Any]


class NotEnoughError(UnavailableError):
    """Too little to learn from: nothing was linked, and the message says why."""

    code = "too-little-to-link"


@dataclass(frozen=True, kw_only=True)
class Scored:
    """The edges worth keeping in memory, and the model that weighed them."""

    model: Model
    edges: tuple[Edge, ...]
    oversized: int


def labels(comparison: Mapping[str, Any]) -> dict[int, str]:
    """Map Splink's level numbers (missing is -1, the last is 0) to our words."""
    told = [level["label_for_charts"] for level in comparison["comparison_levels"]]
    return {-1: MISSING} | {len(told) - 1 - i: told[i] for i in range(1, len(told))}


def untrained(settings: Mapping[str, Any]) -> list[tuple[str, str]]:
    """List the levels that training never met."""
    return [
        (comparison["output_column_name"], level["label_for_charts"])
        for comparison in settings["comparisons"]
        for level in comparison["comparison_levels"]
        if not level.get("is_null_level")
        and ("m_probability" not in level or "u_probability" not in level)
    ]


def chances(settings: Mapping[str, Any]) -> dict[tuple[str, str], float]:
    """Give how likely each level is between two different people, where known."""
    return {
        (one["output_column_name"], level["label_for_charts"]): level["u_probability"]
        for one in settings["comparisons"]
        for level in one["comparison_levels"]
        if "u_probability" in level
    }


def leave_out(
    shape: dict[str, dict[str, Any]],
    unmet: Iterable[tuple[str, str]],
    left_out: dict[str, str],
) -> None:
    """Take out levels never met; a column without its two ends goes as a whole."""
    for name, label in unmet:
        if label in (SAME, DISAGREES):
            shape.pop(name, None)
            left_out[name] = "too few pairs to learn from"
        elif name in shape:
            shape[name].pop(label)
            left_out[f"{name}:{label}"] = "never met"


def describe(settings: Mapping[str, Any], left_out: Mapping[str, str]) -> Model:
    """Name the model by the digest of its rules and parameters."""
    chance = float(settings["probability_two_random_records_match"])
    parameters: dict[str, Any] = {
        "rules": RULE_VERSION,
        "recall": CERTAIN_RECALL,
        "chance": _rounded(chance),
        "candidates": [
            rule["blocking_rule"]
            for rule in settings["blocking_rules_to_generate_predictions"]
        ],
        "comparisons": {
            comparison["output_column_name"]: {
                level["label_for_charts"]: {
                    "m": _rounded(level["m_probability"]),
                    "u": _rounded(level["u_probability"]),
                }
                for level in comparison["comparison_levels"]
                if not level.get("is_null_level")
            }
            for comparison in settings["comparisons"]
        },
    }
    text = json.dumps(parameters, sort_keys=True, separators=(",", ":"))
    return Model(
        digest="sha256:" + hashlib.sha256(text.encode()).hexdigest(),
        prior_bits=round(log2(chance / (1 - chance)), 4),
        columns=tuple(parameters["comparisons"]),
        left_out=dict(left_out),
        parameters=parameters,
    )


def _rounded(probability: float) -> float:
    # Sums run in parallel: the last digits differ from run to run.
    return float(f"{probability:.6g}")
