"""How well clusters agree with labels: pairwise and B-cubed precision, recall, F1."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import comb
from typing import Any

from cdp.identity import store
from cdp.identity.store import Connection
from cdp.vault import Vault


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Precision, recall and their harmonic mean, each between 0 and 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean; 0 when nothing was found."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def pairwise(clusters: Mapping[str, str], truth: Mapping[str, str]) -> Agreement:
    """Compare pairs of records: found together against truly together.

    Only records that carry a label count. Without any pair found, precision is 1
    (nothing was claimed wrongly); without any true pair, recall is 1.
    """
    both, found, true = _counts(clusters, truth)
    hits = _pairs(both)
    return Agreement(
        precision=_share(hits, _pairs(found)), recall=_share(hits, _pairs(true))
    )


def b_cubed(clusters: Mapping[str, str], truth: Mapping[str, str]) -> Agreement:
    """Average, over records, how pure and how complete the cluster of each is.

    Source: Bagga and Baldwin, "Algorithms for Scoring Coreference Chains" (1998).
    """
    both, found, true = _counts(clusters, truth)
    records = sum(both.values())
    pure = sum(n * n / found[cluster] for (cluster, _), n in both.items())
    whole = sum(n * n / true[label] for (_, label), n in both.items())
    return Agreement(precision=_share(pure, records), recall=_share(whole, records))


def persons_by_key(
    conn: Connection, vault: Vault, source: str, keys: Iterable[str]
) -> dict[str, str]:
    """Give the person of each of a source's own keys, as far as they are known."""
    digests = {vault.digest("source_key", key): key for key in keys}
    found = store.records_by_key(conn, [(source, digest) for digest in digests])
    return {digests[one.source_key]: one.person for one in found.values()}


def _counts(
    clusters: Mapping[str, str], truth: Mapping[str, str]
) -> tuple[Counter[tuple[str, str]], Counter[str], Counter[str]]:
    # A record that no pair mentions is a cluster of its own.
    placed = {record: clusters.get(record, record) for record in truth}
    both = Counter((placed[record], label) for record, label in truth.items())
    return both, Counter(placed.values()), Counter(truth.values())


def _pairs(counts: Counter[Any]) -> int:
    return sum(comb(n, 2) for n in counts.values())


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0
