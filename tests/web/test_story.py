"""The demo's story is told from its own record, in the language of the page."""

import json


def write(services, **step) -> None:
    whole = {
        "title": {"en": "Proof", "fr": "La preuve"},
        "text": {"en": "A log.", "fr": "Un journal."},
        **step,
    }
    path = services.settings.home / "demo-story.json"
    path.write_text(json.dumps({"steps": [whole]}))


def test_the_story_is_told_in_both_languages(page, services) -> None:
    write(services)
    assert "Un journal." in page("/fr/demo").text
    assert "A log." in page("/en/demo").text


def test_figures_are_written_as_the_language_does(page, services) -> None:
    label = {"en": "records", "fr": "fiches"}
    write(services, figures=[{"value": "10,000", "label": label}])
    assert "10\u202f000" in page("/fr/demo").response.text


def test_a_reason_code_is_told_by_its_title(page, services) -> None:
    label = {"en": "consent-missing", "fr": "consent-missing"}
    write(services, figures=[{"value": "3", "label": label}])
    assert "Consentement absent" in page("/fr/demo").text


def test_the_short_address_leads_to_the_story(client_for) -> None:
    assert client_for(None).get("/demo").location == "/en/demo"
    assert client_for(None).get("/dpo").location == "/en/dpo/"
