"""My messages: what was asked about me, what was allowed and what was stopped."""

from tests.web.house import words


def test_both_answers_are_listed_with_the_reason_of_a_no(page) -> None:
    shown = page("/en/messages", who="person")
    listed = words(shown.one("ul", **{"class": "entries"}))
    assert "“email-esp” asked to send a message: Newsletter (E-mail)." in listed
    assert "It was refused: The person has not consented" in listed


def test_each_line_leads_to_its_reasons(page) -> None:
    shown = page("/en/messages", who="person")
    links = [a.get("href") for a in shown.all("a") if "/why/" in (a.get("href") or "")]
    assert len(links) == 2
    for link in links:
        page(link)
