"""Facts as reasons: codes that stand for words."""

from __future__ import annotations

from yimi.rooms.people.linkage.facts import (
    FIFTEEN,
    LEFT_CHECK,
    MISSING,
    RIGHT_CHECK,
    SURNAME_SOUND,
    WRITTEN_NAME,
    Facts,
)
from yimi.rooms.people.linkage.levels import Born, Given, Number, Phone, Same

NUMBER_CODES = {
    Number.EQUAL: "id_equal", Number.SLIP: "id_one_slip", Number.ALIKE: "id_alike_both_good", Number.OTHER: "id_differs",
    Number.SLIPS: "id_few_slips",
}  # fmt: skip


BORN_CODES = {
    Born.EQUAL: "dob_equal", Born.OPEN: "dob_partly_known", Born.SLIP: "dob_one_slip", Born.NEAR: "dob_near",
    Born.OTHER: "dob_differs",
}  # fmt: skip


GIVEN_CODES = {
    Given.EQUAL: "name_equal", Given.SOUND: "name_same_sound", Given.PART: "name_partly_equal", Given.OTHER: "name_differs",
}  # fmt: skip


PHONE_CODES = {Phone.EQUAL: "phone_equal", Phone.SLIP: "phone_one_slip", Phone.OTHER: "phone_differs"}


LACKING = {1: "{}_only_right", 2: "{}_only_left"}


def reasons_of(facts: Facts) -> tuple[str, ...]:
    said = [
        NUMBER_CODES.get(Number(facts.number)),
        "id_check_wrong_left" if facts.written & LEFT_CHECK else None,
        "id_check_wrong_right" if facts.written & RIGHT_CHECK else None,
        "id_fifteen_digits" if facts.written & FIFTEEN else None,
        GIVEN_CODES.get(Given(facts.given)),
        "surname_same_sound" if facts.written & SURNAME_SOUND else None,
        "surname_differs" if facts.surname == Same.OTHER else None,
        "name_variant" if facts.written & WRITTEN_NAME else None,
        BORN_CODES.get(Born(facts.born)),
        PHONE_CODES.get(Phone(facts.phone)),
        _place("village", facts.village),
        _place("house", facts.house),
        "moved" if facts.village == Same.OTHER else None,
    ]
    said += [LACKING.get(facts.missing >> 2 * bit & 3, "").format(field) for bit, field in enumerate(MISSING)]
    return tuple(each for each in said if each)


def _place(field: str, level: int) -> str | None:
    return {Same.EQUAL: f"{field}_equal", Same.OTHER: f"{field}_differs"}.get(Same(level))
