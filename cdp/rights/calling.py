"""Calling systems outside until they confirm: after a minute, two, four … a day."""

from cdp.assembly import Services
from cdp.errors import ChannelError
from cdp.rights import notices
from cdp.rights.notices import Notice

KIND = "subject.erase"


def call_out(services: Services) -> int:
    """Say what is due to the channel system that we call; say how many it took.

    Without such a system nothing is called: systems fetch their notices, or an officer
    tells them. Nothing is open while a call is under way.
    """
    if not services.webhook.ready:
        return 0
    with services.database.reading() as conn:
        waiting = notices.due(conn, services.now())
    return sum(_call(services, one) for one in waiting)


def _call(services: Services, notice: Notice) -> int:
    now = services.now()
    failed: ChannelError | None = None
    try:
        services.webhook.tell(notice.id, KIND, notice.to_document(now), now)
    except ChannelError as err:
        failed = err
    with services.database.transaction() as conn:
        notices.was_called(conn, notice, failed, services.now())
    return failed is None
