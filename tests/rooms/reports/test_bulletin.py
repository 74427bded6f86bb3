"""The bulletin: figures that lead to their sessions, a document a clerk edits, two people to publish it."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from docx import Document

from tests.rooms.settlement.quarter import COUNTY, SHANGHAI, Books
from yimi.kernel import clock, files
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.periods import Month
from yimi.kernel.reach import Hat, Reach
from yimi.rooms.network.queries import reach
from yimi.rooms.projects.models import Session
from yimi.rooms.public.models import Notice
from yimi.rooms.reports.actions import draw_up_bulletin, publish_bulletin
from yimi.rooms.reports.models import Bulletin
from yimi.rooms.reports.queries import figures_of, listed, waiting_for
from yimi.rooms.review.models import CallBack, Verdict

DECEMBER = datetime(2026, 12, 4, 9, tzinfo=SHANGHAI)
NOVEMBER = Month(2026, 11)


def call(books: Books, session: Session, satisfaction: int | None, happened: bool | None = True) -> None:
    CallBack.objects.create(
        session=session, county=COUNTY, outcome="reached" if happened is not None else "no_answer",
        happened=happened, satisfaction=satisfaction, called_at=session.submitted_at,
        called_by=books.cast.station_zhou,
    )  # fmt: skip


def send_back(books: Books, session: Session, *codes: str) -> None:
    Verdict.objects.create(
        session=session, county=COUNTY, round=1, kind="first", result="return", percent=0,
        reason_codes=list(codes), given_at=session.submitted_at, given_by=books.cast.reviewer_chen,
    )  # fmt: skip


@pytest.fixture
def november(books: Books) -> Books:
    first = books.session(50000, "accept", date(2026, 11, 3))
    second = books.session(30000, "partial", date(2026, 11, 4))
    books.session(35000, "reject", date(2026, 11, 5))
    waiting = books.session(40000, None, date(2026, 11, 6))
    books.session(45000, "accept", date(2026, 11, 7), town=books.cast.zhuoshui)
    books.session(45000, "accept", date(2026, 11, 29))  # submitted in November, decided in December
    call(books, first, 5)
    call(books, first, 4)
    call(books, second, 3, happened=False)
    call(books, second, None, happened=None)
    send_back(books, waiting, "pictures_unclear", "list_incomplete")
    return books


def draw(books: Books) -> Bulletin:
    with clock.frozen(DECEMBER):
        return draw_up_bulletin(county=COUNTY, month="2026-11", by=books.cast.business_he)


def test_the_figures_of_a_station_are_those_of_the_rows(november: Books):
    figures = figures_of(COUNTY, NOVEMBER)
    row = next(row for row in figures["stations"] if row["station"] == november.cast.station_lishui.pk)
    plain = {name: cell["value"] for name, cell in row.items() if isinstance(cell, dict)}
    assert plain == {
        "submitted": 5, "accept": 1, "partial": 1, "reject": 1, "returned": 1, "people": 40,
        "fen": 74000, "satisfaction": 40, "confirmed": 67,
    }  # fmt: skip
    assert (row["satisfaction"]["sample"], row["confirmed"]["sample"]) == (3, 3)


def test_a_late_verdict_counts_in_the_next_bulletin(november: Books):
    december = figures_of(COUNTY, Month(2026, 12))
    assert december["totals"]["submitted"]["value"] == 0
    assert december["totals"]["accept"]["value"] == 1


def test_the_totals_are_the_sums_of_the_stations_in_order_of_name(november: Books):
    figures = figures_of(COUNTY, NOVEMBER)
    names = [row["name"] for row in figures["stations"]]
    assert names == sorted(names)
    for name in ("submitted", "accept", "partial", "reject", "returned", "people", "fen"):
        total = sum(row[name]["value"] for row in figures["stations"])
        assert figures["totals"][name]["value"] == total


def test_every_counted_figure_leads_to_exactly_its_sessions(november: Books):
    figures, hands = figures_of(COUNTY, NOVEMBER), reach(november.cast.business_he)
    for cells in [*figures["stations"], figures["totals"]]:
        for name in ("submitted", "accept", "partial", "reject", "returned"):
            cell = cells[name]
            assert listed(hands, cell["where"]).count() == cell["value"], (name, cell)
        people = listed(hands, cells["people"]["where"])
        assert sum(session.people_count for session in people) == cells["people"]["value"]


def test_a_link_shows_nobody_more_than_they_may_see(november: Books):
    where = figures_of(COUNTY, NOVEMBER)["totals"]["submitted"]["where"]
    assert listed(reach(november.cast.station_head_wu), where).count() == 1
    assert listed(reach(november.cast.stranger), where).count() == 0


def test_who_serves_in_two_counties_sees_the_sessions_of_both(november: Books):
    """A filter for each county in turn would leave only what lies in both of them: nothing."""
    cells = figures_of(COUNTY, NOVEMBER)["totals"]
    hands = reach(november.cast.business_he)
    elsewhere = Hat("county_business", None, "bureau", "510104", "510104")
    both = Reach(hands.user_id, (*hands.hats, elsewhere))
    for name in ("submitted", "accept", "returned", "satisfaction"):
        assert listed(both, cells[name]["where"]).count() == listed(hands, cells[name]["where"]).count() > 0


def test_typical_return_reasons_carry_no_name(november: Books):
    reasons = figures_of(COUNTY, NOVEMBER)["reasons"]
    assert [(row["name"], row["sessions"]["value"]) for row in reasons] == [
        ("名单不全", 1), ("照片看不清", 1),
    ]  # fmt: skip


def test_the_number_of_queries_does_not_grow(november: Books, django_assert_max_num_queries):
    for day in range(10, 29):
        november.session(day=date(2026, 11, day))
    with django_assert_max_num_queries(16):
        figures_of(COUNTY, NOVEMBER)


def text_of(document: bytes) -> str:
    word = Document(io.BytesIO(document))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in word.paragraphs), *cells])


def test_the_document_has_the_four_sections_the_table_and_no_loose_ends(november: Books):
    bulletin = draw(november)
    assert bulletin.document is not None
    with files.open_stored(bulletin.document) as stream:
        text = text_of(stream.read())
    for wanted in (
        "关于2026年11月微项目开展情况的通报", "一、总体情况", "二、主要做法", "三、存在问题",
        "四、下步要求", "黎水社工站", "1,190.00", "照片看不清：1场次。", "2026年12月4日",
    ):  # fmt: skip
        assert wanted in text
    assert "{{" not in text
    assert "{%" not in text
    for person in november.cast.everybody:
        assert person.display_name not in text


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_document_opens_in_libreoffice(november: Books, tmp_path: Path):
    bulletin = draw(november)
    assert bulletin.document is not None
    with files.open_stored(bulletin.document) as stream:
        (tmp_path / "bulletin.docx").write_bytes(stream.read())
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf",
         "--outdir", str(tmp_path), str(tmp_path / "bulletin.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert (tmp_path / "bulletin.pdf").read_bytes().startswith(b"%PDF")


def test_a_station_whose_name_holds_markup_does_not_break_the_document(november: Books):
    station = november.cast.station_lishui
    station.short_name = "黎水 <&> {{ 7*7 }}"
    station.save(update_fields=["short_name"])
    bulletin = draw(november)
    assert bulletin.document is not None
    with files.open_stored(bulletin.document) as stream:
        text = text_of(stream.read())
    assert "黎水 <&> {{ 7*7 }}" in text


def test_a_month_that_is_not_over_has_no_bulletin(november: Books):
    with (
        clock.frozen(datetime(2026, 11, 30, 23, tzinfo=SHANGHAI)),
        pytest.raises(Refusal, match="还没有结束"),
    ):
        draw_up_bulletin(county=COUNTY, month="2026-11", by=november.cast.business_he)


def test_a_draft_is_drawn_up_again_with_new_figures_and_a_published_one_never(november: Books):
    draft = draw(november)
    november.session(day=date(2026, 11, 15))
    assert draw(november).pk == draft.pk
    draft.refresh_from_db()
    assert draft.figures["totals"]["submitted"]["value"] == 7
    with clock.frozen(DECEMBER):
        publish_bulletin(bulletin=draft, by=november.cast.leader_tang)
    with pytest.raises(Stale, match="已经发布"):
        draw(november)
    with pytest.raises(DatabaseError), transaction.atomic():
        Bulletin.objects.filter(pk=draft.pk).update(figures={})


def test_the_drafter_does_not_publish_and_the_leader_does(november: Books):
    draft, cast = draw(november), november.cast
    with clock.frozen(DECEMBER):
        with pytest.raises(NotYours, match="两个人"):
            publish_bulletin(bulletin=draft, by=cast.business_he)
        for other in (cast.reviewer_chen, cast.station_head_ma, cast.provider_a_manager, cast.stranger):
            with pytest.raises(NotYours):
                publish_bulletin(bulletin=draft, by=other)
        published = publish_bulletin(bulletin=draft, by=cast.leader_tang)
    notice = Notice.objects.get(slug=published.slug)
    assert (notice.kind, notice.file) == ("bulletin", published.document)
    assert [block["text"] for block in notice.body if block["kind"] == "heading"] == [
        "一、总体情况", "二、主要做法", "三、存在问题", "四、下步要求",
    ]  # fmt: skip


def test_today_asks_the_drafters_and_then_the_leader(november: Books):
    cast = november.cast
    with clock.frozen(DECEMBER):
        assert [line.kind for line in waiting_for(reach(cast.business_he))] == ["draw_up_bulletin"]
        assert waiting_for(reach(cast.leader_tang)) == []
        draw(november)
        assert waiting_for(reach(cast.business_he)) == []
        assert [line.kind for line in waiting_for(reach(cast.leader_tang))] == ["publish_bulletin"]


def test_a_draft_is_the_countys_and_a_published_bulletin_everybodys(november: Books):
    draft, cast = draw(november), november.cast
    assert not Bulletin.objects.visible_to(reach(cast.village_li)).exists()
    with clock.frozen(DECEMBER):
        publish_bulletin(bulletin=draft, by=cast.leader_tang)
    assert Bulletin.objects.visible_to(reach(cast.village_li)).exists()
    assert not Bulletin.objects.visible_to(reach(cast.stranger)).exists()


def test_the_shipped_template_is_a_plain_word_file():
    with zipfile.ZipFile("yimi/data/templates/bulletin.docx") as archive:
        assert archive.testzip() is None
        assert not [name for name in archive.namelist() if "vba" in name.lower()]
