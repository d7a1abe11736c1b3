from cdp.identity.model import (
    CANDIDATES,
    TRAINING,
    chances,
    describe,
    labels,
    leave_out,
    untrained,
)

LEARNED = {
    "probability_two_random_records_match": 0.001,
    "blocking_rules_to_generate_predictions": [{"blocking_rule": "l.x = r.x"}],
    "comparisons": [
        {
            "output_column_name": "city",
            "comparison_levels": [
                {"label_for_charts": "missing", "is_null_level": True},
                {
                    "label_for_charts": "same",
                    "m_probability": 0.9,
                    "u_probability": 0.01,
                },
                {"label_for_charts": "close", "u_probability": 0.02},
                {"label_for_charts": "different", "m_probability": 0.1},
            ],
        }
    ],
}


def test_levels_are_named_from_the_last_to_the_first() -> None:
    names = {-1: "missing", 2: "same", 1: "close", 0: "different"}
    assert labels(LEARNED["comparisons"][0]) == names


def test_a_level_without_both_chances_is_untrained() -> None:
    assert untrained(LEARNED) == [("city", "close"), ("city", "different")]
    assert chances(LEARNED) == {("city", "same"): 0.01, ("city", "close"): 0.02}


def test_a_level_goes_alone_and_an_end_takes_the_column_with_it() -> None:
    shape = {"city": {"close": 1}, "born": {"close": 1}}
    left_out: dict[str, str] = {}
    leave_out(shape, [("city", "close"), ("born", "different")], left_out)
    assert shape == {"city": {}}
    assert left_out == {
        "city:close": "never met",
        "born": "too few pairs to learn from",
    }


def test_a_model_is_named_by_what_it_learned() -> None:
    def model(m: float) -> str:
        level = {"label_for_charts": "same", "m_probability": m, "u_probability": 0.1}
        comparison = {"output_column_name": "city", "comparison_levels": [level]}
        return describe({**LEARNED, "comparisons": [comparison]}, {}).digest

    assert model(0.9) == model(0.900000001)
    assert model(0.9) != model(0.8)
    assert model(0.9).startswith("sha256:")


def test_every_column_can_be_learned_while_others_are_held() -> None:
    for rule in CANDIDATES:
        assert len(set(rule)) == len(rule)
    assert not set.intersection(*(set(rule) for rule in TRAINING))
