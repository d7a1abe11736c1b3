"""What sources say about people, sealed; opened for a rule, a person or a permit."""

from cdp.profiles.apply import NewEvent, add_events, apply
from cdp.profiles.body import Traits
from cdp.profiles.forget import forget, forget_events
from cdp.profiles.read import (
    EventView,
    FieldView,
    Value,
    contact_point,
    event,
    events,
    facts,
    facts_page,
    link_rows,
    take_new_events,
    view,
)
from cdp.profiles.store import Waiting, count_events

__all__ = [
    "EventView",
    "FieldView",
    "NewEvent",
    "Traits",
    "Value",
    "Waiting",
    "add_events",
    "apply",
    "contact_point",
    "count_events",
    "event",
    "events",
    "facts",
    "facts_page",
    "forget",
    "forget_events",
    "link_rows",
    "take_new_events",
    "view",
]
