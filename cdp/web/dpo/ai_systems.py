"""AI systems: the register, what each is for and what people are told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from flask import Response
from markupsafe import Markup

from cdp.web.dpo.officer import Officer, note, with_role
from cdp.web.i18n import LazyString, _, day, text_of
from cdp.web.i18n import lazy as _l
from cdp.web.pages import code, page, services, writing
from cdp.web.registers import duty_words, label_in, purpose_words
from cdp.web.words import word

TRAINING = "model_training"
ROLES: Mapping[str, LazyString] = {
    "provider": _l("We provide it (under our own name)"),
    "deployer": _l("We use the system of another"),
}
RISKS: Mapping[str, LazyString] = {
    "minimal": _l("Minimal"),
    "limited": _l("Limited"),
    "high": _l("High"),
}
REVIEWS: Mapping[str, LazyString] = {
    "none": _l("none"),
    "on_request": _l("on request"),
    "before_use": _l("before anything is used"),
}
MAKES: Mapping[str, LazyString] = {
    "text": _l("text"),
    "image": _l("images"),
    "audio": _l("sound"),
    "video": _l("film"),
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """What people are told for one duty, in one place or everywhere."""

    where: str
    duty: str
    text: str


@dataclass(frozen=True, kw_only=True)
class System:
    """One row of the register, in words. `state` is yes, wait or no."""

    id: str
    label: str
    description: str
    state: str
    state_words: str
    since: str
    facts: Sequence[tuple[str, object]]
    told: Sequence[Told]


@with_role
def show(officer: Officer) -> Response:
    with writing() as conn:
        note(conn, officer, "ai-systems")
    rows = services().bundle.register("ai_systems")
    systems = [_system(name, row) for name, row in rows.items()]
    return page(
        "dpo/ai_systems.html",
        officer=officer,
        systems=systems,
        in_use=sum(one.state == "yes" for one in systems),
    )


def _system(name: str, row: Mapping[str, object]) -> System:
    state, words, since = _state(row)
    return System(
        id=name,
        label=_text(row["label"]),
        description=_text(row["description"]),
        state=state,
        state_words=words,
        since=since,
        facts=_facts(name, row),
        told=_told(row),
    )


def _state(row: Mapping[str, object]) -> tuple[str, str, str]:
    if row["retired"] is not False:
        since = _("Retired since %(day)s", day=_day(row["out_of_service_since"]))
        return "no", _("Retired"), since
    if row["suspended"] is not False:
        since = _("Suspended since %(day)s", day=_day(row["out_of_service_since"]))
        return "wait", _("Suspended"), since
    return "yes", _("In use"), ""


def _facts(name: str, row: Mapping[str, object]) -> list[tuple[str, object]]:
    purposes = cast("list[str]", row["purposes"])
    risk = word(RISKS, str(row["risk"]))
    return [
        (_("Name for channel systems"), code(name)),
        (_("Our role"), word(ROLES, str(row["role"]))),
        (_("Supplier"), _text(row["vendor"]) if row["vendor"] else ""),
        (_("Owner"), _text(row["owner"])),
        (
            _("Risk"),
            _("%(risk)s. %(why)s", risk=risk, why=_text(row["risk_rationale"])),
        ),
        (_("Assessed on"), _time(row["assessed_on"])),
        (_("May be used for"), _list(purpose_words(p) for p in _but(purposes))),
        (_("May be trained"), _("yes") if TRAINING in purposes else _("no")),
        (_("Makes"), _list(word(MAKES, m) for m in cast("list[str]", row["modality"]))),
        (_("Particular traits"), _list(_traits(row))),
        (_("Review by a person"), word(REVIEWS, str(row["human_review"]))),
        (_("Answers for its texts"), row["editorial_owner"]),
        (_("On the market since"), _time(row["placed_on_market_at"])),
        (_("Kind of AI (DPV)"), code(str(row["dpv"]))),
    ]


def _but(purposes: Sequence[str]) -> list[str]:
    return [purpose for purpose in purposes if purpose != TRAINING]


def _traits(row: Mapping[str, object]) -> list[str]:
    return [label_in("ai_traits", one) for one in cast("list[str]", row["traits"])]


def _told(row: Mapping[str, object]) -> list[Told]:
    places = cast("Mapping[str, Mapping[str, object]]", row["disclosures"])
    return [
        Told(
            where=_("Everywhere else") if place == "default" else place,
            duty=duty_words(duty),
            text=_text(texts),
        )
        for place, duties in sorted(places.items())
        for duty, texts in sorted(duties.items())
    ]


def _text(texts: object) -> str:
    return text_of(cast("Mapping[str, str]", texts))


def _day(value: object) -> str:
    return day(date.fromisoformat(str(value)))


def _time(value: object) -> Markup:
    day_element = Markup('<time datetime="{}" data-raw>{}</time>')
    return day_element.format(value, _day(value))


def _list(words: object) -> str:
    return ", ".join(cast("Sequence[str]", words))
