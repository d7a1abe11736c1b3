"""Choices: one press is one act, with a receipt; no is as easy as yes."""

import pytest

from cdp.web.portal.signals import KINDS
from consent.acts import Act
from tests.web.house import words


@pytest.fixture
def client(client_for):
    return client_for("person")


@pytest.fixture
def press(page, client):
    """Press a button on my choices, as the browser does."""

    def act(path: str, *, lang: str = "en", follow: bool = True, **form: str):
        token = page(f"/{lang}/choices", client=client).csrf
        sent = {"csrf_token": token, **form}
        answered = client.post(f"/{lang}/choices/{path}", data=sent)
        assert answered.status_code == 303, answered.text
        if follow:
            return page(answered.location.partition("#")[0], client=client)
        return answered

    return act


@pytest.fixture
def state(services, cast):
    def read(purpose: str | None, channel: str | None):
        with services.database.reading() as conn:
            circle = services.asking.circle(conn, "subject", cast.subject)
            return services.ledger.fold(conn, circle, purpose, channel, services.now())

    return read


def pressed(shown, row: str) -> list[str]:
    form = shown.one("form", id=row)
    buttons = [b for b in form.iter() if b.get("aria-pressed") == "true"]
    return [b.get("value") for b in buttons]


def state_of(shown, row: str) -> str:
    form = shown.one("form", id=row)
    return words(next(e for e in form.iter() if e.get("data-test") == "state"))


def test_nothing_is_chosen_before_the_person_has_chosen(page, client) -> None:
    shown = page("/en/choices", client=client)
    assert pressed(shown, "offers-email") == []
    assert state_of(shown, "offers-email") == "Not asked yet: we do nothing"
    assert [i for i in shown.all("input") if i.get("checked") is not None] == []


def test_a_state_is_said_in_words_with_its_date(page, client) -> None:
    shown = page("/en/choices", client=client)
    assert state_of(shown, "newsletter-email").startswith("Accepted on ")
    assert state_of(shown, "offers-sms").startswith("Withdrawn on ")
    shown = page("/fr/choices", client=client)
    assert state_of(shown, "newsletter-email").startswith("Accepté le ")


def test_withdrawing_takes_one_press_like_giving(press, state) -> None:
    shown = press("newsletter/email", choice="refuse")
    assert pressed(shown, "newsletter-email") == ["refuse"]
    assert state("newsletter", "email").consent == "withdrawn"
    shown = press("newsletter/email", choice="accept")
    assert pressed(shown, "newsletter-email") == ["accept"]
    assert state("newsletter", "email").consent == "granted"


def test_saying_no_before_ever_saying_yes_is_a_refusal(press, state) -> None:
    press("offers/email", choice="refuse")
    assert state("offers", "email").consent == "refused"


def test_a_choice_is_for_its_channel_alone(press, state) -> None:
    press("offers/email", choice="accept")
    assert state("offers", "email").consent == "granted"
    assert state("offers", "push").consent == "none"


def test_a_purpose_without_channels_is_answered_as_a_whole(press, state) -> None:
    press("model_training/everywhere", choice="accept")
    assert state("model_training", None).consent == "granted"


def test_every_act_shows_its_receipt_at_once(press, page, client_for) -> None:
    shown = press("newsletter/email", choice="refuse")
    (status,) = [d for d in shown.all("div") if d.get("role") == "status"]
    (link,) = status.iter("{http://www.w3.org/1999/xhtml}a")
    receipt = page(link.get("href"), client=client_for(None))
    assert "You withdrew your consent: Newsletter (E-mail)." in receipt.text
    assert "You can change your answer at any time" in receipt.text, "exact words"


def test_a_receipt_can_be_taken_along_as_json(press, page, client_for) -> None:
    press("newsletter/email", choice="accept")
    shown = press("newsletter/email", choice="refuse")
    form = shown.one("form", id="newsletter-email")
    (link,) = form.iter("{http://www.w3.org/1999/xhtml}a")
    document = client_for(None).get(link.get("href") + "/json").json
    assert document["events"][0]["event_type"] == "withdraw"
    assert document["privacy_notice"]["published"] is True


def test_a_grant_carries_the_words_that_were_shown(press, state) -> None:
    press("offers/email", choice="accept", lang="fr")
    given = state("offers", "email")
    assert given.notice_known
    assert given.notice[2] == "fr"


