"""`cdp.web.dpo.replay`: the same question again, beside what was answered."""

import pytest

from audit import Filters
from tests.web.house import words

GRANTED = (
    "fact=consent.state&value=granted&fact=consent.age_days&value=9"
    "&fact=consent.notice_known&value=yes&fact=&value="
)


def path(cast, query="", lang="en") -> str:
    return f"/{lang}/dpo/decisions/{cast.refused}/replay?{query}"


def rows(shown) -> dict[str, list[str]]:
    found = {}
    for row in shown.all("tr"):
        cells = [words(cell) for cell in row if cell.tag.endswith("td")]
        if cells:
            found[cells[0]] = cells[1:]
    return found


def test_the_decision_leads_to_the_form_and_the_form_to_the_answer(page, cast) -> None:
    shown = page(f"/en/dpo/decisions/{cast.refused}", who="officer")
    (form,) = shown.all("form", method="get")
    assert form.get("action") == f"/en/dpo/decisions/{cast.refused}/replay"
    choices = {one.get("value") for one in shown.all("option")}
    assert {"then", "today", "consent.state", "person.age", "complaint"} <= choices


@pytest.mark.parametrize("policy", ["then", "today", "yesterday", ""])
def test_the_same_rules_give_the_same_answer(page, cast, policy) -> None:
    shown = page(path(cast, f"policy={policy}"), who="officer")
    assert "It would be refused. That is the answer of" in shown.text
    assert "Nothing: answer, rules and facts are the same." in shown.text


def test_a_changed_fact_shows_then_and_now(page, cast) -> None:
    shown = page(path(cast, GRANTED), who="officer")
    assert "That is another answer than the one of" in shown.text
    lines = rows(shown)
    assert lines["Answer"] == ["Refused", "Allowed"]
    assert lines["Reason: Consent missing"] == ["given", "not given"]
    assert lines["Consent: state"] == ["none", "granted"]
    assert lines["Legal basis"] == ["", "Your consent"]
    assert not [name for name in lines if name.startswith("Rule: Consent missing")]
    (fact,) = [one for one in shown.all("option") if one.get("selected") is not None
               and one.get("value") == "consent.state"]  # fmt: skip
    assert words(fact) == "Consent: state (none)"


def test_a_fact_that_there_is_not_changes_nothing(page, cast) -> None:
    shown = page(path(cast, "fact=shoe&value=42"), who="officer")
    assert "Nothing: answer, rules and facts are the same." in shown.text


def test_it_is_said_in_french_too(page, cast) -> None:
    shown = page(path(cast, GRANTED, "fr"), who="officer")
    assert "une autre réponse que celle du" in shown.text
    assert rows(shown)["Réponse"] == ["Refusé", "Permis"]


def test_every_fact_on_the_form_is_named_in_french(page, cast) -> None:
    form = page(f"/fr/dpo/decisions/{cast.refused}", who="officer")
    named = {one.get("value"): words(one) for one in form.all("option")}
    assert "jours depuis le dernier contact" in named["relation.idle_days"]
    spelled = [n for n, told in named.items() if n.rpartition(".")[2].replace("_", " ")
               in told and n.count("_")]  # fmt: skip
    assert spelled == []


def test_another_date_moves_the_clock_and_keeps_the_time_of_day(page, cast) -> None:
    lines = rows(page(path(cast, "at=2019-12-01"), who="officer"))
    law = lines["Rules in force since"]
    assert law[1] < "2019-12-01" < law[0]
    same = page(path(cast, "at=soon"), who="officer")
    assert "Nothing: answer, rules and facts are the same." in same.text


@pytest.mark.parametrize(
    ("fact", "value", "then", "now"),
    [
        ("person.known", "no", "yes", "no"),
        ("person.age", "15", "18", "15"),
        ("consent.method", "", "none", None),
        ("places", "DE, FR", "FR", "DE, FR"),
        ("places", '["DE"]', "FR", "DE"),
        ("objections", "profiling", "none", "profiling"),
    ],
)
def test_a_value_is_written_as_people_write_it(
    page, cast, fact, value, then, now
) -> None:
    shown = page(path(cast, f"fact={fact}&value={value}"), who="officer")
    assert shown.all("table") or now is None
    if now is not None:
        assert [then, now] in rows(shown).values()


def test_a_value_that_the_rules_do_not_know_is_named_at_its_field(page, cast) -> None:
    shown = page(path(cast, "fact=consent.state&value=perhaps"), who="officer")
    assert "The rules do not know this value for this fact." in shown.text
    assert shown.one("input", id="f-value1").get("aria-invalid") == "true"
    assert not shown.all("table")


def test_rules_that_are_not_kept_cannot_be_asked(page, cast, services) -> None:
    with services.database.transaction() as conn:
        conn.exec_driver_sql("UPDATE consent_decision SET revision = 'sha256:gone'")
    shown = page(path(cast), who="officer")
    assert "These rules cannot be asked about this decision." in shown.text
    today = page(path(cast, "policy=today"), who="officer")
    assert "It would be refused." in today.text


def test_who_asked_and_why_is_on_record(page, cast, services) -> None:
    page(path(cast, "reason=complaint"), who="officer")
    page(path(cast, "reason=Lea+Martin"), who="officer")
    with services.database.reading() as conn:
        found = services.log.find(conn, Filters(decision=cast.refused, actor="dora"))
    assert [one.header["k"] for one in found] == ["data.read", "data.read"]


def test_what_does_not_move_is_named(page, cast, services) -> None:
    with services.database.transaction() as conn:
        conn.exec_driver_sql(
            "UPDATE consent_situation SET document_json = "
            "replace(document_json, '\"age\":18', '\"age\":16')"
        )
    shown = page(path(cast, "at=2030-01-01"), who="officer")
    assert "so this stayed as it was: The person: age" in shown.text


def test_a_rule_whose_bearing_alone_changed_is_told_as_a_rule(page, cast) -> None:
    query = "fact=consent.state&value=granted"
    lines = rows(page(path(cast, query), who="officer"))
    assert lines["Rule: Profiling of a minor"] == ["Does not apply", "Satisfied"]


def test_a_duty_that_is_gone_is_told_as_a_duty(page, cast) -> None:
    lines = rows(page(path(cast, "fact=tracking&value=yes"), who="officer"))
    (duty,) = [name for name in lines if name.startswith("Duty: ")]
    assert lines[duty] == ["given", "not given"]


def test_no_more_facts_than_the_form_can_show_are_changed(page, cast) -> None:
    many = "&".join(["fact=tracking&value=yes"] * 9)
    shown = page(path(cast, many), who="officer")
    assert len(shown.all("select", name="fact")) == 5
