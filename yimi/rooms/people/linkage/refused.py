"""A list that cannot be compared. The core knows the reason and the place; whoever shows it says the sentence."""

from __future__ import annotations


class Refused(Exception):
    """`code` names the reason; `details` hold file, row, column where they are known."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details
