"""`accord bench`: measurements of the real server, each with its floor."""

from cdp.bench.compare import ComparePlan, bench_compare
from cdp.bench.decisions import bench_decisions

__all__ = ["ComparePlan", "bench_compare", "bench_decisions"]
