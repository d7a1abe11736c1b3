"""Signals that a browser sends: decode, distrust, turn into facts.

A signal can only narrow what may be done. One that is not understood is ignored
for permission. GPP and TCF strings are not decoded here; consent reaches the
ledger with its own evidence.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Signals:
    """What the signals of one question mean."""

    gpc: bool = False


def read_signals(raw: Mapping[str, object]) -> Signals:
    """Read the signals of a question.

    Only the exact value "1" means Global Privacy Control; of several header values,
    one is enough.

    Source: Global Privacy Control specification, section 3.2 (the Sec-GPC header).
    """
    value = raw.get("sec_gpc")
    values = value if isinstance(value, list | tuple) else (value,)
    return Signals(gpc=any(isinstance(one, str) and one == "1" for one in values))
