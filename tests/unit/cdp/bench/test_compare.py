"""The bench of the comparison, on few decisions: it compares what it recorded."""

from cdp.bench import ComparePlan, bench_compare
from consent import what_if


def test_it_compares_every_decision_and_tells_its_floor(monkeypatch) -> None:
    monkeypatch.setattr(what_if, "SAMPLES", 20)
    plan = ComparePlan(decisions=300, situations=60, persons=50, scans=1)
    steps = []

    found = bench_compare(lambda *step: steps.append(step), plan)

    assert found["decisions"] == 300
    assert found["floor_seconds"] >= 0
    for run in (found["eased"], found["tightened"]):
        assert run["compared"] == 300
        assert run["seconds"] >= run["recorded_seconds"] >= 0
    assert ("decisions recorded", 300, 300) in steps
