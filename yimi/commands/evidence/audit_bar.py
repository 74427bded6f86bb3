"""How far an audit is, how fast, and how long it still takes."""

from __future__ import annotations

import sys
import time

BAR = 30
_EVERY_S = 10.0  # between two lines where there is no terminal


class Bar:
    """A progress bar on the terminal; a line now and then where there is none."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet, self.terminal = quiet, sys.stderr.isatty()
        self._began = self._said = time.monotonic()
        self._first: int | None = None
        self._done = 0

    def __call__(self, done: int, of: int) -> None:
        """done: files finished, those of an earlier run included."""
        now = time.monotonic()
        if self._first is None:
            self._first = done
        self._done = done
        if self.quiet or (done < of and now - self._said < (0.2 if self.terminal else _EVERY_S)):
            return
        self._said = now
        rate = self.rate
        left = _clock((of - done) / rate) if rate > 0 else "--:--"
        filled = "█" * round(BAR * done / of)
        text = f"{filled:░<{BAR}} {done / of:4.0%} {done}/{of} · {rate:.1f}/s · {left}"
        end = "" if self.terminal else "\n"
        print(f"{chr(13) if self.terminal else ''}{text:<70}", end=end, file=sys.stderr, flush=True)

    @property
    def rate(self) -> float:
        """Files a second in this run; what an earlier one finished does not count."""
        return (self._done - (self._first or 0)) / max(time.monotonic() - self._began, 0.001)

    def end(self) -> None:
        if self.terminal and not self.quiet:
            print(file=sys.stderr)


def _clock(seconds: float) -> str:
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute:02}:{second:02}"
