"""Who the person is to us, cut: what is unknown is the strictest of what it may be."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from consent.bundle import Bundle
from consent.situations import Situation, reduce
from consent.subject import Contract, LedgerState, PersonFacts, Reach, SoftOptIn
from consent.terms import Position, Stated
from tests.contracts.opa_server import POLICIES
from tests.contracts.positions import NOW, SALE, asked, granted, offer

BUNDLE = Bundle.load(POLICIES)
DAY = timedelta(days=1)
YEARS = timedelta(days=1096)
GAS = Contract(line="gas")


def cut(position: Position, now: datetime = NOW) -> Situation:
    return reduce(position, now, BUNDLE)


def relation(position: Position, now: datetime = NOW) -> dict[str, object]:
    return dict(cut(position, now).document["relation"])


def person(**facts: object) -> Position:
    return replace(asked(), person=PersonFacts(places=("FR",), **facts))


def ledger(state: LedgerState, **facts: object) -> Position:
    return replace(asked(ledger=state), person=PersonFacts(places=("FR",), **facts))


def test_nothing_known_is_the_strictest() -> None:
    assert relation(asked(ledger=LedgerState())) == {
        "capacity": "consumer",
        "job_related": False,
        "informed": False,
        "charity": None,
        "line": None,
        "contracts": [],
        "screened": [],
        "lists": [],
        "consent_epoch": None,
        "idle_days": None,
        "bounces": 0,
    }


def test_a_capacity_nobody_knows_is_a_consumer() -> None:
    assert relation(person(capacity="business_named"))["capacity"] == "business_named"
    assert relation(person(capacity="guild"))["capacity"] == "consumer"


def test_only_a_plain_yes_of_the_asker_is_one() -> None:
    assert Stated.of({"job_related": "yes", "screened": "tps", "product_line": 7}) == (
        Stated()
    )
    found = relation(asked(job_related=True, screened=["tps", "guesses", 3]))
    assert found["job_related"] is True
    assert found["screened"] == ["tps"]


def test_a_firm_was_informed_when_it_was_offered_to_say_no() -> None:
    for offered in (True, False):
        left = replace(SALE, opt_out_offered=offered)
        assert relation(asked(ledger=LedgerState(business=left)))["informed"] is offered


def test_a_line_is_of_the_register_and_contracts_matter_to_it_alone() -> None:
    call = {"contracts": (GAS, Contract(line="weather"))}
    for line, named, running in (
        (None, None, []),
        ("gas", "gas", ["gas"]),
        ("weather", "unknown", []),
    ):
        terms = offer("call", "call", product_line=line).terms
        found = relation(replace(person(**call), terms=terms))
        assert (found["line"], found["contracts"]) == (named, running)


@pytest.mark.parametrize(
    ("since", "until", "now", "runs"),
    [
        (date(2026, 11, 24), None, "2026-11-24T11:59:00+00:00", False),
        (date(2026, 11, 24), None, "2026-11-24T12:00:00+00:00", True),
        (None, date(2026, 11, 24), "2026-11-24T09:59:00+00:00", True),
        (None, date(2026, 11, 24), "2026-11-24T10:00:00+00:00", False),
    ],
)
def test_a_contract_runs_where_its_day_is_shortest(since, until, now, runs) -> None:
    contract = Contract(line="gas", since=since, until=until)
    position = replace(
        person(contracts=(contract,)),
        terms=offer("call", "call", product_line="gas").terms,
    )
    at = datetime.fromisoformat(now)

    assert relation(position, at)["contracts"] == (["gas"] if runs else [])


def test_the_end_of_a_contract_ends_the_cache() -> None:
    ends = Contract(line="gas", until=NOW.date() + DAY)
    terms = offer("email", product_line="gas").terms
    situation = cut(replace(person(contracts=(ends, GAS)), terms=terms))

    assert situation.next_change == datetime(2026, 11, 25, 10, tzinfo=UTC)


def test_an_unknown_list_stays_one() -> None:
    state = LedgerState(lists=("tps", "yellow_pages"))

    assert relation(asked(ledger=state))["lists"] == ["tps", "unknown"]


def test_the_law_of_a_consent_matters_only_beside_a_list() -> None:
    named = {"lists": ("bloctel",)}
    for state, epoch in (
        (granted(), None),
        (granted(**named), "2026-08-10T22:00:00Z"),
        (granted(days=200, **named), "1970-01-01T00:00:00Z"),
        (replace(granted(**named), given_at=None), None),
        (LedgerState(consent="withdrawn", given_at=NOW, **named), None),
    ):
        assert relation(asked(ledger=state))["consent_epoch"] == epoch


def test_a_charitys_address_has_an_age_and_a_law() -> None:
    left = SoftOptIn(
        sale_at=datetime(2026, 2, 5, tzinfo=UTC),
        product_line=None,
        opt_out_offered=True,
    )
    found = relation(asked(ledger=LedgerState(charity=left)))["charity"]
    early = replace(left, sale_at=left.sale_at - DAY)

    assert found == {
        "age_days": 0,
        "opt_out_offered": True,
        "epoch": "2026-02-05T00:00:00Z",
    }
    before = relation(asked(ledger=LedgerState(charity=early)))["charity"]
    assert before["epoch"] == "1970-01-01T00:00:00Z"


@pytest.mark.parametrize(
    "state",
    [
        LedgerState(heard_at=NOW - DAY),
        LedgerState(decided_at=NOW - DAY),
        LedgerState(soft_opt_in=replace(SALE, sale_at=NOW - DAY)),
        LedgerState(charity=replace(SALE, sale_at=NOW - DAY)),
        LedgerState(business=replace(SALE, sale_at=NOW - DAY)),
        granted(days=1),
    ],
)
def test_each_word_from_the_person_is_a_contact(state) -> None:
    assert relation(asked(ledger=state))["idle_days"] == 0
    assert relation(asked(ledger=state), NOW + YEARS)["idle_days"] == 1096


def test_what_lies_ahead_is_no_contact() -> None:
    state = LedgerState(heard_at=NOW + DAY)

    assert relation(asked(ledger=state))["idle_days"] is None


def test_an_answer_is_one_and_a_contract_lasts_until_it_ends() -> None:
    answered = replace(ledger(LedgerState()), reach=Reach(answered_at=NOW - DAY))
    ended = Contract(line="weather", until=NOW.date() - 1100 * DAY)

    assert relation(answered)["idle_days"] == 0
    assert relation(ledger(LedgerState(), contracts=(GAS,)))["idle_days"] == 0
    assert relation(ledger(LedgerState(), contracts=(ended,)))["idle_days"] == 1096


def test_failures_count_until_address_or_consent_are_new() -> None:
    failed = Reach(bounced=(NOW - 3 * DAY, NOW - DAY))
    for days, left in ((4, 2), (2, 1), (0, 0)):
        renewed = {"email": NOW - days * DAY}
        old = ledger(LedgerState(), address_since=renewed)
        anew = ledger(granted(days=days))
        assert relation(replace(old, reach=failed))["bounces"] == left
        assert relation(replace(anew, reach=failed))["bounces"] == left
    other = ledger(LedgerState(), address_since={"sms": NOW})
    assert relation(replace(other, reach=failed))["bounces"] == 2
    refused = ledger(LedgerState(consent="refused", given_at=NOW))
    assert relation(replace(refused, reach=failed))["bounces"] == 2
