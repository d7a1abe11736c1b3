"""The whole idea at work, with real parts, in a new installation of its own.

Drives Accord from outside, as its users do: by commands, over HTTP, through an SDK,
by mail and by forms.
"""

from cdp.demo.run import run_and_serve, run_once

__all__ = ["run_and_serve", "run_once"]
