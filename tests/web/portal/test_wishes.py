"""How often: one press sets a limit of one's own, one takes it back, both are kept."""

import pytest

from cdp.asking import Meeting
from consent import Act, Circle, SubjectId, Tie
from tests.web.house import words


@pytest.fixture
def client(client_for):
    return client_for("person")


@pytest.fixture
def press(page, client):
    def act(way: str, often: str, lang: str = "en"):
        token = page(f"/{lang}/choices", client=client).csrf
        sent = {"csrf_token": token, "often": often}
        answered = client.post(f"/{lang}/choices/often/{way}", data=sent)
        assert answered.status_code == 303, answered.text
        return page(answered.location.partition("#")[0], client=client)

    return act


@pytest.fixture
def wishes(services, cast):
    def read(channel: str = "email") -> set:
        with services.database.reading() as conn:
            circle = services.asking.circle(conn, "subject", cast.subject)
            state = services.ledger.fold(
                conn, circle, "newsletter", channel, services.now()
            )
        return {(one.at_most, one.per, one.channel) for one in state.wishes}

    return read


@pytest.fixture
def another(services, monkeypatch) -> SubjectId:
    """A second record that is surely hers."""
    region = services.settings.default_region
    meeting = Meeting(services.vault, services.log, region)
    with services.database.transaction() as conn:
        other = meeting.meet(
            conn, "email", "lea.two@example.test", services.now()
        ).asked
    whole = services.asking.circle

    def both(conn, kind, value):
        circle = whole(conn, kind, value)
        ties = (*circle.subjects, (other, Tie.EXACT))
        return Circle(person=circle.person, subjects=ties)

    monkeypatch.setattr(services.asking, "circle", both)
    return other


def said(shown, way: str) -> str:
    form = shown.one("form", id=f"often-{way}")
    return words(next(e for e in form.iter() if e.get("data-test") == "state"))


def chosen(shown, way: str) -> str:
    form = shown.one("form", id=f"often-{way}")
    (option,) = [e for e in form.iter() if e.get("selected") is not None]
    return option.get("value")


def status(shown):
    (found,) = [d for d in shown.all("div") if d.get("role") == "status"]
    return found


def test_before_anything_is_said_there_is_no_limit_of_the_person(page, client) -> None:
    shown = page("/en/choices", client=client)
    for way in ("altogether", "email", "sms", "push", "call", "post"):
        assert chosen(shown, way) == "none"
        assert said(shown, way) == "You have set no limit: ours hold"
    shown = page("/fr/choices", client=client)
    assert said(shown, "email").startswith("Vous n\u2019avez fixé aucune limite")


def test_a_limit_is_one_press_and_said_in_words_with_its_date(press, wishes) -> None:
    shown = press("email", "week-1")
    assert wishes() == {(1, "week", "email")}
    assert wishes("post") == set()
    assert chosen(shown, "email") == "week-1"
    assert said(shown, "email").startswith("At most once a week, since ")
    assert "You asked for at most once a week: E-mail." in words(status(shown))
    assert said(press("email", "week-1", "fr"), "email").startswith(
        "Au plus 1 fois par semaine, depuis le "
    )


def test_a_limit_over_everything_stands_beside_that_of_a_channel(press, wishes) -> None:
    press("altogether", "month-1")
    shown = press("email", "day-1")
    assert wishes() == {(1, "month", None), (1, "day", "email")}
    assert chosen(shown, "altogether") == "month-1"
    assert "all advertising" in words(status(press("altogether", "day-1")))


def test_a_limit_is_taken_back_by_one_press(press, wishes) -> None:
    press("email", "week-1")
    shown = press("email", "none")
    assert wishes() == set()
    assert "You lifted your limit: E-mail." in words(status(shown))


def test_what_was_saved_can_be_undone_at_once(press, page, client, wishes) -> None:
    press("email", "month-1")
    shown = press("email", "week-1")
    (form,) = status(shown).iter("{http://www.w3.org/1999/xhtml}form")
    (button,) = form.iter("{http://www.w3.org/1999/xhtml}button")
    assert (button.get("name"), button.get("value")) == ("often", "month-1")
    sent = {"csrf_token": shown.csrf, "often": button.get("value")}
    assert client.post(form.get("action"), data=sent).status_code == 303
    assert wishes() == {(1, "month", "email")}


def test_an_address_with_a_strange_way_back_offers_none(page, client) -> None:
    for query in ("way=email&was=hourly-9", "way=fax&was=none", "way=email"):
        shown = page(f"/en/choices?{query}", client=client)
        assert "Undo" not in shown.text


@pytest.mark.parametrize(
    ("way", "often"),
    [
        ("email", ""),
        ("email", "week-4"),
        ("email", "year-1"),
        ("email", "week-x"),
        ("in_store", "week-1"),
        ("fax", "none"),
    ],
)
def test_what_is_no_choice_is_refused(page, client, wishes, way, often) -> None:
    token = page("/en/choices", client=client).csrf
    sent = {"csrf_token": token, "often": often}
    answered = client.post(f"/en/choices/often/{way}", data=sent)
    assert answered.status_code == 400
    assert wishes() == set()


def test_a_wish_told_elsewhere_is_shown_and_the_last_word_is_hers(
    services, press, wishes, another
) -> None:
    """Another record of hers asked for three a week; the portal shows and lifts it."""
    with services.database.transaction() as conn:
        wish = Act(
            subject=another,
            act="limit",
            at=services.now(),
            method="phone",
            channel="email",
            at_most=3,
            per="week",
        )
        services.ledger.append(conn, wish, services.now())
    shown = press("sms", "none")
    assert chosen(shown, "email") == "week-3"
    assert said(shown, "email").startswith("At most 3 times a week, since ")

    press("email", "none")

    assert wishes() == set()


def test_history_and_receipt_say_what_was_asked(
    press, page, client, client_for
) -> None:
    shown = press("sms", "month-1")
    (link,) = status(shown).iter("{http://www.w3.org/1999/xhtml}a")
    sentence = "You asked for at most once a month: Text message."
    assert sentence in page(link.get("href"), client=client_for(None)).text
    assert sentence in page("/en/history", client=client).text
