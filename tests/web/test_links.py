"""Links in messages: they show, they stop one thing; opening them changes nothing."""

import pytest

from cdp.errors import NotFoundError
from cdp.links import Links, Stop, Why

LINKS = Links(b"k" * 32, "https://accord.example.test/")
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def said(services, cast):
    def read() -> list[str]:
        with services.database.reading() as conn:
            return [o.act.act for o in services.ledger.read(conn, [cast.subject])]

    return read


@pytest.fixture
def stop(services, cast) -> str:
    url = services.links.unsubscribe_url(cast.subject, "newsletter", "email")
    return url.removeprefix(services.settings.public_url)


def test_a_link_says_what_it_was_made_for() -> None:
    url = LINKS.unsubscribe_url("sub_1", "offers", "sms", "fr")
    assert url.startswith("https://accord.example.test/fr/unsubscribe/")
    token = url.rpartition("/")[2]
    assert LINKS.read_stop(token) == Stop("sub_1", "offers", "sms")
    url = LINKS.why_url("dec_1", "sub_1")
    assert LINKS.read_why(url.rpartition("/")[2]) == Why("dec_1", "sub_1")


def test_no_changed_token_is_read() -> None:
    token = LINKS.sign("why", "dec_1", "sub_1")
    for place, letter in enumerate(token):
        other = "A" if letter != "A" else "B"
        with pytest.raises(NotFoundError):
            LINKS.read_why(token[:place] + other + token[place + 1 :])


@pytest.mark.parametrize("token", ["", "x", "%", "a" * 400, "é", "A=", "\x00"])
def test_what_is_no_token_is_not_found(token) -> None:
    with pytest.raises(NotFoundError):
        LINKS.read_stop(token)


def test_a_token_of_one_kind_opens_nothing_of_another() -> None:
    with pytest.raises(NotFoundError):
        LINKS.read_why(LINKS.sign("receipt", "dec_1", "sub_1"))


def test_a_token_of_another_installation_is_not_found() -> None:
    other = Links(b"o" * 32, "https://accord.example.test")
    with pytest.raises(NotFoundError):
        LINKS.read_stop(other.sign("stop", "sub_1", "offers", "sms"))


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_mail_scanner_cannot_unsubscribe(client_for, stop, said, method) -> None:
    before = said()
    for _ in range(3):
        assert getattr(client_for(None), method)(stop).status_code == 200
    assert said() == before


def test_the_button_unsubscribes_without_signing_in(
    client_for, page, stop, said
) -> None:
    client = client_for(None)
    token = page(stop, client=client).csrf
    done = client.post(stop, data={"csrf_token": token, "stop": "1"})
    assert done.status_code == 200
    assert said()[-1] == "withdraw"


def test_one_click_works_without_cookie_or_token(client_for, stop, said) -> None:
    answered = client_for(None).post(stop, data=ONE_CLICK)
    assert answered.status_code == 200
    assert "Set-Cookie" not in answered.headers
    assert "/receipts/" in answered.headers["Link"]
    assert said()[-1] == "withdraw"


def test_one_click_again_changes_nothing_more(client_for, stop, said) -> None:
    client_for(None).post(stop, data=ONE_CLICK)
    once = said()
    assert client_for(None).post(stop, data=ONE_CLICK).status_code == 200
    assert said() == once


def test_one_click_as_multipart_works_too(client_for, stop, said) -> None:
    answered = client_for(None).post(
        stop, data=ONE_CLICK, content_type="multipart/form-data"
    )
    assert answered.status_code == 200
    assert said()[-1] == "withdraw"


def test_a_forged_one_click_is_a_bad_request(client_for, stop, said) -> None:
    before = said()
    assert client_for(None).post(stop + "x", data=ONE_CLICK).status_code == 400
    wrong = {"List-Unsubscribe": "one-click"}
    assert client_for(None).post(stop, data=wrong).status_code == 400
    assert said() == before


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