def test_all_marketing_stops_with_one_press(press, state) -> None:
    press("offers/email", choice="accept")
    press("stop")
    for purpose, channel in (("newsletter", "email"), ("offers", "email")):
        assert state(purpose, channel).consent in ("refused", "withdrawn")
        assert "all_marketing" in state(purpose, channel).objections


def test_what_is_not_a_choice_has_no_buttons(page, client) -> None:
    shown = page("/en/choices", client=client)
    assert [f for f in shown.all("form") if "service_messages" in f.get("action")] == []
    assert "Needed for your contract with us" in shown.text


def test_an_act_without_its_token_is_refused(client, state) -> None:
    sent = client.post("/en/choices/newsletter/email", data={"choice": "refuse"})
    assert sent.status_code == 400
    assert state("newsletter", "email").consent == "granted"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("newsletter/sms", 400),
        ("nothing/email", 404),
        ("newsletter/email", 400),
        ("service_messages", 404),
    ],
)
def test_a_choice_that_is_none_changes_nothing(
    page, client, state, path, status
) -> None:
    token = page("/en/choices", client=client).csrf
    form = {"csrf_token": token, "choice": "maybe"}
    assert client.post(f"/en/choices/{path}", data=form).status_code == status
    assert state("newsletter", "email").consent == "granted"


@pytest.mark.parametrize("value", ["0", "true", " 1", "yes"])
def test_only_the_exact_signal_is_one(page, client, state, value) -> None:
    shown = page("/en/choices", client=client, headers={"Sec-GPC": value})
    assert "Opt-out request honoured" not in shown.text
    assert state(None, None).opt_outs == ()


def test_the_signal_is_recorded_and_its_absence_changes_nothing(
    page, client, state
) -> None:
    shown = page("/en/choices", client=client, headers={"Sec-GPC": "1"})
    assert "Opt-out request honoured" in shown.text
    assert set(state(None, None).opt_outs) == set(KINDS)
    shown = page("/en/choices", client=client)
    assert pressed(shown, "ads_sharing-ad_network") == ["refuse"]
    assert set(state(None, None).opt_outs) == set(KINDS)


def test_the_signal_is_recorded_once(services, cast, page, client) -> None:
    for _ in range(3):
        page("/en/choices", client=client, headers={"Sec-GPC": "1"})
    with services.database.reading() as conn:
        said = services.ledger.read(conn, [cast.subject])
    assert [one.act.act for one in said].count("opt_out") == len(KINDS)


def test_a_later_yes_takes_the_signal_back(page, client, press, state) -> None:
    page("/en/choices", client=client, headers={"Sec-GPC": "1"})
    shown = press("ads_sharing/ad_network", choice="accept")
    assert pressed(shown, "ads_sharing-ad_network") == ["accept"]
    assert state("ads_sharing", "ad_network").opt_outs == ()


def test_an_opt_out_of_sharing_is_one_press_and_counts_at_once(press, state) -> None:
    """11 CCR 7026(d): no confirmation is asked for before it is applied."""
    shown = press("ads_sharing/ad_network", choice="refuse")
    assert pressed(shown, "ads_sharing-ad_network") == ["refuse"]
    assert state("ads_sharing", "ad_network").consent == "refused"


def test_a_yes_to_the_notice_of_the_conflict_is_not_undone_by_the_browser(
    services, cast, page, client, state
) -> None:
    with services.database.transaction() as conn:
        notice = ("gpc-conflict", "1", "en")
        services.ledger.notices.publish(conn, notice, text="Yes?", now=services.now())
        answered = Act(
            subject=cast.subject,
            act="grant",
            at=services.now(),
            method="web_form",
            purpose="ads_sharing",
            channel="ad_network",
            notice=notice,
            explicit=True,
            evidence={"signal": "sec-gpc"},
        )
        circle = services.asking.circle(conn, "subject", cast.subject)
        services.ledger.append(conn, answered, services.now(), circle=circle)
    page("/en/choices", client=client, headers={"Sec-GPC": "1"})
    assert state("ads_sharing", "ad_network").opt_outs == ()


def test_a_part_of_a_page_is_enough_for_its_script(page, client) -> None:
    token = page("/en/choices", client=client).csrf
    answered = client.post(
        "/en/choices/newsletter/email",
        data={"csrf_token": token, "choice": "refuse"},
        headers={"HX-Request": "true"},
    )
    assert answered.status_code == 200
    assert 'id="newsletter-email"' in answered.text
    assert "Saved: Newsletter, E-mail." in answered.text
    assert "<html" not in answered.text
