"""Signing in: a code by permitted mail, the same page for known and unknown people."""

import re
import threading
from dataclasses import dataclass, field, replace

import pytest

from cdp.app import create_app
from cdp.errors import ChannelError
from cdp.web.portal.sign_in import THREAD
from tests.web.people import ADDRESS, PASSWORD

STRANGER = "nobody@example.test"


@dataclass
class Mail:
    """A mail channel with memory; `broken` makes it refuse."""

    sent: list = field(default_factory=list)
    broken: bool = False

    def send(self, message, permit, address, now) -> None:
        if self.broken:
            raise ChannelError("no mail relay answered")
        self.sent.append((address.text(), permit, message))


@pytest.fixture
def mail() -> Mail:
    return Mail()


@pytest.fixture
def app(services, cast, mail):
    return create_app(replace(services, email=mail))


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def ask(client, page):
    def send(address: str, path: str = "/en/"):
        token = page(path, client=client).csrf
        form = {"csrf_token": token, "email": address}
        answered = client.post("/en/sign-in", data=form)
        for thread in threading.enumerate():
            if thread.name == THREAD:
                thread.join()
        return answered

    return send


@pytest.fixture
def enter(client, page):
    def send(code: str):
        token = page("/en/sign-in/code", client=client).csrf
        form = {"csrf_token": token, "code": code}
        return client.post("/en/sign-in/code", data=form)

    return send


def code_in(mail: Mail) -> str:
    return re.search(r"\b\d{6}\b", mail.sent[-1][2].text)[0]


def link_in(mail: Mail) -> str:
    return re.search(r"http\S+?(/en/link/\S+)", mail.sent[-1][2].text)[1]


def test_the_code_opens_my_choices(ask, enter, mail, page, client) -> None:
    ask(ADDRESS)
    answered = enter(code_in(mail))
    assert answered.location == "/en/choices"
    page("/en/choices", client=client)


def test_the_code_goes_out_under_a_permit_for_a_service_message(ask, mail) -> None:
    ask(ADDRESS)
    ((address, permit, message),) = mail.sent
    assert address == ADDRESS
    assert (permit.purpose, permit.channel) == ("service_messages", "email")
    assert "/why/" in message.why_url


def test_a_code_typed_with_spaces_is_the_same_code(ask, enter, mail) -> None:
    ask(ADDRESS)
    code = code_in(mail)
    assert enter(f" {code[:3]} {code[3:]} ").status_code == 303


def test_known_and_unknown_addresses_get_the_same_answer(ask, mail, app) -> None:
    known, unknown = ask(ADDRESS), ask(STRANGER)
    assert (known.status_code, known.location) == (
        unknown.status_code,
        unknown.location,
    )
    assert len(mail.sent) == 1


def test_a_broken_relay_is_not_told_to_strangers(ask, mail) -> None:
    mail.broken = True
    assert ask(ADDRESS).location == ask(STRANGER).location


@pytest.mark.parametrize("address", ["", "lea", "a@b@c", "x" * 300 + "@example.test"])
def test_what_is_no_address_is_said_beside_the_field(ask, address) -> None:
    answered = ask(address)
    assert answered.status_code == 400
    assert 'aria-invalid="true"' in answered.text
    assert 'href="#f-email"' in answered.text


def test_a_code_works_once(ask, enter, mail, client, page) -> None:
    ask(ADDRESS)
    code = code_in(mail)
    enter(code)
    token = page("/en/choices", client=client).csrf
    assert client.post("/en/sign-out", data={"csrf_token": token}).status_code == 303
    assert enter(code).status_code == 400


def test_five_wrong_codes_end_the_sign_in(ask, enter, mail) -> None:
    ask(ADDRESS)
    right = code_in(mail)
    for number in range(5):
        assert enter(f"{(int(right) + 1 + number) % 1_000_000:06d}").status_code == 400
    assert enter(right).status_code == 400


def test_a_code_is_good_only_in_the_browser_that_asked(ask, app, mail, page) -> None:
    ask(ADDRESS)
    other = app.test_client()
    token = page("/en/sign-in/code", client=other).csrf
    form = {"csrf_token": token, "code": code_in(mail)}
    assert other.post("/en/sign-in/code", data=form).status_code == 400


def test_opening_the_link_uses_nothing_up(ask, mail, client, page, app) -> None:
    ask(ADDRESS)
    link = link_in(mail)
    for _ in range(3):
        app.test_client().get(link)
        client.head(link)
    token = page(link, client=client).csrf
    assert client.post(link, data={"csrf_token": token}).location == "/en/choices"


def test_a_used_link_says_so_and_shows_the_way_on(ask, mail, client, page) -> None:
    ask(ADDRESS)
    link = link_in(mail)
    token = page(link, client=client).csrf
    client.post(link, data={"csrf_token": token})
    client.delete_cookie("accord_person")
    token = page(link, client=client).csrf
    again = client.post(link, data={"csrf_token": token})
    assert again.status_code == 410
    assert "This link has been used or is too old" in again.text


def test_too_many_codes_for_one_address_are_refused(ask) -> None:
    answers = [ask(STRANGER).status_code for _ in range(6)]
    assert answers == [303] * 5 + [429]


def test_after_signing_out_the_session_is_worth_nothing(
    ask, enter, mail, client, page
) -> None:
    ask(ADDRESS)
    enter(code_in(mail))
    session = client.get_cookie("accord_person").value
    token = page("/en/choices", client=client).csrf
    client.post("/en/sign-out", data={"csrf_token": token})
    client.set_cookie("accord_person", session)
    assert client.get("/en/choices").status_code == 303


def staff(client, page, name: str, password: str):
    token = page("/en/dpo/sign-in", client=client).csrf
    form = {"csrf_token": token, "name": name, "password": password}
    return client.post("/en/dpo/sign-in", data=form)


def test_the_officer_signs_in_by_password(client, page) -> None:
    assert staff(client, page, "dora", PASSWORD).location == "/en/dpo/"
    page("/en/dpo/", client=client)


@pytest.mark.parametrize("name", ["dora", "nobody", ""])
def test_a_wrong_password_says_the_same_for_everybody(client, page, name) -> None:
    answered = staff(client, page, name, "not the password")
    assert answered.status_code == 400
    assert "Name and password do not fit together." in answered.text


def test_a_session_of_the_portal_opens_no_form_of_the_console(
    client, page, cast
) -> None:
    client.set_cookie("accord_person", cast.person)
    token = page("/en/choices", client=client).csrf
    client.set_cookie("accord_staff", cast.officer)
    sent = client.post("/en/dpo/integrity", data={"csrf_token": token})
    assert sent.status_code == 400
