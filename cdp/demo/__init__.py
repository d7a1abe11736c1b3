"""The whole idea at work, with real parts, in a new installation of its own.

Drives Accord from outside, as its users do: by commands, over HTTP, through an SDK,
by mail and by forms.
"""

from cdp.demo.run import Shown, run_once, show

__all__ = ["Shown", "run_once", "show"]
