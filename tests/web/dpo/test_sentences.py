"""An entry is a sentence: who did what, to whom, by which rule; never a name."""

import pytest

from audit import Found, IndexTerms
from cdp.web.dpo.sentences import entry_sentence, row, short

SUBJECT = "sub_01HZZZZZZZZZZZZZZZZZABC123"


@pytest.fixture(autouse=True)
def in_english(app):
    with app.test_request_context("/en/dpo/entries"):
        yield


def entry(services, kind: str, outcome: str, *terms: IndexTerms) -> Found:
    return Found(
        entry_id="ent_1",
        at=services.now(),
        index=1,
        header={"k": kind, "out": outcome},
        leaf_hash=b"",
        bodies=len(terms),
        terms=terms,
    )


def test_a_refusal_names_client_person_purpose_and_reason(services) -> None:
    terms = IndexTerms(
        subject=SUBJECT,
        actor="email-esp",
        channel="email",
        purpose="offers",
        decision="dec_1",
        rules=("cap-email-day", "consent-missing"),
    )
    said = entry_sentence(entry(services, "policy.decision", "deny", terms))
    assert said.startswith("“email-esp” asked about person …ABC123: Offers (E-mail).")
    assert "has not consented" in said, "law first"
    assert said.endswith("And 1 more reason.")


def test_several_questions_at_once_are_counted(services) -> None:
    terms = IndexTerms(subject=SUBJECT, actor="email-esp", purpose="offers")
    said = entry_sentence(entry(services, "policy.decision", "allow", terms, terms))
    assert "asked 2 questions at once" in said


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (IndexTerms(subject=SUBJECT, purpose="offers", channel="sms"), "Offers (Text"),
        (IndexTerms(subject=SUBJECT, purpose="offers"), "a choice: Offers."),
        (IndexTerms(subject=SUBJECT), "all uses of a kind"),
    ],
)
def test_a_choice_names_its_scope(services, terms, said) -> None:
    assert said in entry_sentence(entry(services, "consent.change", "done", terms))


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ((IndexTerms(actor="dora", subject=SUBJECT),), "Key made: “dora”, person …"),
        ((IndexTerms(actor="dora"),), "Key made: “dora”."),
        ((IndexTerms(subject=SUBJECT),), "Key made: person …ABC123."),
        ((), "Key made."),
    ],
)
def test_any_other_entry_says_what_it_is(services, terms, said) -> None:
    assert said in entry_sentence(entry(services, "key.create", "done", *terms))


def test_a_row_leads_to_its_decision_or_to_the_entry(services) -> None:
    one = entry(services, "policy.decision", "deny", IndexTerms(decision="dec_1"))
    assert row(one).url == "/en/dpo/decisions/dec_1"
    other = entry(services, "auth", "deny")
    assert row(other).url == "/en/dpo/entries/ent_1"


def test_a_pseudonym_is_cut_short() -> None:
    assert short(SUBJECT) == "…ABC123"
    assert short(None) == ""
