"""The log as a list of sentences; the search is the address."""

import audit
from cdp import identity
from cdp.web.dpo.entries import PAGE, Search
from tests.web.house import words


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
    page("/en/dpo/entries?since=yesterday&subject=%00&cursor=x", who="officer")


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
            for _ in range(2 * PAGE + 20)
        }
    seen, path = [], "/en/dpo/entries?kind=config"
    while path:
        text = client_for("officer").get(path).text
        seen += [part[:30] for part in text.split("/dpo/entries/")[1:]]
        before, found, _ = text.partition('" rel="next"')
        path = before.rpartition('href="')[2].replace("&amp;", "&") if found else ""
    assert sorted(seen) == sorted(made)


def test_a_day_counts_to_its_end() -> None:
    filters = Search.of({"since": "2026-03-01", "until": "2026-03-01"}).filters()
    assert (filters.until - filters.since).days == 1


def test_what_is_no_plain_word_is_not_searched_for() -> None:
    assert not Search.of({"subject": "a b", "kind": "<b>", "other": "x"}).given


def test_a_page_leads_back_to_the_newer_one(services, client_for) -> None:
    now = services.now()
    with services.database.transaction() as conn:
        for _ in range(PAGE + 1):
            services.log.append(
                conn, audit.Entry(at=now, kind="config", outcome="done")
            )
    first = client_for("officer").get("/en/dpo/entries?kind=config").text
    assert "Newer entries" not in first
    older = first.partition('class="button" href="')[2].partition('"')[0]
    second = client_for("officer").get(older.replace("&amp;", "&")).text
    newer = second.partition('rel="prev"')[0].rpartition('href="')[2].partition('"')[0]
    again = client_for("officer").get(newer.replace("&amp;", "&")).text
    listed = [text.split("/dpo/entries/")[1:] for text in (first, again)]
    assert listed[0][:5] == listed[1][:5]


def test_a_person_is_found_by_every_pseudonym(page, cast, services) -> None:
    with services.database.reading() as conn:
        (record,) = identity.records_of_subjects(conn, [cast.subject])
    shown = page(f"/en/dpo/entries?person={record.person}", who="officer")
    assert "email-esp" in words(shown.one("ul", **{"class": "entries"}))
    nobody = page("/en/dpo/entries?person=per_none", who="officer")
    assert "No entry fits this search." in nobody.text


def test_a_proof_is_downloaded_and_holds_without_us(
    page, client_for, services, cast
) -> None:
    with services.database.transaction() as conn:
        made = audit.Entry(at=services.now(), kind="config", outcome="done")
        waiting = services.log.append(conn, made).entry_id
    path = f"/en/dpo/entries/{waiting}/proof"
    assert client_for("officer").get(path).status_code == 404
    assert "Download the proof" not in page(path[:-6], who="officer").text
    with services.database.transaction() as conn:
        services.log.sequence(conn)
    with services.database.transaction() as conn:
        services.log.seal(conn)
    shown = page(f"/fr/dpo/entries/{waiting}", who="officer")
    assert "Télécharger la preuve" in shown.text
    got = client_for("officer").get(path)
    assert got.headers["Content-Disposition"] == (
        f"attachment; filename={waiting}.tlog-proof"
    )
    proof = audit.Proof.parse(got.text)
    assert audit.verify_proof(proof, services.audit_key)
    assert waiting in proof.leaf.decode()
    with services.database.reading() as conn:
        (looked, *_) = services.log.find(conn, audit.Filters(kind="audit.read"))
        assert looked.entry_id != waiting
    assert client_for("operator").get(path).status_code == 403
    assert client_for(None).get(path).status_code == 303
    assert client_for("officer").get("/en/dpo/entries/ent_0/proof").status_code == 404
