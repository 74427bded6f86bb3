"""Numbers that check themselves: resident identity numbers and unified social credit codes (domain B10).

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
USCC_SYMBOLS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORGANISATION_SYMBOLS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
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


@dataclass(frozen=True)
class Uscc:
    """A unified social credit code; `warnings` say what an early pilot code gets wrong."""

    code: str
    warnings: tuple[str, ...] = ()

    @property
    def organisation_code(self) -> str:
        """The nine characters of GB 11714 inside."""
        return self.code[8:17]

    @property
    def is_civil_affairs(self) -> bool:
        """Registered with civil affairs: an association, a social-service organisation or a foundation."""
        return self.code[0] == "5"


def check_id18(text: str) -> IdNumber:
    """Check a number by GB 11643: length, date, check character; raises Refusal (field id_number)."""
    number = _plain(text)
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


def check_uscc(text: str) -> Uscc:
    """Check a code by GB 32100: wrong symbols are refused, check characters only warned of (pilot codes)."""
    code = _plain(text)
    if len(code) != 18 or any(symbol not in USCC_SYMBOLS for symbol in code):
        raise Refusal(
            _("统一社会信用代码应为18位数字或大写字母（不含I、O、S、V、Z）。请核对后重填。"), field="uscc"
        )
    warnings = []
    if uscc_check(code[:17]) != code[17]:
        warnings.append(_("最后一位校验不符，请对照登记证书核对；早期试点发放的代码可能如此。"))
    if organisation_check(code[8:16]) != code[16]:
        warnings.append(_("第9至17位组织机构代码校验不符，请对照登记证书核对；早期试点发放的代码可能如此。"))
    return Uscc(code=code, warnings=tuple(warnings))


def uscc_check(first17: str) -> str:
    """The check symbol of GB 32100: (31 − Σ value·3^i mod 31) mod 31."""
    values = (
        USCC_SYMBOLS.index(symbol) * weight for symbol, weight in zip(first17, USCC_WEIGHTS, strict=True)
    )
    return USCC_SYMBOLS[(31 - sum(values) % 31) % 31]


def organisation_check(first8: str) -> str:
    """The check symbol of an organisation code (GB 11714): 11 − Σ mod 11, with X for 10 and 0 for 11."""
    pairs = zip(first8, ORGANISATION_WEIGHTS, strict=True)
    value = 11 - sum(ORGANISATION_SYMBOLS.index(symbol) * weight for symbol, weight in pairs) % 11
    return "X" if value == 10 else "0" if value == 11 else str(value)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def _refused(sentence: str) -> Refusal:
    return Refusal(sentence, field="id_number")
