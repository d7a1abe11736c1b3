"""Integrity: what is signed, and a check of the whole log on request."""

from flask import Response

import audit
from audit import Broken, Report, Stamped, Witnessed
from cdp.web.dpo.officer import Officer, note, with_role
from cdp.web.i18n import _, moment, number
from cdp.web.pages import code, page, reading, services, writing

# The first faults say where to look; a torn log can have thousands.
SHOWN_FAULTS = 20


@with_role
def show(officer: Officer) -> Response:
    with writing() as conn:
        note(conn, officer, "integrity")
    return _page(officer, None)


@with_role
def verify(officer: Officer) -> Response:
    """Check everything now; the check itself is in the log."""
    with writing() as conn:
        note(conn, officer, "verify")
    with reading() as conn:
        report = audit.check_log(conn, services().audit_key)
    return _page(officer, report)


def _page(officer: Officer, report: Report | None) -> Response:
    with reading() as conn:
        last = services().log.checkpoint(conn)
        pending = services().log.pending(conn)
        witnessed = services().witnessing.last(conn)
        stamped = services().anchoring.last_stamp(conn)
    pairs = [
        (_("Entries covered"), number(last.size)),
        (_("Entries waiting for the next signature"), number(pending)),
        (_("Root of the tree"), code(last.root.hex())),
        (_("Log"), code(last.origin)),
        (_("Public key"), code(services().audit_key)),
        (_("Last witnessed"), _witnessed(witnessed)),
        (_("Last time stamp"), _stamped(stamped)),
    ] if last else []  # fmt: skip
    return page(
        "dpo/integrity.html",
        officer=officer,
        report=report,
        broken=[_fault(one) for one in report.broken[:SHOWN_FAULTS]] if report else [],
        pairs=pairs,
        note=last.note if last else "",
    )


def _witnessed(last: Witnessed | None) -> str:
    """Say who else vouches for the log, and since when."""
    if services().witnessing.policy is None:
        return _("Nobody is asked")
    if last is None:
        return _("Not yet")
    return _(
        "%(time)s, %(count)s entries, by %(names)s",
        time=moment(last.at),
        count=number(last.size),
        names=", ".join(last.names),
    )


def _stamped(last: Stamped | None) -> str:
    """Say since when somebody else has dated the log."""
    if services().anchoring.authority is None:
        return _("Nobody is asked")
    if last is None:
        return _("Not yet")
    return _(
        "%(time)s, %(count)s entries", time=moment(last.at), count=number(last.size)
    )


def _fault(broken: Broken) -> str:
    """Name the entry, when it was written, and what is wrong with it."""
    written = moment(broken.written_at) if broken.written_at else _("an unknown time")
    if broken.index is None:
        return _(
            "Broken before its place in the log: entry %(entry)s, written on "
            "%(time)s: %(what)s.",
            entry=broken.entry_id or _("without a name"),
            time=written,
            what=broken.what,
        )
    return _(
        "Broken at entry number %(index)s (%(entry)s), written on %(time)s: %(what)s.",
        index=broken.index,
        entry=broken.entry_id or _("without a name"),
        time=written,
        what=broken.what,
    )
