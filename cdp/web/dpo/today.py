"""Today: what the officer sees first. Each number opens the list that it counts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from flask import Response, url_for

from audit import Filters, Found
from cdp import rights
from cdp.database import Connection
from cdp.web import charts
from cdp.web.dpo.officer import Officer, note, with_role
from cdp.web.i18n import _, number
from cdp.web.pages import now, page, services, writing
from cdp.web.reasons import title

# No exact totals beyond this: a front page that counts a whole log gets slow.
MOST = 2000
SHOWN_RULES = 8


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number, and where it leads."""

    value: str
    words: str
    url: str


@with_role
def show(officer: Officer) -> Response:
    # Whole days, as the list counts them: a number must open what it counts.
    since = datetime.combine(now().date() - timedelta(days=1), time(), UTC)
    with writing() as conn:
        note(conn, officer, "today")
        last = services().log.checkpoint(conn)
        pending = services().log.pending(conn)
        answers = _find(conn, since, "policy.decision")
        permits = _find(conn, since, "permit.issue")
        changes = _find(conn, since, "consent.change")
        waiting, overdue = rights.count_requests(conn, now())
    refused = [one for one in answers if one.header["out"] == "deny"]
    rules = _by_rule(refused)
    named = [(title(code), n) for code, n in rules]
    return page(
        "dpo/today.html",
        officer=officer,
        now=now(),
        since=since,
        signed=last.size if last else 0,
        pending=pending,
        figures=[
            _figure(answers, _("questions asked"), since, kind="policy.decision"),
            _figure(
                refused,
                _("refusals"),
                since,
                kind="policy.decision",
                outcome="deny",
            ),
            _figure(permits, _("permits issued"), since, kind="permit.issue"),
            _figure(changes, _("choices of people"), since, kind="consent.change"),
            _requests(waiting, overdue),
        ],
        chart=charts.bars(_("Refusals by rule"), named, number),
        table_rows=[(words, number(n)) for words, n in named],
        links=[_list_url(since, rule=code) for code, _n in rules],
    )


def _requests(waiting: int, overdue: int) -> Figure:
    words = _("requests to be erased")
    if overdue:
        words = _("requests to be erased, %(count)s overdue", count=number(overdue))
    return Figure(value=number(waiting), words=words, url=url_for("dpo.requests"))


def _find(conn: Connection, since: datetime, kind: str) -> Sequence[Found]:
    return services().log.find(conn, Filters(kind=kind, since=since), limit=MOST)


def _by_rule(refused: Sequence[Found]) -> list[tuple[str, int]]:
    counted = Counter(
        rule for entry in refused for terms in entry.terms for rule in terms.rules
    )
    return counted.most_common(SHOWN_RULES)


def _figure(
    found: Sequence[Found], words: str, since: datetime, **search: str
) -> Figure:
    count = len(found)
    many = _("more than %(number)s", number=number(MOST))
    return Figure(
        value=many if count >= MOST else number(count),
        words=words,
        url=_list_url(since, **search),
    )


def _list_url(since: datetime, **search: Any) -> str:  # noqa: ANN401  # as url_for takes them
    return url_for("dpo.entries", since=since.date().isoformat(), **search)
