"""Unsubscribing: opening changes nothing, one press or one click is enough."""

import pytest

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
