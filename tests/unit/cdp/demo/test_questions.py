from cdp.demo import people
from cdp.demo.questions import MAIL, Asked, Tally, campaign, newsletter, peculiar

VISITORS = people.visitors()


def answer(*, yes: bool, rules: tuple[str, ...] = (), permit: bool = False) -> dict:
    told = {"decision": yes, "context": {"reasons": [{"rule": r} for r in rules]}}
    return told | ({"permit": {"id": "prm_1"}} if permit else {})


def test_the_tally_counts_answers_permits_and_reasons() -> None:
    tally = Tally()
    assert tally.take(answer(yes=True, permit=True))
    assert not tally.take(answer(yes=False, rules=("consent-missing", "cap")))
    assert not tally.take(answer(yes=False, rules=("cap",)))
    assert (tally.decisions, tally.permits) == (3, 1)
    assert tally.refusals == {"cap": 2, "consent-missing": 1}


def test_a_question_names_who_asks_about_whom_and_for_what() -> None:
    body = newsletter(VISITORS.customers[0])
    assert body["subject"] == {"type": "channel_system", "id": MAIL}
    assert body["resource"]["type"] == "email"
    assert body["action"]["properties"]["purpose"] == "newsletter"
    assert "unsubscribe_link" in body["action"]["properties"]["can_fulfil"]


def test_the_one_who_will_change_her_mind_gets_no_mail_before() -> None:
    spared = VISITORS.customers[12]
    about = [
        one.body["resource"]["id"]
        for one in campaign(VISITORS, spared=spared)
        if one.body["action"]["properties"]["purpose"] == "newsletter"
    ]
    assert spared.email not in about
    assert VISITORS.customers[13].email in about


def test_nobody_is_asked_about_without_an_identifier() -> None:
    asked: list[Asked] = campaign(VISITORS, spared=VISITORS.customers[0])
    assert all(one.body["resource"]["id"] for one in asked + peculiar(VISITORS))


def test_careless_questions_differ() -> None:
    bodies = [str(one.body) for one in peculiar(VISITORS)]
    assert len(set(bodies)) == len(bodies)
