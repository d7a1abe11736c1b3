"""What can be read off two texts: what is gone, off, or measured otherwise."""

import pytest

from consent.bundle import Bundle
from consent.changes import Changes, list_changes
from tests.unit.consent.policies import Change, changed, rewritten, two_mails_a_day
from tests.unit.consent.room import load_bundle


@pytest.fixture(scope="module")
def shipped() -> Bundle:
    return load_bundle()


def one_on(bundle: Bundle) -> str:
    """A term that is on and has begun."""
    return next(n for n, one in bundle.register("validity").items() if one["on"])


def test_the_same_text_has_no_changes(shipped) -> None:
    assert list_changes(shipped, load_bundle()) == Changes()


def test_a_limit_is_a_changed_register_and_shows_in_situations(shipped) -> None:
    found = list_changes(shipped, changed(caps=two_mails_a_day))
    assert found == Changes(registers=("caps",))


def test_a_rule_that_is_gone_is_named_by_its_code(shipped) -> None:
    path = "rules/topics/topics.rego"
    code = next(e.code for e in shipped.catalogue.of_rules if e.rule == "topics")
    other = rewritten(path, f"code: {code}\n", f"code: {code}-x\n")

    found = list_changes(shipped, other)
    assert found.modules == (path,)
    assert (found.dropped, found.added) == ((code,), (f"{code}-x",))
    assert found.measured == ()


def _off(term) -> None:
    term["on"] = False


def _later(term) -> None:
    term["from"] = "2999-01-01T00:00:00Z"


def _over(term) -> None:
    term["to"] = "2026-01-01T00:00:00Z"


@pytest.mark.parametrize("change", [_off, _later, _over])
def test_a_term_that_asks_less_of_the_calendar_rests(shipped, change) -> None:
    name = one_on(shipped)
    found = list_changes(shipped, changed(validity=lambda terms: change(terms[name])))
    assert found.rested == (name,)


def test_a_term_that_is_gone_is_awake_and_not_resting(shipped) -> None:
    name = one_on(shipped)
    found = list_changes(shipped, changed(validity=lambda terms: terms.pop(name)))
    assert found.rested == ()
    assert found.registers == ("validity",)


def test_a_term_that_wakes_asks_more(shipped) -> None:
    name = one_on(shipped)
    asleep = changed(validity=lambda terms: _off(terms[name]))
    assert list_changes(asleep, shipped).rested == ()


def _fewer_counted(caps) -> None:
    caps["email-day"]["channels"] = ["post"]


def _no_contact(actions) -> None:
    actions["send"]["contact"] = False


@pytest.mark.parametrize(
    ("register", "change"),
    [
        ("caps", _fewer_counted),
        ("caps", lambda caps: caps.pop("email-day")),
        ("actions", _no_contact),
        ("purposes", lambda p: p["newsletter"].update(content="service")),
        ("jurisdictions", lambda j: j["FR"].update(timezones=["Asia/Tokyo"])),
        ("gpc", lambda gpc: gpc.update(kinds=[])),
        ("breakpoints", lambda points: points.update(holidays_of=[])),
    ],
)
def test_what_python_measures_otherwise_is_named(
    shipped, register: str, change: Change
) -> None:
    found = list_changes(shipped, changed(**{register: change}))
    assert found.measured == (register,)


@pytest.mark.parametrize("register", ["caps", "actions", "purposes", "jurisdictions"])
def test_what_is_new_measures_nobody_yet(shipped, register: str) -> None:
    def add(entries) -> None:
        entries["new-one"] = dict(next(iter(entries.values())))

    assert list_changes(shipped, changed(**{register: add})).measured == ()
