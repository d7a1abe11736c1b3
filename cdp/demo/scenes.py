"""The scenes of the demo, in order; each drives the running installation."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cdp.demo import choices, people, questions
from cdp.demo.installation import Installation
from cdp.demo.questions import ADS, CALLS, MAIL, Asked, Tally
from cdp.demo.sink import Mail, MailSink
from cdp.demo.web import Api, Browser
from cdp.errors import UnavailableError

Step = Callable[[str, int, int], None]

SHOP, WEB = "shop", "webshop"
ASKING = "decisions:evaluate decisions:read permits:write outcomes:write"
CLIENTS = {
    MAIL: ASKING,
    CALLS: ASKING,
    ADS: ASKING,
    SHOP: "consents:write consents:read requests:write",
}
STAFF = {"officer": "dpo"}
MAIL_SECONDS = 60
CODE = re.compile(r"\b(\d{6})\b")
# The one who changes her mind in the portal: a customer in Paris who said yes.
CHANGING = 12
CRM_ONLY = 60

MAPPING = """\
[columns]
rec_id = "userId"
given_name = "firstName"
surname = "lastName"
street = "address.street"
suburb = "address.city"
postcode = "address.postalCode"
date_of_birth = "birthday"
number = "nationalId"
email = "email"
"""


@dataclass
class Stage:
    """What the scenes share: the installation, its people, and what came of it."""

    at: Installation
    sink: MailSink
    progress: Step
    limit: int | None = None
    tally: Tally = field(default_factory=Tally)
    apis: dict[str, Api] = field(default_factory=dict)
    write_keys: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    passwords: dict[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """Make up the shop's visitors."""
        self.visitors = people.visitors(self.limit)

    @property
    def changing(self) -> people.Visitor:
        """The visitor who changes her mind."""
        return self.visitors.customers[CHANGING]


def set_up(stage: Stage) -> None:
    """Make the installation, and who may call or sign in: all by commands."""
    stage.at.run("init")
    clients = [["client", name, "--scopes", to] for name, to in CLIENTS.items()]
    sources = [["source", name] for name in (*people.FILES, WEB)]
    staff = [["staff", name, "--role", role] for name, role in STAFF.items()]
    calls = clients + sources + staff
    for done, (kind, name, *options) in enumerate(calls, 1):
        made = stage.at.run(kind, "add", name, *options)
        stage.secrets[name] = made.get("client_secret", "")
        stage.write_keys[name] = made.get("write_key", "")
        stage.passwords[name] = made.get("password", "")
        stage.progress("Setting up", done, len(calls))


def bring_in_files(stage: Stage) -> int:
    """Import both FEBRL files; give the number of rows."""
    folder = stage.at.home / "incoming"
    folder.mkdir(exist_ok=True)
    mapping = folder / "mapping.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    for done, source in enumerate(people.FILES):
        stage.progress("Importing files", done, len(people.FILES))
        file = people.write_import(source, folder, stage.limit)
        stage.at.run("import", str(file), "--source", source, "--mapping", str(mapping))
        file.unlink()
    stage.progress("Importing files", len(people.FILES), len(people.FILES))
    return len(people.FILES)


def open_doors(stage: Stage) -> None:
    """Give each channel system its credential; the mail system uses OAuth tokens."""
    for name in CLIENTS:
        key = f"{name}.{stage.secrets[name]}"
        stage.apis[name] = Api(stage.at.port, key)
    token = Api(stage.at.port).token(MAIL, stage.secrets[MAIL])
    stage.apis[MAIL] = Api(stage.at.port, token)


def visit_shop(stage: Stage) -> int:
    """Deliver the web shop's events through the SDK, and wait for a welcome mail."""
    stage.progress("Events through the SDK", 0, 1)
    sent = choices.deliver_events(stage.visitors, stage.at.url, stage.write_keys[WEB])
    stage.progress("Events through the SDK", 1, 1)
    signed_up = {one.email for one in stage.visitors.customers[: choices.SIGNED_UP]}
    stage.sink.wait_for(lambda mail: bool(set(mail.to) & signed_up), MAIL_SECONDS)
    return sent


def choose(stage: Stage) -> int:
    """Hand in what people chose."""
    return choices.hand_in(
        stage.apis[SHOP],
        stage.visitors,
        lambda done, total: stage.progress("Recording choices", done, total),
    )


def link(stage: Stage) -> dict[str, Any]:
    """Run Splink over everything."""
    stage.progress("Linking with Splink", 0, 1)
    found = stage.at.run("link")
    stage.progress("Linking with Splink", 1, 1)
    return found


def ask(stage: Stage) -> None:
    """Let the channel systems ask, one by one and several at once."""
    asked = questions.campaign(stage.visitors, spared=stage.changing)
    asked += questions.offers(stage.visitors)
    asked += questions.peculiar(stage.visitors)
    for done, one in enumerate(asked, 1):
        _ask_one(stage, one)
        stage.progress("Asking first", done, len(asked))
    body = questions.crm_only(_crm_emails(stage))
    answers = stage.apis[MAIL].post("/access/v1/evaluations", body)
    for answer in answers["evaluations"]:
        stage.tally.take(answer)


def _ask_one(stage: Stage, asked: Asked) -> None:
    api = stage.apis[asked.client]
    path = "/v1/permits" if asked.permit else "/access/v1/evaluation"
    for _ in range(asked.again):
        answer = api.post(path, asked.body)
        if stage.tally.take(answer) and asked.permit:
            permit = answer["permit"]["id"]
            api.post(f"/v1/permits/{permit}/outcome", {"status": asked.outcome})


def _crm_emails(stage: Stage) -> list[str]:
    known = {one.label for one in stage.visitors}
    rows = people.febrl("crm", stage.limit)
    mails = (people.email_of(r) for r in rows if people.label(r["rec_id"]) not in known)
    return [mail for mail, _ in zip(mails, range(CRM_ONLY), strict=False)]


def change_mind(stage: Stage) -> list[bool]:
    """Withdraw and grant again in the portal; ask before, between and after.

    Raises:
        UnavailableError: An answer was not the one that her choice demands.
    """
    allowed = [_may_write(stage)]
    browser = Browser(stage.at.port)
    _sign_in(stage, browser)
    for answer in ("refuse", "accept"):
        browser.submit("/en/choices/newsletter/email", choice=answer)
        allowed.append(_may_write(stage))
    if allowed != [True, False, True]:
        raise UnavailableError(f"the portal's choices were answered with {allowed}")
    return allowed


def _may_write(stage: Stage) -> bool:
    body = questions.newsletter(stage.changing)
    return stage.tally.take(stage.apis[MAIL].post("/access/v1/evaluation", body))


def _sign_in(stage: Stage, browser: Browser) -> None:
    before = len(stage.sink.mails)
    browser.open("/en/")
    browser.submit("/en/sign-in", email=stage.changing.email)

    def is_code(mail: Mail) -> bool:
        sent_now = mail in stage.sink.mails[before:]
        return sent_now and stage.changing.email in mail.to and bool(_code(mail))

    mail = stage.sink.wait_for(is_code, MAIL_SECONDS)
    browser.submit("/en/sign-in/code", code=_code(mail))


def _code(mail: Mail) -> str:
    found = CODE.search(mail.text)
    return found.group(1) if found else ""


def verify(stage: Stage) -> dict[str, Any]:
    """Rebuild the log from the database and compare it with its signed root."""
    found = stage.at.run("audit", "verify")
    return {
        "entries": found["entries"],
        "verified": found["intact"],
        "root": found["root"],
    }
