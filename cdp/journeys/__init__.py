"""A step is due: ask, send, settle, go on. Never a message without a permit."""

from cdp.journeys.advance import Journeys
from cdp.journeys.definition import Definition, load_definition, load_definitions
from cdp.journeys.letters import CLIENT
from cdp.journeys.store import RunView, forget, runs_of

__all__ = [
    "CLIENT",
    "Definition",
    "Journeys",
    "RunView",
    "forget",
    "load_definition",
    "load_definitions",
    "runs_of",
]
