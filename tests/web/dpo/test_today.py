"""Today: numbers that lead to their lists, drawn and in a table."""

from tests.web.house import words


def test_today_counts_and_draws_with_a_table_beside_it(page) -> None:
    shown = page("/en/dpo/", who="officer")
    assert "questions asked" in shown.text
    assert "Refusals by rule" in shown.text
    (table,) = shown.all("table")
    cells = [words(cell) for cell in table.iter("{http://www.w3.org/1999/xhtml}td")]
    drawn = words(next(e for e in shown.root.iter() if e.get("class") == "chart"))
    for title, number in zip(cells[::2], cells[1::2], strict=True):
        assert f"{title}: {number}" in drawn


def test_each_number_opens_the_list_that_it_counts(page) -> None:
    shown = page("/en/dpo/", who="officer")
    figures = shown.one("ul", **{"class": "figures"})
    for item in figures.iter("{http://www.w3.org/1999/xhtml}li"):
        link = next(item.iter("{http://www.w3.org/1999/xhtml}a"))
        number = words(next(item.iter("{http://www.w3.org/1999/xhtml}strong")))
        listed = page(link.get("href"), who="officer")
        if number == "0":
            nothing = ("No entry fits this search.", "Nobody waits.")
            assert any(one in listed.text for one in nothing)
        else:
            rows = listed.one("ul", **{"class": "entries"})
            count = len(list(rows.iter("{http://www.w3.org/1999/xhtml}li")))
            assert str(count) == number
