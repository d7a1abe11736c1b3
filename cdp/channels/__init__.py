"""Ways out: each takes a message and the permit for it, and nothing goes without."""

from cdp.channels.email import EmailChannel
from cdp.channels.message import CAN_FULFIL, Channel, Message, check_permit
from cdp.channels.webhook import WebhookChannel

__all__ = [
    "CAN_FULFIL",
    "Channel",
    "EmailChannel",
    "Message",
    "WebhookChannel",
    "check_permit",
]
