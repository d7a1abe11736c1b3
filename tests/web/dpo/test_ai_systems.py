"""The register of AI systems, as the officer reads it."""

from dataclasses import replace

from audit import Filters
from tests.web.house import words

PATH = "/en/dpo/ai-systems"


def test_each_system_says_what_it_is_for_and_what_people_are_told(page) -> None:
    shown = page(PATH, who="officer")

    assert "3 of 4 systems are in use." in shown.text
    assert "Service messages, Newsletter, Offers" in shown.text
    assert "Head of e-mail marketing" in shown.text
    assert "You are talking with an AI assistant." in shown.text
    assert "I am a bot, not a person." in shown.text
    assert "Suspended since 12 October 2026" in shown.text
    assert "Every use of this system is refused." in shown.text


def test_it_is_read_in_french_too(page) -> None:
    shown = page("/fr/dpo/ai-systems", who="officer")

    assert "Suspendu depuis le 12 octobre 2026" in shown.text
    assert "Vous échangez avec un assistant d'IA." in shown.text


def test_only_what_may_be_trained_is_said_to_be(page) -> None:
    shown = page(PATH, who="officer")

    said = [words(one) for one in shown.all("div")]
    assert sorted(one for one in said if one.startswith("May be trained")) == [
        *["May be trainedno"] * 3,
        "May be trainedyes",
    ]


def test_a_retired_system_is_said_to_be_gone(app, services, page) -> None:
    row = services.bundle.register("ai_systems")["copywriter"]
    gone = {**row, "retired": True, "out_of_service_since": "2026-11-01"}
    gone |= {"traits": ["deepfake"], "editorial_owner": "Chief editor"}
    data = {**services.bundle.data, "ai_systems": {"copywriter": gone}}
    bundle = replace(services.bundle, data=data)
    app.extensions["accord"] = replace(services, bundle=bundle)

    shown = page(PATH, who="officer")

    assert "Retired since 1 November 2026" in shown.text
    assert "0 of 1 systems are in use." in shown.text
    assert "Makes deep fakes" in shown.text
    assert "Chief editor" in shown.text


def test_who_looks_is_recorded(services, page) -> None:
    def views() -> int:
        with services.database.reading() as conn:
            return len(services.log.find(conn, Filters(kind="audit.read")))

    before = views()
    page(PATH, who="officer")

    assert views() == before + 1
