"""The cases of the law, row by row, over the real path: ledger, facts, verdict, log.

Each file under `law_cases` holds rows: the rule's id in the catalogue of law, what the
case is, what was said before, what is asked, and what must come out. People, AI systems
and recipients in them are invented (`registers.json`).
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cdp.database import Database
from consent.acts import Act
from consent.bundle import Bundle
from consent.subject import Circle, PersonFacts, Question, SubjectId, Tie
from tests.contracts.opa_server import POLICIES
from tests.unit.consent.room import NOTICE, Room, load_bundle, make_room

FOLDER = Path(__file__).parent / "law_cases"
NOW = "2026-11-24T12:30:00+00:00"  # a Tuesday, half past one in Paris
BEGINNING = datetime(2018, 1, 1, tzinfo=UTC)
FIELDS = {
    "id", "case", "at", "places", "born", "zones", "said", "ask", "gpc", "unknown",
    "linked", "on", "off", "registers", "allowed", "reasons", "duties", "without",
    "kind", "not_before", "sources",
}  # fmt: skip
ASKED = {
    "action": "send",
    "purpose": "newsletter",
    "channel": "email",
    "content_class": "marketing",
}


def read_rows() -> list[dict[str, Any]]:
    files = sorted(f for f in FOLDER.glob("*.json") if f.stem != "registers")
    return [row for file in files for row in json.loads(file.read_text())]


ROWS = read_rows()


def _invented() -> dict[str, dict[str, Any]]:
    registers = json.loads((FOLDER / "registers.json").read_text())
    bundle = Bundle.load(POLICIES)
    like = {
        "ai_systems": bundle.register("ai_systems")["copywriter"],
        "recipients": bundle.register("recipients")["mail-house"],
    }
    purposes = sorted(bundle.register("purposes"))
    return {
        name: {**bundle.register(name)}
        | {k: {**like[name], "purposes": purposes, **v} for k, v in entries.items()}
        for name, entries in registers.items()
    }


def _bundle(row: Mapping[str, Any]) -> Bundle:
    """The shipped policies, the invented registers, and what the row changes."""
    shipped = Bundle.load(POLICIES)
    changed: dict[str, Any] = _invented()
    for name, entries in row.get("registers", {}).items():
        changed[name] = _merged(shipped.register(name), entries)
    terms = dict(shipped.register("validity"))
    for switch in ("on", "off"):
        for term in row.get(switch, ()):
            terms[term] = {**terms[term], "on": switch == "on"}
    return load_bundle(**changed, validity=terms)


def _merged(shipped: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    return {**shipped} | {
        key: _merged(shipped[key], new) if isinstance(new, dict) else new
        for key, new in changes.items()
    }


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Room]]:
    """One database and one engine for each set of registers."""
    made: dict[str, Room] = {}
    yield made
    for room in made.values():
        room.database.dispose()


def _room(row: Mapping[str, Any], rooms: dict[str, Room], folder: Path) -> Room:
    key = json.dumps(
        [row.get("registers"), row.get("on"), row.get("off")], sort_keys=True
    )
    if key not in rooms:
        database = Database(f"sqlite:///{folder / 'cases.db'}")
        database.migrate()
        rooms[key] = make_room(database, _bundle(row))
    return rooms[key]


def _acts(row: Mapping[str, Any], who: SubjectId, now: datetime) -> Iterator[Act]:
    """Read `grant offers/email 10d method=phone explicit` as an act of the ledger."""
    for line in row.get("said", ()):
        word, scope, *rest = line.split()
        terms: dict[str, Any] = {
            "method": "web_form",
            "evidence": {},
            "at": now - timedelta(days=1),
        }
        if word == "grant" and "no_notice" not in rest:
            terms["notice"] = NOTICE
        terms |= _scope(scope)
        for flag in rest:
            name, _, value = flag.partition("=")
            if name.endswith("d") and name[:-1].isdigit():
                terms["at"] = now - timedelta(days=int(name[:-1]))
            elif name in EVIDENCE:
                terms["evidence"] |= EVIDENCE[name](value, now)
            elif name != "no_notice":
                terms |= FLAGS[name](value)
        yield Act(subject=who, act=word, **terms)


def _scope(scope: str) -> dict[str, Any]:
    if scope == "-":
        return {}
    if scope.startswith("kind:"):
        return {"kind": scope[5:]}
    purpose, _, channel = scope.partition("/")
    return {"purpose": purpose, "channel": channel or None}


FLAGS: dict[str, Callable[[str], dict[str, Any]]] = {
    "at": lambda value: {"at": datetime.fromisoformat(value)},
    "explicit": lambda _: {"explicit": True},
    "recipients": lambda value: {"recipients": tuple(value.split(","))},
    "method": lambda value: {"method": value},
    "parental": lambda value: {"parental": value},
}
EVIDENCE: dict[str, Callable[[str, datetime], dict[str, Any]]] = {
    "sold": lambda value, now: {
        "sale_at": (now - timedelta(days=int(value))).isoformat()
    },
    "offered": lambda value, _: {"opt_out_offered": value == "yes"},
    "line": lambda value, _: {"product_line": value},
}


def _answer(row: Mapping[str, Any], room: Room, number: int) -> Any:
    now = datetime.fromisoformat(row.get("at", NOW))
    who = SubjectId(f"sub_{number:026d}")
    other = SubjectId(f"sub_{number + 500_000:026d}")
    tie = Tie(row["linked"]) if "linked" in row else None
    for said in _acts(row, other if tie else who, now):
        room.say(said, now=max(now, BEGINNING), about=_circle(said.subject))
    ask = {**ASKED, "can_fulfil": tuple(room.bundle.register("obligations"))}
    ask |= row.get("ask", {})
    linked = ((other, tie),) if tie else ()
    question = Question(
        client="email-esp",
        name=ask.pop("action"),
        properties=ask,
        circle=Circle(person=None, subjects=())
        if row.get("unknown")
        else _circle(who, *linked),
        facts=PersonFacts(
            places=tuple(row.get("places", ["FR"])),
            born_on=date.fromisoformat(row["born"]) if "born" in row else None,
            timezones=tuple(row.get("zones", ())),
        ),
        signals={"sec_gpc": "1"} if row.get("gpc") else {},
    )
    return room.decide(question, now)


def _circle(who: SubjectId, *others: tuple[SubjectId, Tie]) -> Circle:
    return Circle(person="per_" + who[4:], subjects=((who, Tie.SELF), *others))


@pytest.mark.parametrize(
    "number", range(len(ROWS)), ids=lambda n: f"{ROWS[n]['id']}: {ROWS[n]['case']}"
)
def test_the_case_comes_out_as_the_law_says(
    number: int, rooms: dict[str, Room], tmp_path: Path
) -> None:
    row = ROWS[number]
    room = _room(row, rooms, tmp_path)

    answer = _answer(row, room, number)

    reasons = {reason.rule for reason in answer.reasons}
    duties = {duty.do for duty in answer.obligations}
    assert answer.allowed == row["allowed"], (reasons, duties)
    assert set(row.get("reasons", ())) <= reasons, reasons
    assert set(row.get("duties", ())) <= duties, duties
    assert not set(row.get("without", ())) & (reasons | duties)
    sources = {room.bundle.catalogue[code].source for code in row.get("sources", ())}
    assert sources <= {duty.source for duty in answer.obligations}
    if "kind" in row:
        assert {reason.kind for reason in answer.reasons} == {row["kind"]}
    if "not_before" in row:
        assert answer.not_before == datetime.fromisoformat(row["not_before"])
    assert answer.audit_entry


def test_a_row_says_nothing_that_is_not_read() -> None:
    for row in ROWS:
        assert set(row) <= FIELDS, row
        assert row["allowed"] or row["reasons"], row


def test_no_case_stands_twice() -> None:
    names = [(row["id"], row["case"]) for row in ROWS]

    assert len(names) == len(set(names))
