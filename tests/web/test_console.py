"""The console: the log in sentences, one decision with all its rules, and integrity."""

import sqlalchemy as sa

import audit
from tests.web.house import words


def entries(services, kind: str) -> list:
    with services.database.reading() as conn:
        return list(services.log.find(conn, audit.Filters(kind=kind), limit=200))


def test_the_list_speaks_in_sentences(page) -> None:
    shown = page("/en/dpo/entries", who="officer")
    assert "“email-esp” asked about person …" in shown.text
    assert "The person has not consented" in shown.text
    assert "_" not in words(shown.one("ul", **{"class": "entries"}))


def test_the_search_is_the_address(page) -> None:
    shown = page("/en/dpo/entries?outcome=deny&purpose=offers", who="officer")
    (listed,) = shown.all("ul", **{"class": "entries"})
    rows = list(listed.iter("{http://www.w3.org/1999/xhtml}li"))
    assert len(rows) == 1
    assert "Offers" in words(rows[0])
    chosen = [o.get("value") for o in shown.all("option") if o.get("selected") == ""]
    assert chosen == ["deny", "offers"]


def test_a_search_for_nothing_says_so(page) -> None:
    shown = page("/en/dpo/entries?since=2001-01-01&until=2001-01-02", who="officer")
    assert "No entry fits this search." in shown.text


def test_a_wrong_search_asks_for_nothing(page) -> None:
    page("/en/dpo/entries?since=yesterday&subject=%00&before=x", who="officer")


def test_the_filters_find_by_rule_client_and_subject(page, cast) -> None:
    for asked in (
        "rule=consent-missing",
        "actor=email-esp&outcome=deny",
        f"subject={cast.subject}&kind=policy.decision",
    ):
        shown = page(f"/en/dpo/entries?{asked}", who="officer")
        assert "email-esp" in words(shown.one("ul", **{"class": "entries"}))


def test_pages_go_on_by_key_without_gap_or_repetition(services, client_for) -> None:
    now = services.now()
    with services.database.transaction() as conn:
        made = {
            services.log.append(
                conn, audit.Entry(at=now, kind="config", outcome="done")
            ).entry_id
            for _ in range(120)
        }
    seen, path = [], "/en/dpo/entries?kind=config"
    while path:
        text = client_for("officer").get(path).text
        seen += [part[:30] for part in text.split("/dpo/entries/")[1:]]
        _, found, after = text.partition('class="button" href="')
        path = after.partition('"')[0].replace("&amp;", "&") if found else ""
    assert sorted(seen) == sorted(made)


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


def test_looking_is_recorded_with_the_name_of_the_officer(page, services, cast) -> None:
    before = len(entries(services, "data.read"))
    page(f"/en/dpo/decisions/{cast.refused}", who="officer")
    found = entries(services, "data.read")
    assert len(found) == before + 1
    assert found[0].terms[0].actor == "dora"
    assert found[0].terms[0].subject == cast.subject


def test_a_sound_log_is_said_to_be_intact(client_for, page) -> None:
    client = client_for("officer")
    token = page("/en/dpo/integrity", client=client).csrf
    answered = client.post("/en/dpo/integrity", data={"csrf_token": token})
    assert "The log is intact." in answered.text


def test_a_changed_entry_is_named(services, client_for, page) -> None:
    with services.database.transaction() as conn:
        conn.execute(sa.text("DROP TRIGGER IF EXISTS audit_log_no_update"))
        for (name,) in conn.execute(
            sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).all():
            if name.startswith("audit_log"):
                conn.execute(sa.text(f"DROP TRIGGER {name}"))
        row = conn.execute(
            sa.text("SELECT entry_id, leaf FROM audit_log WHERE idx = 2")
        )
        entry_id, leaf = row.one()
        forged = leaf.replace(b'"out":"done"', b'"out":"deny"')
        conn.execute(
            sa.text("UPDATE audit_log SET leaf = :leaf WHERE idx = 2"), {"leaf": forged}
        )
    client = client_for("officer")
    token = page("/en/dpo/integrity", client=client).csrf
    answered = client.post("/en/dpo/integrity", data={"csrf_token": token})
    assert "The log is not intact." in answered.text
    assert f"Broken at entry number 2 ({entry_id})" in answered.text


def test_today_counts_and_draws_with_a_table_beside_it(page) -> None:
    shown = page("/en/dpo/", who="officer")
    assert "questions asked" in shown.text
    assert "Refusals by rule" in shown.text
    (table,) = shown.all("table")
    cells = [words(cell) for cell in table.iter("{http://www.w3.org/1999/xhtml}td")]
    drawn = words(next(e for e in shown.root.iter() if e.get("class") == "chart"))
    for title, number in zip(cells[::2], cells[1::2], strict=True):
        assert f"{title}: {number}" in drawn
