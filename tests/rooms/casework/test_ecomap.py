"""The eco-map: what stands around somebody, drawn the same every time, seen by whoever sees the case."""

from __future__ import annotations

import re

import pytest

from tests.doors.client import StrictClient
from tests.rooms.casework.conftest import Office
from yimi.kernel.audit import AuditEvent
from yimi.kernel.errors import NotYours, Refusal
from yimi.rooms.casework import actions
from yimi.rooms.casework.models import Surrounding
from yimi.rooms.casework.rules.ecomap import Node, draw, empty
from yimi.rooms.casework.rules.ecomap.words import Around

NODES = [
    Node("neighbours", "隔壁老陈", "strong", "in"),
    Node("clinic", "镇卫生院", "weak", "both"),
    Node("family", "大儿子", "stress", "out"),
    Node("other", "信用社", "weak", "none"),
]


def test_a_tie_is_a_line_of_its_own_kind_with_an_arrow_where_help_goes() -> None:
    svg = draw("王秀英", NODES).svg
    for word, times in (("is-strong", 1), ("is-weak", 2), ("is-stressful", 1), ("e-head", 4), ("e-node", 5)):
        assert (
            svg.count(f'class="{word}"') + svg.count(f"e-tie {word}") + svg.count(f'"{word} is-') == times
        ), word
    assert draw("王秀英", NODES) == draw("王秀英", NODES)


def test_the_arrow_points_to_whom_help_goes() -> None:
    """The neighbour stands above: what helps the person ends at the person, below."""
    height = int(re.findall(r'viewBox="0 0 \d+ (\d+)"', draw("甲", NODES[:1]).svg)[0])

    def tip(flow: str) -> int:
        svg = draw("甲", [Node("neighbours", "乙", "strong", flow)]).svg
        return int(re.findall(r'class="e-head" d="M\d+ (\d+)', svg)[0])

    assert abs(height / 2 - tip("in")) < 60 and 0 < tip("out") < tip("in") - 30


@pytest.mark.parametrize("number", [1, 2, 3, 8, 14])
def test_circles_do_not_touch_and_stay_on_the_paper(number: int) -> None:
    svg = draw("王秀英", [Node("other", f"第{each}", "weak") for each in range(number)]).svg
    width, height = map(int, re.findall(r'viewBox="0 0 (\d+) (\d+)"', svg)[0])
    rings = [tuple(map(int, each)) for each in re.findall(r'cx="(\d+)" cy="(\d+)" r="(\d+)"', svg)]
    assert len(rings) == number + 1
    for at, (x, y, r) in enumerate(rings):
        assert r <= x <= width - r and r <= y <= height - r - 17  # the word below it
        for ox, oy, other in rings[at + 1 :]:
            assert (x - ox) ** 2 + (y - oy) ** 2 > (r + other) ** 2


def test_names_are_escaped_and_said_in_words() -> None:
    drawn = draw("<b>", [Node("school", "<i>小学", "strong", "in")])
    assert "<b>" not in drawn.svg and "<i>" not in drawn.svg
    assert drawn.said == ["学校 <i>小学，牢固，对方帮助本人"]
    assert empty().svg.count("e-node") == len(Around) + 1 and "e-tie" not in empty().svg


def test_a_worker_adds_and_takes_away_and_the_log_names_nobody(office: Office) -> None:
    case = office.until("assessment")
    made = actions.add_surrounding(
        case=case, kind="neighbours", name=" 隔壁老陈 ", strength="strong", by=office.zhou
    )
    assert made.name == "隔壁老陈" and made.flow == "both"
    assert "老陈" not in str(list(AuditEvent.objects.values_list("detail", flat=True)))
    with pytest.raises(Refusal, match="请写是谁"):
        actions.add_surrounding(case=case, kind="school", name=" ", strength="weak", by=office.zhou)
    with pytest.raises(Refusal, match="选项"):
        actions.add_surrounding(case=case, kind="moon", name="月亮", strength="weak", by=office.zhou)
    with pytest.raises(NotYours):
        actions.remove_surrounding(surrounding=made, by=office.colleague())
    actions.remove_surrounding(surrounding=made, by=office.zhou)
    assert not Surrounding.objects.exists()


def test_the_map_has_room_for_fourteen(office: Office) -> None:
    case = office.until("assessment")
    for each in range(14):
        actions.add_surrounding(case=case, kind="other", name=f"第{each}", strength="weak", by=office.zhou)
    with pytest.raises(Refusal, match="最多画 14 处"):
        actions.add_surrounding(case=case, kind="other", name="多", strength="weak", by=office.zhou)


def test_it_is_drawn_on_the_case_and_on_paper(office: Office) -> None:
    case, client = office.until("assessment"), StrictClient.of(office.zhou)
    where = f"/desk/cases/{case.pk}/surroundings/"
    sent = {"kind": "clinic", "name": "镇<卫>生院", "strength": "stress", "flow": "in"}
    assert client.post(where, sent).url == where
    office.write(case, "F2")
    paper = case.papers.get(kind="F2")
    for page in (where, f"/desk/cases/{case.pk}/", f"{where}print/", f"/desk/papers/{paper.pk}/print/"):
        shown = client.get(page).content.decode()
        assert "e-tie is-stressful" in shown and "镇&lt;卫&gt;生院" in shown, page
    assert "e-tie" not in client.get("/desk/prints/ecomap/").content.decode()
    assert StrictClient.of(office.colleague()).get(f"{where}print/").status_code == 404
    client.post(f"/desk/surroundings/{Surrounding.objects.get().pk}/remove/")
    assert not Surrounding.objects.exists()
