"""What the person at the terminal sees while the county is being built."""

from __future__ import annotations

import sys
import time


class Progress:
    """One line a step, with a bar where a step has many parts."""

    def __init__(self) -> None:
        self.began = time.monotonic()

    def say(self, words: str) -> None:
        print(f"\r  {time.monotonic() - self.began:5.0f} s  {words:<60}", flush=True)

    def bar(self, words: str, done: int, of: int) -> None:
        if sys.stdout.isatty() or done == of:
            filled = "█" * (24 * done // of)
            print(
                f"\r  {time.monotonic() - self.began:5.0f} s  {words} {filled:<24} {done}/{of}",
                end="",
                flush=True,
            )
            if done == of:
                print(flush=True)
