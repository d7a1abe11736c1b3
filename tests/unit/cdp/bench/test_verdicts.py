"""The bench of verdicts judges real situations, and is the same for a seed."""

from pathlib import Path

from cdp.bench.verdicts import KINDS, Mix, bench_verdicts

POLICIES = Path(__file__).resolve().parents[4] / "policies"


def test_verdicts_are_measured_that_are_new_in_all_in_part_and_known():
    found = bench_verdicts(POLICIES, Mix(situations=160, rounds=1))

    assert found["situations"]["people"] == 160
    assert found["rules"] > found["modules"] > 30
    assert found["form"] == "by family"
    assert set(found["kinds"]) == set(KINDS)
    assert [one["after"] for one in found["on_the_way"]] == [0, 100]
    assert [one["after"] for one in found["wide"]] == [0, 100]
    for one in [found["never_seen"], found["cold"], *found["kinds"].values()]:
        assert 0 < one["p50_us"] <= one["p99_us"]
    new, cold = found["never_seen"]["p50_us"], found["cold"]["p50_us"]
    assert 0 < found["remembered_us"] < new < cold
    assert found["kinds"]["mail"]["permitted"] > 0
    assert found["kinds"]["share"]["permitted"] < 1
