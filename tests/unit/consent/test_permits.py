"""A permit: what it says, who may check it, how it ends."""

import json
from base64 import urlsafe_b64decode
from datetime import timedelta

import pytest

from consent import caps
from consent.errors import InvalidInputError, NotFoundError, PermitInvalidError
from consent.permit_keys import PermitSigner, verify_permit
from consent.permits import Permit, Permits
from tests.unit.consent.room import LEA, NOON, Room, act, ask, make_room

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
KEPT = ["sent", "delivered", "opened", "clicked", "converted", "complained", "bounced"]


@pytest.fixture
def room(database) -> Room:
    made = make_room(database)
    made.say(act())
    return made


@pytest.fixture
def permit(room) -> Permit:
    found = room.permit(ask())
    assert isinstance(found, Permit)
    return found


def status(room, permit, now=NOON) -> str:
    with room.database.reading() as conn:
        return room.decisions.permits.status(conn, permit.id, now)


def mails_counted(room, now=NOON) -> int:
    answer = room.decide(ask(), now)
    with room.database.reading() as conn:
        found = room.decisions.load(conn, answer.id)
    return found.situation["contacts"]["email-day"]


def check(room, token, *, client="email-esp", now=NOON, key=None):
    keys = [key or room.signer.public_jwk()]
    return verify_permit(token, keys, client=client, now=now)


def test_the_token_says_what_is_allowed_and_names_no_person(room, permit):
    header, claims, _ = permit.token.split(".")
    assert json.loads(urlsafe_b64decode(header + "==")) == {
        "alg": "EdDSA",
        "typ": "accord-permit+jwt",
        "kid": room.signer.kid,
    }
    found = check(room, permit.token)
    assert found["jti"] == permit.id
    assert found["sub"] == LEA
    assert found["aud"] == "email-esp"
    assert (found["purpose"], found["channel"]) == ("newsletter", "email")
    assert found["exp"] == int(permit.expires_at.timestamp())
    assert found["obligations"] == list(permit.obligations)
    assert found["decision"] == permit.answer.id
    assert "@" not in urlsafe_b64decode(claims + "==").decode()


def test_a_permit_shows_what_a_channel_needs(permit):
    assert permit.subject == LEA
    assert (permit.purpose, permit.channel) == ("newsletter", "email")
    assert "unsubscribe_link" in permit.obligations


def test_the_public_key_has_no_secret_in_it(room):
    jwk = room.signer.public_jwk()
    assert jwk["kty"] == "OKP"
    assert jwk["crv"] == "Ed25519"
    assert "d" not in jwk


def test_a_key_of_another_length_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        PermitSigner(b"short")


def test_a_permit_is_for_one_client_and_for_its_time(room, permit):
    with pytest.raises(PermitInvalidError, match="another channel system"):
        check(room, permit.token, client="sms-esp")
    check(room, permit.token, now=permit.expires_at - SECOND)
    with pytest.raises(PermitInvalidError, match="expired"):
        check(room, permit.token, now=permit.expires_at)


def test_a_forged_or_broken_token_never_verifies(room, permit):
    head, claims, signature = permit.token.split(".")
    other = PermitSigner(b"y" * 32)
    same_kid = {**other.public_jwk(), "kid": room.signer.kid}
    for token in ("", "a.b.c", f"{head}.{claims}.{signature[:-4]}AAAA", claims):
        with pytest.raises(PermitInvalidError):
            check(room, token)
    for key in (other.public_jwk(), same_kid):
        with pytest.raises(PermitInvalidError):
            check(room, permit.token, key=key)


def test_a_token_of_another_type_is_no_permit(room, monkeypatch):
    monkeypatch.setattr("consent.permit_keys.TOKEN_TYPE", "at+jwt")
    token = room.signer.sign({"aud": "email-esp", "exp": 2**40})
    monkeypatch.undo()
    with pytest.raises(PermitInvalidError, match="not a permit"):
        check(room, token)


def test_an_algorithm_of_the_attackers_choice_is_refused(room, monkeypatch):
    unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiYWNjb3JkLXBlcm1pdCtqd3QifQ.e30."
    with pytest.raises(PermitInvalidError):
        check(room, unsigned)


def test_the_token_and_the_secret_key_stay_out_of_logs(room, permit):
    assert permit.token not in repr(permit)


