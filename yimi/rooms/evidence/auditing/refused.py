"""Why an audit does not begin, or stops."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager


class Refused(Exception):
    """code: no_output, not_a_folder, empty_folder, inside_archive, not_writable, disk_full, other_folder, busy, damaged_work ·
    details fill the blanks of its sentence."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details


@contextmanager
def writing(where: object) -> Iterator[None]:
    """A full disk or a forbidden place becomes a refusal that names it."""
    try:
        yield
    except OSError as failure:
        full = failure.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        raise Refused("disk_full" if full else "not_writable", file=str(where)) from failure
