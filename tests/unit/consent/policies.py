"""The shipped policies, changed as somebody would change them on disk."""

import json
from collections.abc import Callable
from typing import Any

from consent.bundle import Bundle
from tests.unit.consent.room import load_bundle

Change = Callable[[Any], None]


def changed(**registers: Change) -> Bundle:
    """Change registers in place, as a new folder with a revision of its own."""
    files = dict(load_bundle().files)
    for name, change in registers.items():
        path = f"data/{name}/data.json"
        document = json.loads(files[path])
        change(document)
        files[path] = json.dumps(document).encode()
    return Bundle.of(files)


def rewritten(path: str, old: str, new: str) -> Bundle:
    """Change one text in one file, which must be there."""
    files = dict(load_bundle().files)
    text = files[path].decode()
    assert old in text
    files[path] = text.replace(old, new).encode()
    return Bundle.of(files)


def two_mails_a_day(caps: Any) -> None:
    """Ease: the second e-mail of a day is no longer one too many."""
    caps["email-day"]["limit"] = 2


def no_newsletter_by_mail(purposes: Any) -> None:
    """Tighten: the newsletter has no channel left."""
    purposes["newsletter"]["channels"] = []
