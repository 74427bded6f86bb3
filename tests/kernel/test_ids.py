"""Identity numbers and credit codes by domain B10; invented ones (area 990101) and published samples."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimi.kernel import clock, credit_codes, ids
from yimi.kernel.errors import Refusal

first17 = st.from_regex(
    r"990101(19[3-9][0-9]|200[0-9])(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}", fullmatch=True
)


@pytest.mark.parametrize(
    ("number", "birth", "sex"),
    [
        ("34052419800101001X", date(1980, 1, 1), "male"),
        ("990101194001010016", date(1940, 1, 1), "male"),
        ("990101201506150025", date(2015, 6, 15), "female"),
        (" 34052419800101001x ", date(1980, 1, 1), "male"),
        ("３４０５２４１９８００１０１００１Ｘ", date(1980, 1, 1), "male"),
    ],
)
def test_the_published_and_the_invented_numbers_pass(number: str, birth: date, sex: str) -> None:
    checked = ids.check_id18(number)
    assert (checked.birth, checked.sex) == (birth, sex)


@given(first17)
def test_every_number_with_its_own_check_character_passes(body: str) -> None:
    number = body + ids.id18_check(body)
    assert ids.check_id18(number).number == number


@given(first17, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(body: str, place: int, by: int) -> None:
    wrong = str((int(body[place]) + by) % 10)
    with pytest.raises(Refusal):
        ids.check_id18(body[:place] + wrong + body[place + 1 :] + ids.id18_check(body))


@given(first17, st.integers(0, 15))
def test_two_swapped_neighbours_are_always_noticed(body: str, place: int) -> None:
    swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
    if swapped != body:
        with pytest.raises(Refusal):
            ids.check_id18(swapped + ids.id18_check(body))


@pytest.mark.parametrize(
    "number", ["", "123", "99010119400101001", "99010119400101001Y", "99010119400101001６６"]
)
def test_a_number_of_another_shape_is_refused_at_its_field(number: str) -> None:
    with pytest.raises(Refusal, match="18位") as refused:
        ids.check_id18(number)
    assert refused.value.field == "id_number"


@pytest.mark.parametrize("birth", ["19400230", "20301301", "18000101", "20270101", "00000101"])
def test_a_birth_date_that_cannot_be_is_refused(birth: str) -> None:
    body = f"990101{birth}001"
    with clock.frozen(datetime(2026, 11, 2, tzinfo=UTC)), pytest.raises(Refusal, match="出生日期"):
        ids.check_id18(body + ids.id18_check(body))


def test_a_refusal_never_repeats_the_number() -> None:
    for number in ("990101194001010017", "990101194013010017", "99010119400101"):
        with pytest.raises(Refusal) as refused:
            ids.check_id18(number)
        assert "9901" not in refused.value.message


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91110108551385082Q"])
def test_public_credit_codes_pass_without_a_warning(code: str) -> None:
    assert credit_codes.check_uscc(code).warnings == ()


def test_a_code_of_civil_affairs_is_known_by_its_first_symbol() -> None:
    body = "52990101MJ000001" + credit_codes.organisation_check("MJ000001")
    assert credit_codes.check_uscc(body + credit_codes.uscc_check(body)).is_civil_affairs
    assert not credit_codes.check_uscc("91350100M000100Y43").is_civil_affairs


def test_an_early_pilot_code_warns_and_is_not_blocked() -> None:
    checked = credit_codes.check_uscc("91350100M000100Y44")
    assert len(checked.warnings) == 1
    assert "试点" in checked.warnings[0]


def test_a_wrong_organisation_code_inside_warns_as_well() -> None:
    body = "91350100M000100Z4".replace("Z", "X")
    checked = credit_codes.check_uscc(body + credit_codes.uscc_check(body))
    assert [warning for warning in checked.warnings if "组织机构代码" in warning]


@pytest.mark.parametrize(
    "code", ["", "91350100M000100Y4", "91350100M000100I43", "91350100M000100Y4S", "中文" * 9]
)
def test_symbols_no_code_can_have_are_refused(code: str) -> None:
    with pytest.raises(Refusal, match="18位"):
        credit_codes.check_uscc(code)


@pytest.mark.parametrize(("code", "check"), [("D2143569", "X"), ("M000100Y", "4"), ("55138508", "2")])
def test_organisation_codes_have_the_check_of_gb_11714(code: str, check: str) -> None:
    assert credit_codes.organisation_check(code) == check
