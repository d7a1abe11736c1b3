"""The rows of the law's table, spoken over HTTP to a real installation.

A row says in one line of JSON what is known of a person, what was said and done before,
what is asked and what must come out. Here its words become requests: the person is met
by `POST /v1/identify`, what was said goes in by `POST /v1/consents` or `/v1/requests`,
what was done by `POST /v1/permits` and its outcome, the question is AuthZEN. The one
thing a test has and a customer has not is the server's clock.
"""

import http.client
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from cdp.app import create_app
from cdp.assembly import Services, assemble, initialise
from cdp.settings import Settings
from consent.acts import Act
from consent.bundle import Bundle
from tests.contracts.opa_server import POLICIES
from tests.integration.http_live import Installed, installed_in
from tests.integration.world import Clock, World

FOLDER = Path(__file__).parent / "law_cases"
NOW = "2026-11-24T12:30:00+00:00"  # a Tuesday, half past one in Paris
BEGINNING = datetime(2018, 1, 1, tzinfo=UTC)
NOTICE = ("signup", "3", "en")
# What a row may say. README.md in the folder of the rows has a line for each.
FIELDS = frozenset(
    [
        "id", "case", "at", "places", "born", "zones", "traits", "linked",
        "linked_traits", "said", "door", "done", "ask", "gpc", "unknown", "on", "off",
        "registers", "allowed", "reasons", "duties", "without", "kind", "not_before",
        "sources",
    ]
)  # fmt: skip
ASKED = {
    "action": "send",
    "purpose": "newsletter",
    "channel": "email",
    "content_class": "marketing",
}
# How a row's link is told to the graph: who says it, and what it does.
TIES = {
    "exact": ("exact", "link"),
    "probable": ("splink", "link"),
    "possible": ("splink", "review"),
}
ACTS_OF_CHANNEL = {
    "call": "call",
    "call_automated": "call_automated",
    "push": "push",
    "in_store": "offer_in_store",
}
# Told to the person who is asked about, whoever else is linked.
TELLING = frozenset({"inform"})
# Only an officer does these, in a console; no client may hand them in.
BY_OFFICERS = frozenset({"suppress", "erase", "unrestrict"})


def read_rows() -> list[dict[str, Any]]:
    files = sorted(f for f in FOLDER.glob("*.json") if f.stem != "registers")
    return [row for file in files for row in json.loads(file.read_text())]


def registers_of(row: Mapping[str, Any]) -> str:
    """What tells the installation of one row from that of another."""
    changes = [row.get("registers"), row.get("on"), row.get("off")]
    return json.dumps(changes, sort_keys=True)


# ------------------------------------------------------------------ the installation


@dataclass
class Wire:
    """A client on a real socket, in the words that `World` uses."""

    port: int

    def post(self, path: str, *, json: Any, headers: Mapping[str, str]) -> "Heard":
        return self._send("POST", path, json, headers)

    def get(self, path: str, *, headers: Mapping[str, str]) -> "Heard":
        return self._send("GET", path, None, headers)

    def _send(self, method: str, path: str, body: Any, headers: Any) -> "Heard":
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            raw = None if body is None else json.dumps(body).encode()
            connection.request(method, path, raw, headers)
            got = connection.getresponse()
            return Heard(got.status, got.read().decode())
        finally:
            connection.close()


@dataclass
class Heard:
    status_code: int
    text: str

    def get_json(self) -> Any:
        return json.loads(self.text)


class Quiet(WSGIRequestHandler):
    """The application has its own log line."""

    def log_request(self, *_args: object, **_kwargs: object) -> None:
        pass


@contextmanager
def installation(home: Path, row: Mapping[str, Any]) -> Iterator[World]:
    """A server of its own for the registers of this row, and its clock."""
    settings = settings_of(home / "home", _policies(home / "policies", row))
    clock = Clock(BEGINNING)
    initialise(settings, clock())
    services = assemble(settings, now=clock)
    assert services.bundle.problems == ()
    with services.database.transaction() as conn:
        notices = services.ledger.notices
        notices.publish(conn, NOTICE, text="We write monthly.", now=BEGINNING)
    with serving(services, clock, installed_in(services)) as world:
        yield world


def settings_of(home: Path, policies: Path) -> Settings:
    return Settings.from_env(
        {
            "ACCORD_HOME": str(home),
            "ACCORD_POLICY_DIR": str(policies),
            "ACCORD_POLICY_TIMEOUT_SECONDS": "10",
            "ACCORD_SCHEDULER": "false",
        }
    )


@contextmanager
def serving(services: Services, clock: Clock, keys: Installed) -> Iterator[World]:
    """Assembled services behind a real socket, until the end; then they are closed."""
    server = make_server(
        "127.0.0.1", 0, create_app(services), request_handler=Quiet, threaded=False
    )
    # Thirty of them end together: half a second each to notice it would add up.
    thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    thread.start()
    try:
        wire = Wire(server.server_port)
        yield World(services, clock, wire, keys.bearer, keys.write_key)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        services.close()


