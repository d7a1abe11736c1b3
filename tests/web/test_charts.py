"""Drawings say the same in picture, words and numbers."""

from cdp.web.charts import bars, waterfall


def test_the_longest_bar_fills_the_width_and_the_others_share_it() -> None:
    drawn = bars("Refusals", [("a", 4), ("b", 1)])
    assert 'class="bar" y="23" width="100.0%"' in drawn
    assert 'class="bar" y="69" width="25.0%"' in drawn


def test_a_drawing_has_a_name_and_a_description() -> None:
    drawn = bars("Refusals", [("no consent", 3)])
    assert "<title>Refusals</title>" in drawn
    assert "<desc>no consent: 3</desc>" in drawn
    assert 'role="img"' in drawn


def test_words_in_a_drawing_are_escaped() -> None:
    assert "<b>" not in bars("x", [("<b>", 1)])


def test_nothing_to_draw_is_still_a_drawing() -> None:
    assert "<svg" in bars("x", [])


def test_zero_is_a_sliver_not_an_error() -> None:
    assert 'width="0.5%"' in bars("x", [("none", 0)])


def test_a_waterfall_tells_minus_from_plus_by_form() -> None:
    drawn = waterfall("Evidence", [("prior", -8.0), ("name", 12.0)])
    assert 'class="bar minus" x="0.0%"' in drawn
    assert 'class="bar" x="0.0%"' in drawn
    assert "prior: -8.0; name: +12.0" in drawn


def test_a_drawing_carries_no_style() -> None:
    assert "style=" not in waterfall("x", [("a", 1.0)]) + bars("x", [("a", 1.0)])
