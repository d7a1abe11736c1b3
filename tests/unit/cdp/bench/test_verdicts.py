"""The bench of verdicts judges real situations, and is the same for a seed."""

from pathlib import Path

from cdp.bench.verdicts import KINDS, Mix, bench_verdicts

POLICIES = Path(__file__).resolve().parents[4] / "policies"


def test_every_kind_of_situation_is_measured():
    found = bench_verdicts(POLICIES, Mix(positions=6, rounds=2))

    assert set(found["kinds"]) == set(KINDS)
    assert found["situations"] == 6 * len(KINDS)
    assert found["rules"] > found["modules"] > 30
    for one in [found["evaluated"], *found["kinds"].values()]:
        assert 0 < one["best_us"] <= one["p50_us"] <= one["p99_us"]
    assert 0 < found["remembered_us"] < found["evaluated"]["best_us"]
    assert found["kinds"]["mail"]["permitted"] > 0
    assert found["kinds"]["share"]["permitted"] < 1
