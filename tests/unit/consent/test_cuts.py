"""A number that facts are not cut at stops everything: it would be compared wrongly."""

import copy
from pathlib import Path
from typing import Any

import pytest

from consent import cuts
from consent.bundle import Bundle
from consent.cuts import find_uncut

BUNDLE = Bundle.load(Path(__file__).resolve().parents[3] / "policies")


def edited(path: str, value: object) -> dict[str, Any]:
    data = {name: copy.deepcopy(dict(held)) for name, held in BUNDLE.data.items()}
    *steps, last = path.split("/")
    holder: Any = data
    for step in steps:
        holder = holder[int(step) if isinstance(holder, list) else step]
    holder[int(last) if isinstance(holder, list) else last] = value
    return data


def test_what_ships_is_cut_where_it_is_compared() -> None:
    assert list(find_uncut(BUNDLE.data)) == []


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("quiet_hours/house/windows/weekday/0/1", 1170, "under minutes"),
        ("jurisdictions/FR/consent_age", 17, "under person_age"),
        ("ages/consent_default", 17, "under person_age"),
        ("ages/ads/eu/barred_below", 21, "under person_age"),
        ("ages/profiling", 21, "under person_age"),
        ("ages/joint_below", 12, "under person_age"),
        ("jurisdictions/FR/validity_days/call", 100, "under consent_age_days"),
        ("proof/soft_opt_in_days", 100, "under soft_opt_in_age_days"),
        (
            "validity/ai-price-disclosure/from",
            "2026-01-02T00:00:00Z",
            "under law_dates",
        ),
        ("validity/ai-price-disclosure/to", "2026-01-02T00:00:00Z", "under law_dates"),
    ],
)
def test_a_number_between_two_breakpoints_is_named_with_its_field(
    path: str, value: object, said: str
) -> None:
    (problem,) = find_uncut(edited(path, value))

    register, _, field = path.partition("/")
    where = f"data/{register}/data.json: {field.replace('/', '.')}: {value}"
    assert problem.startswith(where)
    assert problem.endswith(said)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("quiet_hours/house/windows/weekday/0/1", 1440),
        ("ages/ads/eu/barred_below", 0),
        ("validity/ai-price-disclosure/to", None),
    ],
)
def test_the_ends_need_no_breakpoint(path: str, value: object) -> None:
    assert list(find_uncut(edited(path, value))) == []


def test_a_register_of_another_shape_is_for_its_schema_to_refuse() -> None:
    assert list(find_uncut(edited("quiet_hours/house", 7))) == []


def test_every_list_that_cuts_numbers_is_looked_at() -> None:
    """Wishes are cut to the list itself, and holidays name places."""
    looked_at = {name for name, _ in cuts._COMPARED}

    assert looked_at == set(BUNDLE.data["breakpoints"]) - {"wish_limits", "holidays_of"}


def test_every_path_leads_to_something() -> None:
    for _, path in cuts._COMPARED:
        register, *steps = path.split(".")
        assert list(cuts._reach(BUNDLE.data[register], steps, "")), path


def test_breakpoints_ascend() -> None:
    data = edited("breakpoints/person_age", [18, 16, 15, 14, 13])

    assert list(find_uncut(data)) == [
        "data/breakpoints/data.json: person_age: must be in ascending order"
    ]


def test_without_a_list_nothing_of_it_is_published() -> None:
    data = edited("breakpoints/minutes", None)

    told = list(find_uncut(data))

    assert told
    assert all(one.endswith("under minutes") for one in told)


def test_where_nothing_is_cut_that_is_said_elsewhere() -> None:
    assert list(find_uncut(edited("breakpoints", {}))) == []
    assert list(find_uncut({})) == []


def test_the_policies_do_not_load_with_such_a_number() -> None:
    """An hour of quiet that begins between two cuts would begin too late."""
    name = "data/quiet_hours/data.json"
    text = BUNDLE.files[name].decode().replace("1200", "1170")

    bundle = Bundle.of({**BUNDLE.files, name: text.encode()})

    assert any("1170 is no breakpoint" in problem for problem in bundle.problems)
