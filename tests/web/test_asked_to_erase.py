"""From the person's request to the officer's decision, over the pages."""

import re

import pytest

from cdp import rights
from tests.web.house import words
from tests.web.people import ADDRESS, PASSWORD


def token_of(shown) -> str:
    return shown.all("input", name="csrf_token")[0].get("value")


def post(client, shown, path: str, **form: str):
    return client.post(path, data={"csrf_token": token_of(shown), **form})


@pytest.fixture
def asked(services, cast) -> str:
    made = rights.open_request(services, cast.subject, via="portal", actor="portal")
    return made.id


def test_a_person_asks_and_takes_it_back(page, client_for) -> None:
    client = client_for("person")
    shown = page("/en/erase", client=client)
    done = post(client, shown, "/en/erase")
    assert done.status_code == 303
    status = page(done.location, client=client)
    assert "We decide by" in status.text
    back = post(client, status, done.location)
    assert back.status_code == 303
    assert "You took this request back" in page(done.location, client=client).text
    assert "You took this request back" in page(done.location).text


def test_only_its_person_takes_a_request_back(services, page, client_for) -> None:
    client = client_for("person")
    shown = page("/en/erase", client=client)
    nobody = services.links.sign("request", "rqs_none")
    assert post(client, shown, f"/en/request/{nobody}").status_code == 404
    assert page("/en/request/forged", status=404)


def test_the_officer_looks_decides_and_proves_who_it_is(
    services, page, client_for, asked, cast
) -> None:
    client = client_for("officer")
    path = f"/en/dpo/requests/{asked}"
    shown = page(path, client=client)
    assert "What would go" in shown.text
    assert "keys destroyed" in shown.text
    wrong = post(client, shown, f"{path}/erase", password="a wrong one altogether")
    assert wrong.status_code == 400
    assert post(client, shown, f"{path}/erase", password=PASSWORD).status_code == 303
    after = page(path, client=client)
    assert "Erased here" in after.text
    assert cast.subject not in after.text
    link = services.links.sign("request", asked)
    assert "Your data are erased here" in page(f"/en/request/{link}").text
    assert "effacées ici" in page(f"/fr/request/{link}").text
    again = post(client, shown, f"{path}/refuse", ground="unfounded")
    assert again.status_code == 409
    (form,) = [f for f in after.all("form") if "/notices/" in f.get("action")][:1]
    told = post(client, after, form.get("action"), state="confirmed")
    assert told.status_code == 303
    assert "Confirmed" in page(path, client=client).text
    with services.database.reading() as conn:
        assert not services.asking.circle(conn, "email", ADDRESS).known


def test_a_refusal_names_its_law_and_where_to_complain(
    services, page, client_for, asked
) -> None:
    client = client_for("officer")
    path = f"/en/dpo/requests/{asked}"
    shown = page(path, client=client)
    longer = post(client, shown, f"{path}/extend", reason="complexity")
    assert longer.status_code == 303
    assert "The request is complex." in page(path, client=client).text
    assert post(client, shown, f"{path}/refuse", ground="nothing").status_code == 400
    done = post(client, shown, f"{path}/refuse", ground="legal-claims")
    assert done.status_code == 303
    link = services.links.sign("request", asked)
    told = page(f"/en/request/{link}")
    assert "Art. 17(3)(e)" in told.text
    assert "complain to the data protection authority" in told.text


def test_an_officer_opens_a_request_for_somebody_who_wrote(page, client_for) -> None:
    client = client_for("officer")
    shown = page("/en/dpo/requests", client=client)
    assert "Nobody waits." in shown.text
    made = post(client, shown, "/en/dpo/requests", kind="email", value=ADDRESS,
                regime="ccpa")  # fmt: skip
    assert made.status_code == 303
    assert "California, 45 days" in page(made.location, client=client).text
    assert ADDRESS not in made.location
    nobody = post(client, shown, "/en/dpo/requests", kind="email", value="x@y.test")
    assert nobody.status_code == 404
    assert post(client, shown, "/en/dpo/requests", kind="x").status_code == 400
    assert post(client, shown, "/en/dpo/notices/ntc_x", state="x").status_code == 400


def test_the_list_says_what_is_due_and_who_has_not_confirmed(
    services, page, asked
) -> None:
    rights.execute(services, asked, actor="dora")
    shown = page("/en/dpo/requests", who="officer")
    row = next(one for one in shown.all("tr") if asked in words(one))
    assert re.search(r"Erased here.*[1-9]$", words(row).strip())


def test_the_front_page_counts_requests_and_opens_their_list(page, asked) -> None:
    shown = page("/en/dpo/", who="officer")
    (link,) = [a for a in shown.all("a") if "to be erased" in words(a)]
    assert link.get("href") == "/en/dpo/requests"
