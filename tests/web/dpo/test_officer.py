"""Looking at somebody is itself recorded."""

import audit


def entries(services, kind: str) -> list:
    with services.database.reading() as conn:
        return list(services.log.find(conn, audit.Filters(kind=kind), limit=200))


def test_looking_is_recorded_with_the_name_of_the_officer(page, services, cast) -> None:
    before = len(entries(services, "data.read"))
    page(f"/en/dpo/decisions/{cast.refused}", who="officer")
    found = entries(services, "data.read")
    assert len(found) == before + 1
    assert found[0].terms[0].actor == "dora"
    assert found[0].terms[0].subject == cast.subject
