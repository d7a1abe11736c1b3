"""GET /v1/audit/entries: any combination of filters, page by page, on record."""

import pytest

from tests.integration.http_live import WHO, question

PATH = "/v1/audit/entries"


def get(api, installed, **asked):
    return api.get(PATH, query_string=asked, headers=installed.bearer)


@pytest.fixture
def refused(api, installed, consented):
    """A question about the known person that is answered with no."""
    asked = question(WHO, purpose="offers", channel="email")
    answer = api.post("/access/v1/evaluation", json=asked, headers=installed.bearer)
    assert answer.get_json()["decision"] is False
    return answer.get_json()["context"]


def test_a_decision_is_found_by_each_of_its_words(api, installed, refused):
    found = get(api, installed, decision=refused["id"]).get_json()["entries"]
    (entry,) = found
    (about,) = entry["about"]
    for asked in (
        {"subject": about["subject"], "act": "policy.decision"},
        {"actor": about["actor"], "outcome": "deny"},
        {"purpose": "offers", "channel": "email"},
        {"rule": refused["reasons"][0]["rule"]},
        {"policy_revision": refused["policy"]["revision"], "outcome": "deny"},
        {"since": entry["at"], "act": "policy.decision"},
    ):
        listed = get(api, installed, **asked).get_json()["entries"]
        assert entry["id"] in [one["id"] for one in listed], asked
    assert entry["id"] == refused["audit"]["entry"]


def test_a_page_goes_on_and_back(api, installed, refused):
    first = get(api, installed, limit=1).get_json()
    older = get(api, installed, limit=1, cursor=first["older"]).get_json()
    back = get(api, installed, limit=1, cursor=older["newer"]).get_json()
    assert back["entries"] == first["entries"]
    assert older["entries"] != first["entries"]


def test_the_search_is_on_record_with_its_reason(api, installed, refused):
    get(api, installed, outcome="deny", reason="case 2027/3")
    listed = get(api, installed, act="audit.read").get_json()["entries"]
    assert listed[0]["about"][0]["actor"] == installed.key.partition(".")[0]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"act": "gossip"}, "act"),
        ({"since": "yesterday"}, "since"),
        ({"since": "2027-01-02T00:00:00"}, "since"),
        (
            {"since": "2027-01-02T00:00:00Z", "until": "2027-01-01T00:00:00Z"},
            "until",
        ),
        ({"limit": "0"}, "limit"),
        ({"limit": "1000"}, "limit"),
        ({"cursor": "x"}, "cursor"),
        ({"policy_revision": "sha256:1"}, "policy_revision"),
        ({"subject": "a b"}, "subject"),
        ({"email": "x"}, "email"),
    ],
)
def test_a_wrong_filter_is_named_and_never_ignored(api, installed, asked, field):
    answer = get(api, installed, **asked)
    assert answer.status_code == 400
    assert field in str(answer.get_json())


def test_a_filter_named_twice_is_refused(api, installed):
    answer = api.get(PATH + "?act=auth&act=config", headers=installed.bearer)
    assert answer.status_code == 400


def test_it_needs_its_scope(api, installed):
    assert api.get(PATH).status_code == 401
