"""Unified social credit codes by GB 32100, with the organisation code of GB 11714 inside (domain B10)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yimi.kernel.errors import Refusal
from yimi.kernel.ids import plain

USCC_SYMBOLS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORGANISATION_SYMBOLS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


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


def check_uscc(text: str) -> Uscc:
    """Check a code by GB 32100: wrong symbols are refused, check characters only warned of (pilot codes)."""
    code = plain(text)
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
