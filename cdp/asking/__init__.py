"""ASK: from a resource named outside to a question that consent can answer."""

from cdp.asking.ask import Asked, Asking

__all__ = ["Asked", "Asking"]
