import tomllib
from collections import Counter
from typing import Any

import pytest

from cdp.demo import people, scenes
from cdp.demo.scenes import Stage
from cdp.demo.sink import Mail, MailSink
from cdp.errors import UnavailableError
from cdp.ingestion.mapping import read_mapping


class Recorder:
    """Stands where the installation stands, and writes down what is asked of it."""

    port = 1

    def __init__(self) -> None:
        self.calls: list[tuple[str, ...]] = []

    def run(self, *arguments: str) -> dict[str, Any]:
        self.calls.append(arguments)
        name = arguments[2] if len(arguments) > 2 else ""
        return {"client_secret": f"secret-{name}", "write_key": f"key-{name}"}


class Answering:
    """An interface that gives prepared answers."""

    def __init__(self, *answers: bool) -> None:
        self.answers = list(answers)
        self.posts: list[str] = []

    def post(self, path: str, _body: object) -> dict[str, Any]:
        self.posts.append(path)
        yes = self.answers.pop(0)
        told: dict[str, Any] = {"decision": yes, "context": {"reasons": []}}
        return told | ({"permit": {"id": "prm_1"}} if yes else {})


@pytest.fixture
def stage() -> Stage:
    return Stage(Recorder(), MailSink(), lambda *_: None, 400)  # type: ignore[arg-type]


def test_everybody_who_calls_or_signs_in_is_made_by_a_command(stage: Stage) -> None:
    scenes.set_up(stage)
    kinds = Counter(call[0] for call in stage.at.calls)
    assert kinds == {"init": 1, "client": 4, "source": 3, "staff": 1}
    assert stage.secrets["email-esp"] == "secret-email-esp"
    assert stage.write_keys["webshop"] == "key-webshop"


def test_the_mapping_is_one_that_the_importer_reads() -> None:
    mapping = read_mapping(tomllib.loads(scenes.MAPPING))
    assert set(mapping.needed_columns()) == set(people.EXPORTED)
    assert mapping.columns["rec_id"] == "userId"


def test_a_permit_is_settled_and_a_refusal_is_not(stage: Stage) -> None:
    api = Answering(True, False)
    stage.apis["email-esp"] = api  # type: ignore[assignment]
    body = scenes.questions.newsletter(stage.changing)
    api.answers.insert(1, True)
    scenes._ask_one(stage, scenes.Asked(body=body, permit=True, again=2))
    assert api.posts == ["/v1/permits", "/v1/permits/prm_1/outcome", "/v1/permits"]
    assert (stage.tally.decisions, stage.tally.permits) == (2, 1)


def test_a_portal_that_changes_nothing_fails_the_demo(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.apis["email-esp"] = Answering(True, True, True)  # type: ignore[assignment]
    monkeypatch.setattr(scenes, "_sign_in", lambda *_: None)
    monkeypatch.setattr(scenes.Browser, "submit", lambda *_, **__: "")
    with pytest.raises(UnavailableError, match="answered with"):
        scenes.change_mind(stage)


def test_the_crm_has_people_that_no_shop_knows(stage: Stage) -> None:
    known = {one.email for one in stage.visitors}
    mails = scenes._crm_emails(stage)
    assert len(mails) == scenes.CRM_ONLY
    assert not known & set(mails)


@pytest.mark.parametrize(
    ("text", "code"), [("Your code: 042137\n", "042137"), ("No 1234567 here", "")]
)
def test_the_code_is_read_from_the_mail(text: str, code: str) -> None:
    assert scenes._code(Mail(to=("a@x.test",), subject="", text=text)) == code