def _policies(folder: Path, row: Mapping[str, Any]) -> Path:
    """The shipped policies, the invented registers, and what the row changes."""
    copytree(POLICIES, folder)
    for name, register in _changed(Bundle.load(POLICIES), row).items():
        (folder / "data" / name / "data.json").write_text(json.dumps(register))
    return folder


def _changed(shipped: Bundle, row: Mapping[str, Any]) -> dict[str, Any]:
    changed = _invented(shipped)
    for name, entries in row.get("registers", {}).items():
        changed[name] = _merged(shipped.register(name), entries)
    terms = dict(changed.get("validity", shipped.register("validity")))
    for switch in ("on", "off"):
        for term in row.get(switch, ()):
            terms[term] = _switched(terms[term], switch)
    return {**changed, "validity": terms}


def _switched(term: Mapping[str, Any], switch: str) -> dict[str, Any]:
    """Who switches a term off says why; who switches it on takes the reason away."""
    kept = {name: value for name, value in term.items() if name != "why_off"}
    if switch == "on":
        return {**kept, "on": True}
    why = {"en": "Switched off for a test.", "fr": "Coupé pour un essai."}
    return {**kept, "on": False, "why_off": why}


def _invented(shipped: Bundle) -> dict[str, Any]:
    """AI systems and recipients that no shop has; nobody is meant by them."""
    registers = json.loads((FOLDER / "registers.json").read_text())
    like = {
        "ai_systems": shipped.register("ai_systems")["copywriter"],
        "recipients": shipped.register("recipients")["mail-house"],
    }
    purposes = sorted(shipped.register("purposes"))
    return {
        name: {**shipped.register(name)}
        | {k: {**like[name], "purposes": purposes, **v} for k, v in entries.items()}
        for name, entries in registers.items()
    }


def _merged(shipped: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    return {**shipped} | {
        key: _merged(shipped.get(key, {}), new) if isinstance(new, dict) else new
        for key, new in changes.items()
    }


# ------------------------------------------------------------------ one row


@dataclass
class Said:
    """One line of `said`: what was said, about what, when, and with which proof."""

    act: str
    scope: dict[str, str]
    at: datetime
    method: str = "web_form"
    evidence: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)


def read_said(line: str, now: datetime) -> Said:
    """Read `grant offers/email 10d method=phone explicit`."""
    act, scope, *flags = line.split()
    said = Said(act, _scope(scope), now - timedelta(days=1))
    if act in ("grant", "inform") and "no_notice" not in flags:
        said.more["notice"] = {"id": NOTICE[0], "version": NOTICE[1]}
        said.more["locale"] = NOTICE[2]
    for flag in flags:
        _read_flag(said, flag, now)
    return said


def _scope(text: str) -> dict[str, str]:
    if text == "-":
        return {}
    if text.startswith("kind:"):
        return {"kind": text[5:]}
    purpose, _, channel = text.partition("/")
    return {"purpose": purpose} | ({"channel": channel} if channel else {})


def _read_flag(said: Said, flag: str, now: datetime) -> None:
    name, _, value = flag.partition("=")
    if name.endswith("d") and name[:-1].isdigit():
        said.at = now - timedelta(days=int(name[:-1]))
    elif name == "at":
        said.at = datetime.fromisoformat(value)
    elif name == "method":
        said.method = value
    elif name in MORE:
        said.more |= MORE[name](value)
    elif name in EVIDENCE:
        said.evidence |= EVIDENCE[name](value, now)
    else:
        assert name == "no_notice", f"a row says {flag}, which nobody reads"


MORE = {
    "explicit": lambda _: {"explicit": True},
    "recipients": lambda value: {"recipients": value.split(",")},
    "parental": lambda value: {"parental": {"verified_by": value}},
}
EVIDENCE = {
    "sold": lambda value, now: {
        "sale_at": (now - timedelta(days=int(value))).isoformat()
    },
    "offered": lambda value, _: {"opt_out_offered": value == "yes"},
    "line": lambda value, _: {"product_line": value},
    "left": lambda value, now: {
        "collected_at": (now - timedelta(days=int(value))).isoformat()
    },
    "context": lambda value, _: {"context": value},
    "reference": lambda value, _: {"reference": value},
    "signal": lambda value, _: {"signal": value},
    "origin": lambda value, _: {"origin": value},
    "source": lambda value, _: {"source": value},
    "named": lambda _value, _now: {"controller_named": True},
    "form": lambda value, _: {"artifact_digest": f"sha256:{value}"},
    "flagged": lambda _value, _now: {"form_flagged": True},
    "preticked": lambda _value, _now: {"preticked": True},
}


