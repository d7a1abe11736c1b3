"""The measurement itself works: real server, real floor, every question permitted."""

from cdp.bench.decisions import Plan, bench_decisions


def test_the_bench_of_decisions_measures_permitted_durable_decisions():
    found = bench_decisions(Plan(persons=20, rounds=2, seconds=0.5))
    assert found["errors"] == 0
    assert 0 < found["permitted"] == found["decisions"]
    assert found["decisions_per_second"] > 0
    assert 0 < found["ratio"] < 1
    assert found["durable"] is True
