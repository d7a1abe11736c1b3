"""`accord bench`: measurements of the real server, each with its floor."""

from cdp.bench.decisions import bench_decisions

__all__ = ["bench_decisions"]
