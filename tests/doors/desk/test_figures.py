"""The figures of the rules, changed from a later day on."""

from __future__ import annotations

from datetime import timedelta

from tests.cast import Cast
from tests.doors.client import StrictClient
from yimi.doors.desk.figure_words import GROUPS, UNITS
from yimi.kernel import clock
from yimi.kernel.figures import DEFAULTS, figure


def test_every_figure_and_unit_has_words() -> None:
    named = [key for _title, words in GROUPS for key in words]
    assert sorted(named) == sorted(DEFAULTS)
    assert {each.unit for each in DEFAULTS.values()} == set(UNITS)


def test_a_figure_is_changed_from_tomorrow_and_today_keeps_its_own(cast: Cast) -> None:
    client = StrictClient.of(cast.sysadmin)
    tomorrow = clock.today() + timedelta(days=1)
    given = {"value": "7", "effective_from": clock.today().isoformat(), "source": "演示文号"}
    early = client.post("/desk/figures/return_days/", given)
    assert early.status_code == 422 and "最早从明天起" in early.content.decode()
    assert client.post("/desk/figures/return_days/", given | {"effective_from": tomorrow}).status_code == 302
    assert (figure("return_days"), figure("return_days", tomorrow)) == (5, 7)
    assert "起 7 天" in client.get("/desk/figures/").content.decode()


def test_the_county_reads_and_only_the_system_administrator_changes(cast: Cast) -> None:
    business = StrictClient.of(cast.business_he)
    assert "300.00 元" in business.get("/desk/figures/").content.decode()
    assert business.get("/desk/figures/return_days/").status_code == 403
    assert StrictClient.of(cast.village_li).get("/desk/figures/").status_code == 403
    assert StrictClient.of(cast.sysadmin).get("/desk/figures/nothing/").status_code == 404