def ask_row(row: Mapping[str, Any], world: World) -> dict[str, Any]:
    """Tell the installation what the row knows, ask, and give the answer as it came."""
    now = datetime.fromisoformat(row.get("at", NOW))
    world.clock.at = now
    who = _meet(row, world)
    speaker = who
    if "linked" in row:
        speaker = _record(world, "", row, **row.get("linked_traits", {}))
    for line in row.get("said", ()):
        said = read_said(line, now)
        _say(world, who if said.act in TELLING else speaker, said)
    for line in row.get("door", ()):
        _is_refused_at_the_door(world, who, line, now)
    if speaker != who:
        world.link(speaker, who, *TIES[row["linked"]])
    for line in row.get("done", ()):
        _do(world, who, line, now)
    world.clock.at = now
    asked = "stranger@example.test" if row.get("unknown") else who
    return world.ask(asked, **_can_all(world) | _ask(row))


def _meet(row: Mapping[str, Any], world: World) -> str:
    """Meet the person; a second place or zone is what a second record says of her."""
    places, zones = row.get("places", ["FR"]), row.get("zones", [])
    who = _record(world, f"u{world.people}", row, **row.get("traits", {}))
    for number in range(1, max(len(places), len(zones), 1)):
        world.identify(
            "",
            email=who,
            **_whereabouts(places[number:], zones[number:]),
        )
    return who


def _record(world: World, user: str, row: Mapping[str, Any], **traits: Any) -> str:
    world.people += 1
    email = f"p{world.people}@example.test"
    whereabouts = _whereabouts(row.get("places", ["FR"]), row.get("zones", []))
    born = {"birthday": row["born"]} if "born" in row else {}
    world.identify(user, **{"email": email, **whereabouts, **born, **traits})
    return email


def _whereabouts(places: list[str], zones: list[str]) -> dict[str, Any]:
    country, _, region = (places or [""])[0].partition("-")
    address = {"country": country} | ({"region": region} if region else {})
    return ({"address": address} if country else {}) | (
        {"timezone": zones[0]} if zones else {}
    )


def _is_refused_at_the_door(world: World, who: str, line: str, now: datetime) -> None:
    """Read `method: grant newsletter/email method=preticked`: the wrong field."""
    wrong, _, words = line.partition(": ")
    body = _choice(who, read_said(words, now))
    got = world.api.post("/v1/consents", json=body, headers=world.bearer)
    assert got.status_code == 400, got.text
    assert wrong in got.get_json()["fields"], got.text


def _choice(who: str, said: Said) -> dict[str, Any]:
    return {
        "identifier": {"type": "email", "id": who},
        "act": said.act,
        **({"scope": said.scope} if said.scope else {}),
        "at": said.at.isoformat(),
        "method": said.method,
        **said.more,
    } | ({"evidence": said.evidence} if said.evidence else {})


def _say(world: World, who: str, said: Said) -> None:
    if said.act == "restrict":
        _at(world, said.at)
        body = {"kind": "restriction", "resource": {"type": "email", "id": who}}
        world.post("/v1/requests", body)
    elif said.act in BY_OFFICERS:
        _officer_says(world, who, said)
    else:
        world.post("/v1/consents", _choice(who, said))


def _officer_says(world: World, who: str, said: Said) -> None:
    services = world.services
    with services.database.transaction() as conn:
        circle = services.asking.circle(conn, "email", who)
        assert circle.asked is not None
        act = Act(subject=circle.asked, act=said.act, at=said.at, method=said.method)
        services.ledger.append(conn, act, world.clock(), circle=circle)


def _do(world: World, who: str, line: str, now: datetime) -> None:
    """Read `sent offers/email 3d`: a permit taken then, and what became of it.

    `did Order_Completed 3d` is what the person did of her own accord.
    """
    outcome, scope, ago = line.split()
    unit = {"d": "days", "h": "hours"}[ago[-1]]
    _at(world, now - timedelta(**{unit: int(ago[:-1])}))
    if outcome == "did":
        world.track(who, scope.replace("_", " "))
        return
    terms: dict[str, Any] = _scope(scope)
    name = ACTS_OF_CHANNEL.get(terms["channel"], "send")
    answer = world.permit(who, name, **_can_all(world), **terms)
    assert answer["decision"], (line, answer["context"]["reasons"])
    world.settle(answer, outcome)


def _at(world: World, moment: datetime) -> None:
    world.clock.at = max(moment, BEGINNING)


def _can_all(world: World) -> dict[str, list[str]]:
    return {"can_fulfil": sorted(world.services.bundle.register("obligations"))}


def _ask(row: Mapping[str, Any]) -> dict[str, Any]:
    asked = {**ASKED, **row.get("ask", {})}
    gpc = row.get("gpc")
    signals = {"sec_gpc": "1" if gpc is True else gpc} if gpc else {}
    kept = {name: value for name, value in asked.items() if value is not None}
    return {"name": kept.pop("action"), "signals": signals, **kept}
