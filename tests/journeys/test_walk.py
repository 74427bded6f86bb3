"""The product's main job in a real browser: a bathing session from the order to the statement and the wall."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys.county import ELDERS, at, build_county
from tests.journeys.effort import DOCUMENT, Effort, table
from tests.journeys.queue import work_off
from tests.journeys.screen import Authenticator, Screen
from yimi.kernel import clock, files
from yimi.rooms.evidence.demo_pictures import clips, photos, taken
from yimi.rooms.evidence.models import Media
from yimi.rooms.evidence.render.faces import faces

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("journey")]
HALL = {"longitude": 108.7704, "latitude": 29.5335, "accuracy": 14}
WORDS = "九位老人按预约来，洗澡、理发、剪指甲，护士先后量了两次血压，都在正常范围里。"
SAID = "洗完一身轻，好久没有这么舒服了。"


class Town:
    """Everybody's screens, and the day it is."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.said: list[str] = []
        self.phones: dict[str, Authenticator] = {}
        self.jobs: dict[str, Effort] = {}

    @contextmanager
    def at(self, moment: datetime, name: str = "", **screen: Any) -> Iterator[Screen]:
        """At this moment somebody sits down, signs in, does something and leaves; nobody's name: a passer-by."""
        with clock.frozen(moment):
            one = Screen(self.browser, self.address, **screen)
            one.stand_at(moment)
            try:
                if name:
                    one.sign_in(name, self.phones.setdefault(name, Authenticator()))
                yield one
            except BaseException:
                one.page.screenshot(path="test-results/journey.png", full_page=True)
                raise
            finally:
                self.jobs |= one.jobs
                self.said += [f"{name or 'resident'}: {each}" for each in one.said]
                one.close()


def test_a_bathing_session_from_the_order_to_the_wall(
    chromium: Browser, live_server: Any, tmp_path: Path
) -> None:
    build_county(at(7, 1, 9))
    town = Town(chromium, live_server.url)
    order(town)
    call_out(town)
    answers(town)
    award_and_confirm(town)
    deliver(town, tmp_path)
    work_off()
    pre_check_and_call_back(town)
    accept(town)
    release_and_publish(town)
    bulletin(town)
    settle(town)
    look_at_the_wall(town)
    assert town.said == []
    check_effort(town.jobs)


# --- 1 the order ---------------------------------------------------------------------------------------------
def order(town: Town) -> None:
    with town.at(at(7, 6, 9), "village_li") as li, li.job("为九位老人点单"):
        li.go_to("需求")
        li.press("替人点单")
        li.write("在服务清单里找", "助浴")
        li.tick("助浴")
        with li.waiting_line():  # she is in the village's list already: ticked before the search is answered
            li.write("给谁", ELDERS[0])
            li.page.wait_for_timeout(500)
            li.tick(ELDERS[0])
        with li.job("再加八位老人"):
            tick_the_elders(li, ELDERS[1:])
        li.write("谁提出的", "王*兰")
        li.write("情况说明", "九位老人，三位行动不便，希望上午来。")
        li.press("提交需求")
        li.sees("需求已提交", "助浴", "王桂兰", "赵春梅", "李青禾")


def tick_the_elders(li: Screen, names: Sequence[str]) -> None:
    for name in names:
        li.write("给谁", name)
        li.tick(name)


# --- 2 the call-out ------------------------------------------------------------------------------------------
def call_out(town: Town) -> None:
    with town.at(at(7, 6, 10), "station_zhou") as zhou, zhou.job("发起征集"):
        zhou.sees("新需求")
        zhou.press("处理")
        zhou.sees("新花村", "王*兰")
        zhou.press("发起征集")
        zhou.sees("500.00", "机构答复截止")
        zhou.choose("场地", "新花村村民活动室")
        zhou.write("对机构的要求", "带助浴车和血压计，上午到。")
        zhou.press("发出征集")
        zhou.sees("已通知 2 家机构", "500.00 × 1")


def answers(town: Town) -> None:
    offers = {
        "provider_a_manager": ("冯小满", "丁立夏", "秦白露"),
        "provider_b_manager": ("石雨晴", "范初夏", "梅清明"),
    }
    for hour, (manager, crew) in enumerate(offers.items(), start=9):
        with town.at(at(7, 7, hour), manager) as screen, screen.job("答复征集"):
            screen.press("答复", within="助浴")
            screen.sees("带助浴车和血压计")
            for name in crew:
                screen.tick(name)
            screen.write("打算怎么做", "一车三人，两人助浴一人量血压，热水自带。")
            screen.press("提交应征")
            screen.sees("已应征")


