"""Somebody at a screen: signs in, reads, presses what the words say, types into what the label names.

Nothing here knows an address, an id or a class of a page. What the browser complains about is kept in `said`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.cast import PASSWORD
from tests.journeys.effort import Effort

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 780}
PRESSED = ("button", "link", "radio", "checkbox")
PATIENCE_MS = 30_000  # a busy machine is slow, not wrong


class Authenticator:
    """The phone in somebody's pocket. Each code is taken once, so the next half minute's may be shown early,

    and whoever signs in a fourth time within the same half minute waits for the next.
    """

    def __init__(self) -> None:
        self.secret = ""
        self.spent: set[str] = set()

    def code(self) -> str:
        while not (fresh := [each for each in self._shown() if each not in self.spent]):
            time.sleep(1)
        self.spent.add(fresh[0])
        return fresh[0]

    def _shown(self) -> list[str]:
        counters = yield_hotp_counters_from_time()
        before, now, after = (str(format_hotp_value(hotp_value(self.secret, each))) for each in counters)
        return [now, after, before]


class Screen:
    """One person's browser, on a desk or in the hand."""

    def __init__(self, browser: Browser, address: str, *, phone: bool = False, **more: Any) -> None:
        self.address = address
        self.phone = phone
        self.said: list[str] = []
        self.effort = Effort()
        self.jobs: dict[str, Effort] = {}
        self.context: BrowserContext = browser.new_context(
            viewport=PHONE if phone else DESK,
            has_touch=phone,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            **more,
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on(
            "response",
            lambda answer: (
                self.said.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None
            ),
        )

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.said.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    # --- reading -------------------------------------------------------------------------------------------
    @contextmanager
    def waiting_line(self) -> Iterator[None]:
        """What the page asks for in the background is not answered until this is left, as in a village."""
        held: list[Route] = []

        def hold(route: Route) -> None:
            if "hx-request" in route.request.headers:
                held.append(route)
            else:
                route.continue_()

        self.page.route("**/*", hold)
        yield
        assert held, "nothing was asked in the background"
        for route in held:
            route.continue_()
        self.page.unroute("**/*", hold)

    def sees(self, *words: str) -> None:
        """Each of the words stands somewhere on the page, for the eye."""
        for each in words:
            expect(
                self.page.get_by_text(each).filter(visible=True).first, f"to read “{each}”"
            ).to_be_visible()

    def does_not_see(self, *words: str) -> None:
        for each in words:
            expect(self.page.get_by_text(each).filter(visible=True), f"not to read “{each}”").to_have_count(0)

    def counts(self, selector: str) -> int:
        return self.page.locator(selector).count()

    # --- doing ---------------------------------------------------------------------------------------------
    def visit(self) -> None:
        """Type the address; the only time anybody does."""
        self.page.goto(self.address)

    def press(self, words: str, *, within: str = "", exact: bool = False) -> None:
        """Press the control with these words; `within`: on the line or card that also holds these words."""
        self._control(words, within, exact).click()
        self.effort.taps += 1
        self.page.wait_for_load_state()

    def _control(self, words: str, within: str, exact: bool) -> Locator:
        place: Page | Locator = self.page
        if within:
            rows = self.page.locator("li, article, tr, section, dialog, fieldset").filter(visible=True)
            place = rows.filter(has_text=within).filter(has=self._any(self.page, words, exact)).last
        return self._any(place, words, exact).filter(visible=True).first

    @staticmethod
    def _any(place: Page | Locator, words: str, exact: bool) -> Locator:
        found = place.get_by_role("button", name=words, exact=exact)
        for role in ("link", "radio", "checkbox"):
            found = found.or_(place.get_by_role(role, name=words, exact=exact))  # type: ignore[arg-type]
        return found

    def tick(self, words: str, within: str = "") -> None:
        """Tick a box or choose a dot by its words."""
        place: Page | Locator = self.page
        if within:
            cards = self.page.locator("fieldset, article, section").filter(has_text=within)
            place = cards.filter(has=self.page.get_by_label(words)).last
        place.get_by_label(words).first.check()
        self.effort.taps += 1

    def write(self, label: str, words: str) -> None:
        self.page.get_by_label(label).filter(visible=True).first.fill(words)
        self.effort.taps += 1
        self.effort.type(words)

    def choose(self, label: str, words: str) -> None:
        """Choose from a list by the words of the choice."""
        box = self.page.get_by_label(label).filter(visible=True).first
        wanted = box.locator("option").filter(has_text=re.compile(re.escape(words))).first
        box.select_option(label=(wanted.text_content() or "").strip())
        self.effort.taps += 2

    def key(self, key: str) -> None:
        """Press a key, once the page has come to rest: nobody is faster than its scripts."""
        self.page.wait_for_load_state("networkidle")
        self.page.keyboard.press(key)
        self.effort.keys += 1
        self.page.wait_for_load_state()

    def hand_over(self, words: str, files: Path | Sequence[Path]) -> None:
        """Choose files behind the button with these words, as the camera or the folder would give them."""
        self.page.get_by_label(words, exact=True).set_input_files(files)
        self.effort.pictures += 1

    def go_to(self, place: str) -> None:
        """Through the menu: at the side on a desk, under “全部” on a phone."""
        if self.phone:
            self.page.get_by_role("button", name="全部").click()
            self.page.get_by_role("dialog").get_by_role("link", name=place, exact=True).click()
            self.effort.taps += 1
        else:
            self.page.get_by_role("navigation", name="主菜单").get_by_role(
                "link", name=place, exact=True
            ).click()
        self.effort.taps += 1
        self.page.wait_for_load_state()

    @contextmanager
    def job(self, name: str) -> Iterator[None]:
        """What is done inside is counted as this job; done in two sittings, it is one job all the same."""
        before = replace(self.effort)
        yield
        self.jobs[name] = self.effort.since(before)

    # --- signing in ----------------------------------------------------------------------------------------
    def sign_in(self, name: str, authenticator: Authenticator) -> None:
        """From the public page to one's own today; sets up the second factor where it is asked for."""
        self.visit()
        self.press("工作人员登录")
        self.write("手机号或用户名", name)
        self.write("密码", PASSWORD)
        self.press("登录", exact=True)
        if self.page.get_by_role("heading", name="绑定二次验证").count():
            authenticator.secret = (self.page.locator("code").first.text_content() or "").strip()
            self.write("手机上的 6 位验证码", authenticator.code())
            self.press("完成绑定")
            self.press("进入工作台")
        elif self.page.get_by_role("heading", name="输入验证码").count():
            self.write("验证码", authenticator.code())
            self.press("进入")
        self.sees("今日")

    def stand_at(self, moment: datetime) -> None:
        """The browser's clock, which shows how long a code is still valid."""
        self.context.clock.set_system_time(moment)

    def close(self) -> None:
        self.context.close()
