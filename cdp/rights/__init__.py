"""RIGHTS: a person asks to be erased; it is decided, done, passed on and proven."""

from cdp.rights.erase import Erased, Whom, find_person, preview
from cdp.rights.grounds import EXTENSIONS, REFUSALS
from cdp.rights.notices import Notice
from cdp.rights.requests import (
    Request,
    cancel,
    execute,
    extend,
    follow_up,
    lift,
    list_requests,
    load,
    open_request,
    refuse,
)

__all__ = [
    "EXTENSIONS",
    "REFUSALS",
    "Erased",
    "Notice",
    "Request",
    "Whom",
    "cancel",
    "execute",
    "extend",
    "find_person",
    "follow_up",
    "lift",
    "list_requests",
    "load",
    "open_request",
    "preview",
    "refuse",
]