def award_and_confirm(town: Town) -> None:
    with town.at(at(7, 10, 9), "station_zhou") as zhou, zhou.job("选定一家机构"):
        zhou.press("选定", within="助浴")
        zhou.sees("青杠社工", "石榴公益")
        zhou.tick("选这一家", within="青杠社工")
        zhou.press("人员齐、资质符合")
        zhou.press("选定这一家")
        zhou.sees("已选定", "人员齐、资质符合")
    with town.at(at(7, 10, 14), "provider_a_manager") as jiang, jiang.job("确认承接"):
        jiang.press("确认承接", within="助浴")
        jiang.press("确认承接")
        jiang.sees("场次已排好", "07-16 周四 09:00")
    with town.at(at(7, 11, 9), "provider_b_manager") as shi:
        shi.go_to("征集")
        shi.choose("状态", "全部")
        shi.press("助浴")
        shi.sees("我们的应征", "候补")


# --- 3 on the spot -------------------------------------------------------------------------------------------
def deliver(town: Town, folder: Path) -> None:
    phone = {"phone": True, "geolocation": HALL, "permissions": ["geolocation"]}
    with town.at(at(7, 16, 9, 20), "provider_a_worker", **phone) as feng, feng.job("上门开展：拍现场照片"):
        feng.press("拍照片")
        feng.press("取现场码")
        feng.sees("还有 2:")
        for number in range(3):
            moment = at(7, 16, 9, 21 + number)
            feng.hand_over("拍照", picture(folder, number, moment))
            feng.sees(f"已交材料 {number + 1} 份")
    assert work_off() == 6  # three pictures, and what stands on each is read
    with town.at(at(7, 16, 12, 10), "provider_a_worker", **phone) as feng, feng.job("登记开展、补齐并提交"):
        feng.press("登记开展")
        feng.press("登记开展")
        feng.sees("还缺")
        feng.hand_over("拍照", picture(folder, 3, at(7, 16, 12, 9)))
        feng.sees("已交材料 4 份")
        feng.hand_over("选文件", filed(folder / "b.jpg", photos()[40].read_bytes(), at(7, 16, 12, 9)))
        feng.sees("已交材料 5 份")
        feng.hand_over("拍视频", filed(folder / "a.mp4", clips()[2].read_bytes(), at(7, 16, 12, 8)))
        feng.sees("已交材料 6 份")
        feng.write("做了什么", WORDS)
        feng.write("服务对象的原话", SAID)
        feng.tick("说这话的人同意公开这句话")
        feng.press("提交本场次")
        feng.sees("已提交")


def picture(folder: Path, number: int, moment: datetime) -> Path:
    """A shipped photo with the EXIF a phone at the hall would have written."""
    content = taken(photos()[number].read_bytes(), moment, HALL["longitude"], HALL["latitude"])
    return filed(folder / f"{number}.jpg", content, moment)


def filed(path: Path, content: bytes, moment: datetime) -> Path:
    """A file that was written at this moment, as the camera's are."""
    path.write_bytes(content)
    written = moment.timestamp() + 13  # seconds: no camera keeps to full minutes
    os.utime(path, (written, written))
    return path


# --- 4 the review --------------------------------------------------------------------------------------------
def pre_check_and_call_back(town: Town) -> None:
    with town.at(at(7, 17, 9), "station_head_ma") as ma, ma.job("回访三位并初核"):
        ma.press("初核", within="助浴")
        ma.sees("没有机器提示", "要求和实际")
        ma.press("去回访")
        for left in (3, 2, 1):
            ma.sees(f"还要听 {left} 位")
            ma.press("打电话")
            ma.sees("这个号码只用于这次回访")
            ma.tick("接通")
            ma.tick("做过")
            ma.tick("5 很满意")
            ma.press("记下这次回访")
        ma.sees("够了")
        ma.press("看材料")
        ma.key("a")
        ma.sees("没有等你初核的场次")


def accept(town: Town) -> None:
    with town.at(at(7, 24, 9), "reviewer_chen") as chen:
        chen.press("开始评审")
        chen.sees("待评审")
        with chen.job("评审一场没有提示的"):
            chen.key("Enter")
            chen.sees("没有机器提示")
            chen.key("a")
            chen.sees("已评 1")


