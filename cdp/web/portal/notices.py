"""The words a person reads before answering, made from the register of purposes.

They are published under their digest in the transaction of the first answer to them,
so that a receipt can show for ever what was on the screen.
"""

import hashlib

from cdp.database import Connection
from cdp.web.i18n import _, chosen_locale, ngettext, number, text_of
from cdp.web.pages import now, services
from cdp.web.registers import data_words
from consent import Notices, Purpose

VERSION_LENGTH = 12


def text(purpose: Purpose) -> str:
    """Compose the text for a purpose in the language of the page."""
    sentences = [
        text_of(purpose.description),
        _("We use: %(data)s.", data=data_list(purpose)),
        keeping(purpose),
        _("Responsible: %(name)s.", name=services().settings.controller_name),
        _("You can change your answer at any time, as easily as you gave it."),
    ]
    return " ".join(sentences)


def data_list(purpose: Purpose) -> str:
    """List the kinds of data that a purpose uses."""
    return ", ".join(data_words(one) for one in purpose.data_categories)


def keeping(purpose: Purpose) -> str:
    """Say how long the data is kept for a purpose."""
    days = purpose.retention_days
    return ngettext(
        "We keep it for %(days)s day.",
        "We keep it for %(days)s days.",
        days,
        days=number(days),
    )


def publish(conn: Connection, purpose: Purpose) -> tuple[tuple[str, str, str], str]:
    """Publish the text that the page shows; give its name and its digest."""
    words = text(purpose)
    digest = hashlib.sha256(words.encode()).hexdigest()
    name = (f"portal-{purpose.id}", digest[:VERSION_LENGTH], chosen_locale())
    found = Notices().publish(conn, name, text=words, now=now())
    return name, found.digest
