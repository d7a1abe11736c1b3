"""A search is on record, and finds a person by every pseudonym it has."""

import pytest

from audit import Body, Entry, Filters, IndexTerms
from cdp.errors import InvalidInputError
from cdp.searching import Reader, Search, search

OFFICER = Reader(name="dora", reason="case 12")


def add(services, subject: str | None = None, **terms: object) -> str:
    entry = Entry(at=services.now(), kind="config", outcome="done")
    with services.database.transaction() as conn:
        body = Body(subject=None, document={"act": "test"})
        index = IndexTerms(subject=subject, **terms)
        return services.log.append(conn, entry, [body], index).entry_id


def ask(services, **asked: object):
    names = {name: asked.pop(name) for name in ("cursor", "limit") if name in asked}
    return search(services, Search(filters=Filters(**asked), **names), OFFICER)


def ids(page) -> list[str]:
    return [one.entry_id for one in page.entries]


def found_by(services, who: str) -> list:
    with services.database.reading() as conn:
        return list(services.log.find(conn, Filters(kind="audit.read", actor=who)))


def read_by_dora(services) -> list:
    return found_by(services, "dora")


def test_pages_are_joined_by_cursors_both_ways(services) -> None:
    made = [add(services, actor="esp") for _ in range(5)][::-1]
    first = ask(services, actor="esp", limit=2)
    assert ids(first) == made[:2]
    assert first.is_newest
    second = ask(services, actor="esp", limit=2, cursor=first.older)
    assert ids(second) == made[2:4]
    assert not second.is_newest
    last = ask(services, actor="esp", limit=2, cursor=second.older)
    assert (ids(last), last.older) == (made[4:], None)
    back = ask(services, actor="esp", limit=2, cursor=last.newer)
    assert (ids(back), back.is_newest) == (made[2:4], False)
    assert ids(ask(services, actor="esp", limit=2, cursor=back.older)) == made[4:]
    top = ask(services, actor="esp", limit=2, cursor=back.newer)
    assert (ids(top), top.is_newest) == (made[:2], True)


def test_what_is_new_is_asked_for_with_the_same_cursor(services) -> None:
    add(services, actor="esp")
    seen = ask(services, actor="esp").newer
    nothing = ask(services, actor="esp", cursor=seen)
    assert (nothing.entries, nothing.newer, nothing.older) == ((), seen, None)
    new = add(services, actor="esp")
    assert ids(ask(services, actor="esp", cursor=seen)) == [new]


@pytest.mark.parametrize(
    "cursor",
    ["x", "\xe9", "b2VudF8", "bz", "b2VudF8wMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMA"],
)
def test_a_cursor_of_no_page_is_refused(services, cursor: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        ask(services, cursor=cursor)
    assert refused.value.fields.keys() == {"cursor"}
    assert read_by_dora(services) == []


def test_a_search_is_on_record_for_whom_it_found(services) -> None:
    add(services, subject="sub_a")
    ask(services, subject="sub_a")
    ask(services, subject="sub_b", since=services.now())
    later, earlier = read_by_dora(services)
    assert [one.subject for one in earlier.terms] == ["sub_a"]
    # Somebody may type anything: what finds nobody is kept nowhere.
    assert [one.subject for one in later.terms] == [None]


def test_an_unknown_person_has_no_entries(services) -> None:
    add(services, subject="sub_a")
    asked = Search(filters=Filters(), person="per_none")
    assert search(services, asked, OFFICER).entries == ()
