"""Only the exact value counts, and nothing else widens anything."""

import pytest

from consent.signals import Signals, read_signals


@pytest.mark.parametrize("value", ["1", ["0", "1"], ("1",)])
def test_exactly_one_is_global_privacy_control(value):
    assert read_signals({"sec_gpc": value}) == Signals(gpc=True)


@pytest.mark.parametrize(
    "value", ["0", "true", " 1", "1 ", "11", "", 1, True, None, [], {"1": "1"}]
)
def test_anything_else_is_ignored(value):
    assert not read_signals({"sec_gpc": value}).gpc


def test_unknown_signals_say_nothing():
    assert read_signals({"gpp": "DBABMA", "tcf": "CP", "dnt": "1"}) == Signals()
    assert read_signals({}) == Signals()
