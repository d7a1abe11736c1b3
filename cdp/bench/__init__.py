"""`accord bench`: measurements of the real server and of its engine."""

from cdp.bench.audit import AuditPlan, bench_audit
from cdp.bench.compare import ComparePlan, bench_compare
from cdp.bench.decisions import bench_decisions
from cdp.bench.verdicts import bench_verdicts

__all__ = [
    "AuditPlan",
    "ComparePlan",
    "bench_audit",
    "bench_compare",
    "bench_decisions",
    "bench_verdicts",
]
