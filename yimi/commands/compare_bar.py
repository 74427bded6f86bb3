"""How far the comparison is."""

from __future__ import annotations

import sys

BAR = 30


class Bar:
    """A progress bar on the terminal; a line a step where there is none."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet, self.terminal, self.step = quiet, sys.stderr.isatty(), ""

    def __call__(self, step: str, share: float) -> None:
        if self.quiet or (not self.terminal and step == self.step and share < 1):
            return
        filled = "█" * round(BAR * share)
        end = "" if self.terminal else "\n"
        print(
            f"{chr(13) if self.terminal else ''}{filled:░<{BAR}} {share:4.0%} {step:<20.20}",
            end=end,
            file=sys.stderr,
        )
        self.step = step

    def end(self) -> None:
        if self.terminal and not self.quiet:
            print(file=sys.stderr)
