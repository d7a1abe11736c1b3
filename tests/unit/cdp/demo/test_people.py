import csv
from pathlib import Path

import pytest

from cdp.demo import people


def test_febrl_has_five_thousand_people_twice() -> None:
    crm, stores = people.febrl("crm"), people.febrl("stores")
    assert (len(crm), len(stores)) == (5_000, 5_000)
    assert {people.label(r["rec_id"]) for r in crm} == {
        people.label(r["rec_id"]) for r in stores
    }


def test_addresses_are_synthetic_and_one_each() -> None:
    mails = [people.email_of(row) for row in people.febrl("crm")]
    assert len(set(mails)) == 5_000
    assert all(mail.endswith("@people.example.test") for mail in mails)
    assert not any(" " in mail for mail in mails)


def test_a_limit_keeps_the_same_people_in_both_files() -> None:
    crm, stores = people.febrl("crm", 100), people.febrl("stores", 100)
    assert len(crm) == len(stores) == 100


@pytest.mark.parametrize(("source", "has_mail"), [("crm", True), ("stores", False)])
def test_only_the_crm_exports_mails(
    source: str, has_mail: bool, tmp_path: Path
) -> None:
    path = people.write_import(source, tmp_path, 50)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 50
    assert all(bool(row["email"]) is has_mail for row in rows)
    assert all(len(row["date_of_birth"]) in (0, 10) for row in rows)


def test_every_demo_meets_the_same_visitors() -> None:
    assert list(people.visitors()) == list(people.visitors())


def test_customers_come_by_the_mail_that_the_crm_knows() -> None:
    known = {people.email_of(row) for row in people.febrl("crm")}
    found = people.visitors()
    assert len(found.customers) == people.CUSTOMERS
    assert all(one.email in known for one in found.customers)
    assert not any(one.email for one in found.moved)
    assert not any(one.email in known for one in found.newcomers)


def test_visitors_have_ids_of_their_own() -> None:
    ids = [one.user_id for one in people.visitors()]
    assert len(ids) == len(set(ids))


def test_traits_leave_out_what_is_not_known() -> None:
    moved = people.visitors().moved[1]
    traits = moved.traits()
    assert "email" not in traits
    assert traits["address"] == {"city": moved.city, "country": moved.place[0]}


def test_nobodys_name_shows_in_a_repr() -> None:
    one = people.visitors().customers[0]
    assert one.given_name not in repr(one)
    assert one.email not in repr(one)