@pytest.mark.parametrize("outcome", KEPT)
def test_what_happened_uses_the_permit_and_keeps_its_share(room, permit, outcome):
    settled = room.settle(permit.id, outcome)
    assert (settled.status, settled.overrun, settled.first) == ("used", False, True)
    assert status(room, permit) == "used"
    assert mails_counted(room, NOON + timedelta(hours=23)) == 1


@pytest.mark.parametrize("outcome", ["failed", "cancelled"])
def test_what_did_not_happen_gives_the_share_back(room, permit, outcome):
    assert mails_counted(room) == 1
    assert room.settle(permit.id, outcome).status == "released"
    assert mails_counted(room) == 0


def test_opening_later_does_not_move_the_sending(room, permit):
    room.settle(permit.id, "sent")
    assert room.settle(permit.id, "opened", NOON + timedelta(hours=5)).first
    assert mails_counted(room, NOON + timedelta(hours=24)) == 0


def test_a_failure_reported_after_the_sending_changes_no_fact(room, permit):
    room.settle(permit.id, "sent")
    assert room.settle(permit.id, "failed").status == "used"
    assert mails_counted(room) == 1


def test_the_same_outcome_again_changes_nothing(room, permit):
    room.settle(permit.id, "sent")
    before = room.entries(kind="permit.outcome")
    again = room.settle(permit.id, "sent", NOON + timedelta(hours=5))
    assert (again.status, again.first) == ("used", False)
    assert room.entries(kind="permit.outcome") == before
    assert mails_counted(room, NOON + timedelta(hours=24)) == 0


def test_an_unused_permit_expires_and_frees_its_share(room, permit):
    assert status(room, permit, permit.expires_at - SECOND) == "open"
    assert status(room, permit, permit.expires_at) == "expired"
    assert mails_counted(room, permit.expires_at) == 0


def test_a_sending_after_the_end_is_kept_and_called_an_overrun(room, permit):
    late = permit.expires_at + timedelta(minutes=5)
    settled = room.settle(permit.id, "sent", late)
    assert (settled.status, settled.overrun) == ("expired", True)
    assert mails_counted(room, late) == 1
    assert room.settle(permit.id, "opened", late + SECOND).overrun


def test_a_sending_after_a_cancellation_is_an_overrun(room, permit):
    room.settle(permit.id, "cancelled")
    assert room.settle(permit.id, "sent").overrun
    assert mails_counted(room) == 1


def test_a_channel_cannot_date_a_sending_outside_the_life_of_its_permit(room, permit):
    room.settle(permit.id, "sent", NOON + 5 * SECOND, at=NOON - timedelta(days=9))
    assert mails_counted(room, NOON + timedelta(hours=23)) == 1


def test_an_unknown_outcome_or_permit_is_the_callers_mistake(room, permit):
    with pytest.raises(InvalidInputError):
        room.settle(permit.id, "lost")
    with pytest.raises(NotFoundError):
        room.settle("prm_nothing", "sent")
    with room.database.reading() as conn:
        assert room.decisions.permits.is_open(conn, permit, NOON)
        with pytest.raises(InvalidInputError):
            room.decisions.permits.settle(conn, permit.id, "lost", at=NOON, now=NOON)


def calls_tried(room) -> int:
    with room.database.reading() as conn:
        rows = caps.read_touches(conn, DAY, (LEA,), NOON + MINUTE)
    return sum(row["state"] == "failed" for row in rows)


def test_a_failure_is_an_attempt_also_when_it_is_told_late_or_after_all(room, permit):
    """Source: code de la consommation, D223-9: attempts count like calls."""
    room.settle(permit.id, "cancelled")
    assert calls_tried(room) == 0
    room.settle(permit.id, "failed", now=NOON + 2 * MINUTE, at=NOON)
    assert calls_tried(room) == 1


def test_a_failure_after_the_sending_is_no_second_contact(room, permit):
    room.settle(permit.id, "sent")
    room.settle(permit.id, "failed")
    assert calls_tried(room) == 0


def test_an_expired_permit_whose_attempt_failed_stays_expired(room, permit):
    settled = room.settle(permit.id, "failed", now=NOON + 2 * MINUTE, at=NOON)
    assert (settled.status, settled.overrun) == ("expired", False)
    assert calls_tried(room) == 1


def test_no_permit_lives_longer_than_its_share_is_looked_for():
    with pytest.raises(ValueError, match="a day at the most"):
        Permits(PermitSigner(bytes(32)), life=DAY + MINUTE)
