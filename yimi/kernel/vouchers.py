"""Amounts of money in the numerals of vouchers, which cannot be changed with one stroke of a pen."""

from __future__ import annotations

from yimi.kernel.units import MOST_FEN

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "兆")


def yuan_in_words(fen: int) -> str:
    """The amount in the numerals of vouchers: 114000 → "壹仟壹佰肆拾元整".

    By the Rules on filling in vouchers: 整 after yuan or jiao, none after fen; 零 for every gap.
    """
    if abs(fen) > MOST_FEN:
        raise ValueError("the amount is beyond what vouchers can say")
    sign = "负" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    jiao, cent = divmod(rest, 10)
    words = f"{_whole_in_words(whole)}元" if whole or not rest else ""
    if not rest:
        return f"{sign}{words}整"
    if jiao:
        words += f"{DIGITS[jiao]}角"
    elif whole:
        words += "零"
    return f"{sign}{words}{DIGITS[cent]}分" if cent else f"{sign}{words}整"


def _whole_in_words(number: int) -> str:
    if number == 0:
        return DIGITS[0]
    groups = []
    while number:
        number, low = divmod(number, 10_000)
        groups.append(low)
    words, gap = "", False
    for position in range(len(groups) - 1, -1, -1):
        group = groups[position]
        if group == 0:
            gap = True
            continue
        if words and (gap or group < 1000):
            words += DIGITS[0]
        words += _group_in_words(group) + GROUPS[position]
        gap = False
    return words


def _group_in_words(group: int) -> str:
    words, gap = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit == 0:
            gap = bool(words)
            continue
        words += (DIGITS[0] if gap else "") + DIGITS[digit] + PLACES[place]
        gap = False
    return words
