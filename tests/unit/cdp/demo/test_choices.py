from datetime import UTC, datetime

from cdp.api.schemas import ConsentBody
from cdp.demo import people
from cdp.demo.choices import choices

AT = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
VISITORS = people.visitors()


def test_every_choice_has_the_form_that_the_interface_takes() -> None:
    said = list(choices(VISITORS, AT))
    for one in said:
        assert not ConsentBody().validate(one)
    assert {one["act"] for one in said} == {"grant", "refuse", "withdraw", "object"}


def test_a_yes_names_the_text_that_was_shown() -> None:
    for one in choices(VISITORS, AT):
        assert ("notice" in one) is (one["act"] == "grant")


def test_stores_know_people_by_their_own_number_only() -> None:
    numbers = {row["rec_id"] for row in people.febrl("stores")}
    said = [x["identifier"] for x in choices(VISITORS, AT)]
    in_store = [x["id"] for x in said if x["type"] == "user_id"]
    assert len(in_store) == 10
    assert set(in_store) <= numbers
