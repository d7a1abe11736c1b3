"""`cdp.web.dpo.decision`: every rule with its source, the facts, the proof."""

from tests.web.house import words


def test_a_refusal_shows_every_rule_with_its_source(page, services, cast) -> None:
    shown = page(f"/en/dpo/decisions/{cast.refused}", who="officer")
    with services.database.reading() as conn:
        record = services.decisions.load(conn, cast.refused)
    codes = {words(one) for one in shown.all("code")}
    assert set(record.verdict["rules"]) <= codes
    assert "Consent missing" in shown.text
    assert "GDPR" in shown.text


def test_a_decision_shows_its_facts_and_its_proof(page, cast, services) -> None:
    shown = page(f"/en/dpo/decisions/{cast.refused}", who="officer")
    assert "Covered by the signed checkpoint of" in shown.text
    assert services.bundle.revision in shown.text
    assert "email-esp" in shown.text
