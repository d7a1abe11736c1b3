"""RIGHTS: a person asks to be erased; it is decided, done, passed on and proven."""

from cdp.rights.calling import call_out
from cdp.rights.describing import (
    backups_expire,
    check_officer,
    describe,
    describe_preview,
    standing,
)
from cdp.rights.erase import Erased, Whom, find_person, preview
from cdp.rights.grounds import EXTENSIONS, REFUSALS
from cdp.rights.notices import ANSWERS, Notice, waiting_for
from cdp.rights.requests import (
    Request,
    answer,
    cancel,
    count_requests,
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
    "ANSWERS",
    "EXTENSIONS",
    "REFUSALS",
    "Erased",
    "Notice",
    "Request",
    "Whom",
    "answer",
    "backups_expire",
    "call_out",
    "cancel",
    "check_officer",
    "count_requests",
    "describe",
    "describe_preview",
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
    "standing",
    "waiting_for",
]
