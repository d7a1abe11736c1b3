"""History: everything that was said, with its date and how, and a receipt each."""

import pytest

from consent import Act


@pytest.fixture
def client(client_for):
    return client_for("person")


def test_history_tells_what_was_said_and_how(page, client) -> None:
    shown = page("/en/history", client=client)
    assert "You withdrew your consent: Offers (Text message)." in shown.text
    assert "On our website." in shown.text


def test_a_late_act_shows_its_own_date(services, cast, page, client) -> None:
    now = services.now()
    with services.database.transaction() as conn:
        act = Act(
            subject=cast.subject,
            act="opt_out",
            at=now.replace(year=2020),
            method="phone",
            kind="sale",
        )
        services.ledger.append(conn, act, now)
    shown = page("/en/history", client=client)
    assert "2020" in shown.text
    assert "You opted out: sale of your data." in shown.text
