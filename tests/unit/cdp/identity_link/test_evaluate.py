import pytest

from cdp.identity.evaluate import b_cubed, pairwise

TRUTH = {"a1": "a", "a2": "a", "b1": "b", "b2": "b"}


def test_the_right_clusters_score_one() -> None:
    right = {"a1": "x", "a2": "x", "b1": "y", "b2": "y"}
    assert pairwise(right, TRUTH).f1 == 1.0
    assert b_cubed(right, TRUTH).f1 == 1.0


def test_a_missed_pair_costs_recall_only() -> None:
    found = pairwise({"a1": "x", "a2": "x", "b1": "y", "b2": "z"}, TRUTH)
    assert (found.precision, found.recall) == (1.0, 0.5)
    assert found.f1 == pytest.approx(2 / 3)


def test_everything_in_one_cluster_costs_precision() -> None:
    one = dict.fromkeys(TRUTH, "x")
    found = pairwise(one, TRUTH)
    assert (found.precision, found.recall) == (pytest.approx(2 / 6), 1.0)
    cubed = b_cubed(one, TRUTH)
    assert (cubed.precision, cubed.recall) == (0.5, 1.0)


def test_a_record_nobody_clustered_stands_alone() -> None:
    assert pairwise({}, TRUTH).recall == 0.0
    assert b_cubed({}, TRUTH).recall == 0.5


def test_records_without_label_do_not_count() -> None:
    found = {"a1": "x", "a2": "x", "b1": "y", "b2": "y", "stranger": "x"}
    assert pairwise(found, TRUTH).f1 == 1.0


def test_finding_nothing_claims_nothing_wrong() -> None:
    found = pairwise({}, TRUTH)
    assert (found.precision, found.recall, found.f1) == (1.0, 0.0, 0.0)