# --- 5 the public --------------------------------------------------------------------------------------------
def release_and_publish(town: Town) -> None:
    with town.at(at(7, 24, 10), "editor_lin") as lin, lin.job("核对五份打码并上墙"):
        lin.go_to("照片打码")
        lin.press("生成打码副本", within="助浴")
        lin.sees("正在打码")
        work_off()
        lin.go_to("照片打码")
        for _each in range(5):
            lin.sees("机器模糊了")
            lin.key("a")
        lin.sees("没有等着核对的照片")
        lin.go_to("公示墙")
        lin.press("看预览并发布", within="助浴")
        lin.sees("公众看到的样子", SAID)
        lin.press("发布到公示墙")
        lin.press("发布到公示墙", within="随时可以撤下")
        lin.sees("已上公示墙")


def bulletin(town: Town) -> None:
    with town.at(at(8, 3, 9), "business_he") as he, he.job("编制月通报"):
        he.press("编制", within="通报")
        he.press("编制通报")
        he.sees("已编制", "总体情况")
    with town.at(at(8, 3, 10), "leader_tang") as tang, tang.job("审核发布月通报"):
        tang.press("审核发布", within="通报")
        tang.press("发布通报")
        tang.press("发布通报", within="数字不再改动")
        tang.sees("通报已发布")


# --- 6 the money ---------------------------------------------------------------------------------------------
def settle(town: Town) -> None:
    with town.at(at(10, 9, 9), "business_he") as he, he.job("冻结季度"):
        he.go_to("结算")
        he.press("冻结本季度")
        he.press("冻结本季度", within="不能撤销")
        he.sees("已冻结")
    signers = [
        ("provider_a_manager", at(10, 9, 10)),
        ("station_head_ma", at(10, 9, 11)),
        ("business_he", at(10, 12, 9)),
        ("finance_qian", at(10, 12, 10)),
    ]
    for name, moment in signers:
        with town.at(moment, name) as signer, signer.job("核对确认结算单"):
            signer.press("核对确认")
            signer.sees("500.00", "伍佰元整", "青杠社工服务中心")
            signer.press("确认结算单")
            signer.press("确认结算单", within="不能收回")
            signer.sees("已确认")
    with town.at(at(10, 12, 11), "business_he") as he:
        he.press("公示", within="结算")
        he.press("公示结算单")
        he.press("公示结算单", within="没有任何个人信息")
        he.sees("已公示")


# --- 7 the wall ----------------------------------------------------------------------------------------------
def look_at_the_wall(town: Town) -> None:
    with town.at(at(10, 13, 19), phone=True) as resident:
        resident.visit()
        resident.sees("助浴", "新花村", "有视频")
        resident.press("助浴")
        resident.sees(SAID, "青杠社工服务中心", "人脸已模糊")
        resident.does_not_see("王桂兰", "赵春梅")
        assert resident.counts("main img") == 4
        assert resident.counts("video") == 1
        served = resident.page.locator("main img").first.get_attribute("src") or ""
        body = resident.context.request.get(f"{town.address}{served}").body()
        check_blurred(body)
        resident.press("公示公告")
        resident.sees("月度通报")
        resident.press("2026年第三季度微项目结算公示：青杠社工服务中心")
        resident.sees("500.00", "伍佰元整")


def check_effort(jobs: dict[str, Effort]) -> None:
    """The bars of a main job, and the guide's table: a page that asks for more is noticed here."""
    assert jobs["为九位老人点单"].since(jobs["再加八位老人"]).seconds <= 60
    assert jobs["上门开展：拍现场照片"].taps + jobs["登记开展、补齐并提交"].taps <= 8
    assert jobs["评审一场没有提示的"].seconds <= 6
    assert table(jobs) in DOCUMENT.read_text(encoding="utf-8"), table(jobs)


def check_blurred(body: bytes) -> None:
    originals = {one.file.sha256 for one in Media.objects.select_related("file")}
    assert hashlib.sha256(body).hexdigest() not in originals
    assert files.StoredFile.objects.filter(sha256=hashlib.sha256(body).hexdigest()).exists()
    assert re.search(rb"^\xff\xd8", body) and b"Exif" not in body[:64]
    assert faces(body) == []
