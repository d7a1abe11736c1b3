from dataclasses import replace

import pytest

from cdp.app import create_app
from tests.integration.http_live import WHO, ask, question, rules


def test_a_question_about_a_person_who_agreed_is_permitted(api, installed, consented):
    answer = ask(api, installed, question(WHO))
    assert answer["decision"] is True, answer
    assert answer["context"]["id"].startswith("dec_")
    assert answer["context"]["audit"]["entry"]
    assert answer["context"]["policy"]["revision"].startswith("sha256:")


@pytest.mark.parametrize(
    "change",
    [
        {"purpose": "mind_control"},
        {"channel": "telepathy"},
        {"content_class": "gossip"},
        {"recipient": {"id": "nobody"}},
        {"ai": {"system": "skynet", "used": True}},
    ],
)
def test_unknown_is_no_with_a_reason(api, installed, consented, change):
    answer = ask(api, installed, question(WHO, **change))
    assert answer["decision"] is False
    assert rules(answer)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("action", "name"), "teleport"),
        (("resource", "type"), "shoe"),
        (("resource", "id"), "nobody@example.test"),
    ],
)
def test_an_unknown_act_or_person_is_no_with_a_reason(
    api, installed, consented, path, value
):
    body = question(WHO)
    body[path[0]][path[1]] = value
    answer = ask(api, installed, body)
    assert answer["decision"] is False
    assert rules(answer)


def test_a_question_in_the_name_of_another_client_is_forbidden(api, installed):
    body = question(WHO)
    body["subject"]["id"] = "somebody-else"
    response = api.post("/access/v1/evaluation", json=body, headers=installed.bearer)
    assert response.status_code == 403


def several(semantic, *purposes):
    items = [
        {"action": question(WHO, purpose=purpose)["action"]} for purpose in purposes
    ]
    body = question(WHO)
    del body["action"]
    return {**body, "evaluations": items, "options": {"evaluations_semantic": semantic}}


@pytest.mark.parametrize(
    ("semantic", "found"),
    [
        ("execute_all", [True, False, True, False]),
        ("deny_on_first_deny", [True, False]),
        ("permit_on_first_permit", [True]),
    ],
)
def test_several_questions_follow_their_semantic(
    api, installed, consented, semantic, found
):
    body = several(semantic, "newsletter", "nothing", "newsletter", "nothing")
    answers = ask(api, installed, body, "/access/v1/evaluations")["evaluations"]
    assert [one["decision"] for one in answers] == found
    assert all(one["context"]["id"] for one in answers)


def test_a_wrong_item_is_its_own_error(api, installed, consented):
    body = several("execute_all", "newsletter")
    body["evaluations"].append({"action": {"name": "send"}})
    body["evaluations"].append({"subject": {"type": "channel_system", "id": "x"}})
    answers = ask(api, installed, body, "/access/v1/evaluations")["evaluations"]
    assert [one["decision"] for one in answers] == [True, False, False]
    errors = [one["context"]["error"]["status"] for one in answers[1:]]
    assert errors[0] == 400
    assert errors[1] in (400, 403)


def test_without_items_it_is_one_question(api, installed, consented):
    answer = ask(api, installed, question(WHO), "/access/v1/evaluations")
    assert answer["decision"] is True


class BrokenDatabase:
    """Authenticates, and then cannot write."""

    def __init__(self, database):
        self._database = database

    def reading(self):
        return self._database.reading()

    def transaction(self):
        raise OSError("disk full")


@pytest.mark.parametrize("path", ["/access/v1/evaluation", "/v1/permits"])
def test_when_the_audit_entry_cannot_be_written_the_answer_is_no(
    services, api, installed, consented, path
):
    broken = replace(services, database=BrokenDatabase(services.database))
    with create_app(broken).test_client() as client:
        answer = ask(client, installed, question(WHO), path)
    assert answer["decision"] is False
    assert rules(answer) == ["audit-unavailable"]
    assert "permit" not in answer
