"""ASK: from a resource named outside to a question that consent can answer."""

from cdp.asking.again import AskingAgain, Reader
from cdp.asking.ask import Asked, Asking
from cdp.asking.meet import Meeting

__all__ = ["Asked", "Asking", "AskingAgain", "Meeting", "Reader"]
