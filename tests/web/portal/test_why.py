"""Why did I get this: purpose, ground, reason, AI, and one button to stop it."""

import pytest


@pytest.fixture
def said(services, cast):
    def read() -> list[str]:
        with services.database.reading() as conn:
            return [o.act.act for o in services.ledger.read(conn, [cast.subject])]

    return read


def test_why_shows_purpose_basis_and_a_stop_button(page, services, cast) -> None:
    path = services.links.why_url(cast.permitted, cast.subject)
    shown = page(path.removeprefix(services.settings.public_url))
    for words in ("Newsletter", "Your consent of", "AI system", "Stop this kind"):
        assert words in shown.text


def test_why_not_gives_the_reason_in_words(page, services, cast) -> None:
    path = services.links.why_url(cast.refused, cast.subject, "fr")
    shown = page(path.removeprefix(services.settings.public_url))
    assert "ai-je pas reçu ce message" in shown.text
    assert "consenti" in shown.text


def test_why_stops_this_kind_with_one_press(
    client_for, page, services, cast, said
) -> None:
    path = services.links.why_url(cast.permitted, cast.subject)
    path = path.removeprefix(services.settings.public_url)
    client = client_for(None)
    token = page(path, client=client).csrf
    assert client.post(path, data={"csrf_token": token}).status_code == 200
    assert said()[-1] == "withdraw"


def test_a_decision_about_somebody_else_stays_hidden(page, services, cast) -> None:
    token = services.links.sign("why", cast.permitted, "sub_somebody")
    page(f"/en/why/{token}", status=404)
