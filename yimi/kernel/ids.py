"""Resident identity numbers, which check themselves (domain B10).

A refusal never repeats the number: it is shown to people and may end up in a log.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.errors import Refusal

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
OLDEST = 130  # nobody registered is older; a date beyond it is a slip of the pen

Sex = Literal["male", "female"]


@dataclass(frozen=True)
class IdNumber:
    """A resident identity number whose check character, date and order are right."""

    number: str
    birth: date
    sex: Sex

    @property
    def area(self) -> str:
        """The first six digits; never validated, areas come and go."""
        return self.number[:6]


def check_id18(text: str) -> IdNumber:
    """Check a number by GB 11643: length, date, check character; raises Refusal (field id_number)."""
    number = plain(text)
    if not re.fullmatch(r"\d{17}[\dX]", number, re.ASCII):
        raise _refused(_("身份证号应为18位：前17位是数字，最后一位是数字或X。请核对后重填。"))
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise _refused(_("身份证号中的出生日期不存在。请核对第7至14位后重填。")) from None
    today = clock.today()
    if birth > today or today.year - birth.year > OLDEST:
        raise _refused(_("身份证号中的出生日期不合理。请核对第7至14位后重填。"))
    if id18_check(number[:17]) != number[17]:
        raise _refused(_("身份证号最后一位校验不符，可能有一位写错。请对照证件重填。"))
    return IdNumber(number=number, birth=birth, sex="male" if int(number[16]) % 2 else "female")


def id18_check(first17: str) -> str:
    """The check character by ISO 7064 MOD 11-2."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, ID_WEIGHTS, strict=True))
    return ID_CHECKS[total % 11]


def plain(text: str) -> str:
    """As people mean it: no spaces, no full-width characters, capitals."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def _refused(sentence: str) -> Refusal:
    return Refusal(sentence, field="id_number")
