"""Languages: chosen by the path, then by the browser; dates and numbers follow."""

import pytest
from flask import Flask

from cdp.web import i18n


@pytest.fixture(params=["en", "fr"])
def in_language(request, app):
    with app.test_request_context(f"/{request.param}/"):
        yield request.param


def test_a_sentence_without_a_request_is_english() -> None:
    with Flask("bare").app_context():
        assert i18n.chosen_locale() == "en"


def test_dates_and_numbers_are_written_as_the_language_does(in_language, services):
    when = services.now().replace(year=2026, month=3, day=12, hour=9, minute=5)
    assert i18n.day(when) == ("12 March 2026", "12 mars 2026")[in_language == "fr"]
    assert i18n.moment(when).endswith("09:05 UTC")
    assert i18n.number(1240) == ("1,240", "1\u202f240")[in_language == "fr"]
