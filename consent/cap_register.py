"""The register of caps: what each row counts, if it is whole, what it tells people.

A row is a rule without Rego: its code is `cap-<id>`, its sentences are made of its
limit and its window, or are its own with `{limit}` and `{window}` in them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, cast

from consent.cap_words import message_of, remedy_of, title_of
from consent.catalogue import RuleText
from consent.windows import PERIODS, Window

Row = Mapping[str, object]

_SINCE: Final = date(2018, 5, 25)
_HOUSE_ID: Final = "EU-25"  # GDPR Art. 25: protection by design


@dataclass(frozen=True, kw_only=True)
class Contact:
    """What a cap looks at in a contact, or in a question about one."""

    channel: str | None
    purpose: str
    content_class: str
    campaign: str | None


@dataclass(frozen=True, kw_only=True)
class Cap:
    """At most `limit` contacts in `window`. An empty set of words means all of them."""

    id: str
    limit: int
    window: Window
    content_classes: frozenset[str]
    channels: frozenset[str] = frozenset()
    purposes: frozenset[str] = frozenset()
    campaigns: frozenset[str] = frozenset()
    each_campaign: bool = False
    places: frozenset[str] = frozenset()
    attempts: bool = False

    def is_about(self, asked: Contact) -> bool:
        """Whether the cap counts for this channel, purpose and campaign."""
        return (
            (not self.channels or asked.channel in self.channels)
            and (not self.purposes or asked.purpose in self.purposes)
            and (not self.campaigns or asked.campaign in self.campaigns)
        )

    def counts(self, had: Contact, asked: Contact) -> bool:
        """Whether a contact counts here when this is asked.

        Where each campaign is counted by itself, contacts without one are counted
        together, as if they were one campaign.
        """
        return (
            had.content_class in self.content_classes
            and (not self.each_campaign or had.campaign == asked.campaign)
            and self.is_about(had)
        )


def read_caps(caps: Mapping[str, Row], groups: Mapping[str, Row]) -> tuple[Cap, ...]:
    """Read the caps of a register that has no problems."""
    return tuple(_read(name, row, groups) for name, row in sorted(caps.items()))


def _read(name: str, row: Row, groups: Mapping[str, Row]) -> Cap:
    grouped = [
        one for group in _words(row, "groups") for one in _campaigns(groups, group)
    ]
    return Cap(
        id=name,
        limit=cast("int", row["limit"]),
        window=Window.of(row["window"]),
        content_classes=frozenset(_words(row, "content_classes")),
        channels=frozenset(_words(row, "channels")),
        purposes=frozenset(_words(row, "purposes")),
        campaigns=frozenset([*_words(row, "campaigns"), *grouped]),
        each_campaign=row.get("each") == "campaign",
        places=frozenset(_words(row, "places")),
        attempts=row["counts"] == "attempts",
    )


def _campaigns(groups: Mapping[str, Row], group: str) -> Sequence[str]:
    return cast("Sequence[str]", groups[group]["campaigns"])


def _words(row: Row, name: str) -> Sequence[str]:
    return cast("Sequence[str]", row.get(name, ()))


def cap_texts(caps: Mapping[str, Row]) -> Iterator[RuleText]:
    """Give the catalogue entry of each row; a broken row speaks of its problem only."""
    for name, row in caps.items():
        try:
            yield _text_of(name, row)
        except (AttributeError, LookupError, TypeError, ValueError):
            continue


def _text_of(name: str, row: Row) -> RuleText:
    return RuleText(
        code=f"cap-{name}",
        kind=str(row["kind"]),
        source=_source(row),
        title=title_of(name, row)["en"],
        titles=title_of(name, row),
        message=message_of(row),
        remedy=remedy_of(row),
        rule="caps",
        catalogue=tuple(_words(row, "catalogue")) or (_HOUSE_ID,),
        wait=f"cap:{name}",
        note=cast("str | None", row.get("note")),
        valid_from=_day(row),
        status=str(row.get("status", "design")),
    )


def _source(row: Row) -> str:
    laws = cast("Sequence[Mapping[str, str]]", row.get("law", ()))
    named = [f"{law['act']} {law['article']}" for law in laws]
    return "; ".join(named) or "House policy"


def _day(row: Row) -> date:
    return date.fromisoformat(str(row.get("valid_from", _SINCE)))


def cap_problems(data: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    """Say which rows cannot be read and so count nothing; schemas say the rest."""
    groups = cast("Mapping[str, Row]", data["campaign_groups"])
    for name, row in cast("Mapping[str, Row]", data["caps"]).items():
        try:
            _read(name, row, groups)
        except (AttributeError, LookupError, TypeError, ValueError) as err:
            yield f"data/caps: {name} cannot be read: {err!r}"
    for name in PERIODS:
        try:
            Window.of(cast("Row", data["wishes"][name])["window"])
        except (LookupError, TypeError, ValueError) as err:
            yield f"data/wishes: {name} cannot be read: {err!r}"
