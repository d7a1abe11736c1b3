"""The context of an AuthZEN answer, as the contract shows it."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from consent.answers import Answer, Duty, Reason, Refusal, to_text
from tests.unit.consent.room import NOON

REASON = Reason(
    rule="cap-email-week",
    kind="house",
    source="House policy",
    message={"en": "Enough."},
    remedy={"en": "Wait."},
    retry_after=NOON,
)
ANSWER = Answer(
    id="dec_1",
    allowed=False,
    reasons=(REASON,),
    obligations=(Duty(do="unsubscribe_link", source="CAN-SPAM", params={"days": 10}),),
    not_before=NOON,
    cache_until=NOON,
    revision="sha256:0",
    audit_entry="ent_1",
    person="per_1",
)


def test_the_context_has_every_agreed_member():
    assert ANSWER.to_context() == {
        "id": "dec_1",
        "reasons": [
            {
                "rule": "cap-email-week",
                "kind": "house",
                "source": "House policy",
                "message": {"en": "Enough."},
                "remedy": {"en": "Wait."},
                "retry_after": "2027-03-03T12:00:00Z",
            }
        ],
        "obligations": [
            {"do": "unsubscribe_link", "source": "CAN-SPAM", "params": {"days": 10}}
        ],
        "not_before": "2027-03-03T12:00:00Z",
        "cache_until": "2027-03-03T12:00:00Z",
        "policy": {"revision": "sha256:0"},
        "audit": {"entry": "ent_1"},
    }


def test_without_a_wait_there_is_no_not_before():
    assert "not_before" not in replace(ANSWER, not_before=None).to_context()


def test_the_context_never_names_the_person():
    assert "per_1" not in str(Refusal(answer=ANSWER).answer.to_context())


def test_times_are_written_in_utc():
    paris = timezone(timedelta(hours=1))
    assert to_text(datetime(2027, 3, 3, 13, tzinfo=paris)) == "2027-03-03T12:00:00Z"
