"""Take the pictures of docs/screens from a running demonstration: python tools/screens.py [address] [name …]

Start one with `make run` first. Every picture is taken twice, 1440 and 360 pixels wide, signed in as the
demonstration's own users, and saved as a PNG of few colours and at most 200 kB.
"""

from __future__ import annotations

import base64
import hmac
import io
import struct
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools import browser as installed  # noqa: E402  (the folder above must be on the path first)

FOLDER = ROOT / "docs" / "screens"
WIDTHS = {1440: (900, 1), 360: (780, 2)}  # width: height, pixels a point
MOST_BYTES = 200_000


@dataclass(frozen=True)
class Shot:
    """One picture: whose page, where it begins, and how to get from there to what is shown."""

    name: str
    user: str
    path: str
    walk: Callable[[Page], None] = lambda page: None


def first(selector: str) -> Callable[[Page], None]:
    """Open the first record that a page links to."""

    def follow(page: Page) -> None:
        page.goto(str(page.locator(selector).first.evaluate("link => link.href")))

    return follow


def order(page: Page) -> None:
    page.get_by_label("在服务清单里找").fill("助浴")
    page.get_by_label("助浴").first.check()
    for box in page.locator("#people").get_by_role("checkbox").all()[:3]:
        box.check()


def offers(page: Page) -> None:
    """The call-out with the most offers, of those that can be seen."""
    links = page.eval_on_selector_all("#rows a[href*='/callouts/']", "all => all.map(link => link.href)")
    best, most = links[0], -1
    for link in list(dict.fromkeys(links))[:12]:
        page.goto(link)
        found = page.locator(".d-offers article").count() + page.get_by_label("选这一家").count()
        if found > most:
            best, most = link, found
    page.goto(best)


def capture(page: Page) -> None:
    """The capture page of a session of one's own that has been held and not handed in."""
    links = page.eval_on_selector_all("#rows a[href*='/sessions/']", "all => all.map(link => link.href)")
    onward = page.get_by_role("link", name="补材料并提交").or_(page.get_by_role("link", name="拍照片"))
    for link in dict.fromkeys(links):
        page.goto(link)
        if onward.count():
            break
    onward.first.click()
    page.wait_for_load_state("networkidle")


def review(page: Page) -> None:
    """The newest session with a picture that was used before: the two laid over each other, and where they agree."""
    for _week in range(12):
        links = page.eval_on_selector_all("table a[href*='/review/']", "all => all.map(link => link.href)")
        earlier = page.locator("a[rel=prev]").first.evaluate("link => link.href")
        for link in links:
            page.goto(link)
            if page.locator(".has-twin .r-panels").count():
                for _step in ("beside", "blinking", "laid over"):
                    page.keyboard.press("b")
                    page.wait_for_load_state("networkidle")
                page.locator(".r-frames.is-marked").evaluate(
                    "each => each.scrollIntoView({block: 'nearest'})"
                )
                return
        page.goto(str(earlier))


def last_quarter(page: Page) -> None:
    """The quarter that is over has figures to compare."""
    with page.expect_navigation():
        page.get_by_label("季度").select_option(index=1)
    page.wait_for_load_state("networkidle")


def people(page: Page) -> None:
    page.get_by_label("村（社区）").select_option(index=1)
    page.wait_for_timeout(1500)


SHOTS = (
    Shot("wall", "", "/"),
    Shot("today", "station_zhou", "/desk/"),
    Shot("order", "village_li", "/desk/requests/new/", order),
    Shot("callout", "station_zhou", "/desk/callouts/?state=all", offers),
    Shot("capture", "worker_feng", "/desk/sessions/?state=delivered", capture),
    Shot("session", "station_zhou", "/desk/sessions/?state=submitted", first("#rows a[href*='/sessions/']")),
    Shot("review", "reviewer_chen", "/desk/review/", review),
    Shot("bulletin", "leader_tang", "/desk/bulletins/", first("main table a")),
    Shot("statement", "provider_jiang", "/desk/settlement/", first("main a[href*='/statements/']")),
    Shot("comparison", "leader_tang", "/desk/comparison/", last_quarter),
    Shot("people", "station_zhou", "/desk/people/", people),
    Shot("visits", "station_zhou", "/desk/visits/"),
    Shot("alert", "station_zhou", "/desk/alerts/", first("main .y-lines a[href*='/alerts/'], main table a")),
    Shot("case", "station_zhou", "/desk/cases/", first("main a[href*='/desk/cases/1/']")),
    Shot("paper", "station_zhou", "/desk/prints/visit/"),
)


def signed_in(
    browser: Browser, address: str, user: str, width: int, states: dict[str, object]
) -> BrowserContext:
    """A browser of this width in which the user has signed in; once a user, the second width takes it over."""
    height, points = WIDTHS[width]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=points,
        has_touch=width < 700,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        storage_state=states.get(user),  # type: ignore[arg-type]
    )
    if user and user not in states:
        page = context.new_page()
        page.goto(f"{address}/sign-in/")
        line = page.locator("li").filter(has=page.locator(f"[data-fill='{user}']"))
        code = line.locator("p code").first.text_content() if line.locator("p code").count() else ""
        line.get_by_role("button").click()
        page.get_by_role("button", name="登录", exact=True).click()
        page.wait_for_load_state("networkidle")
        if page.locator("[name=code]").count():  # bound already, or to be bound now
            secret = page.locator("code").first.text_content() if not code else ""
            page.locator("[name=code]").fill(code or code_of(secret or ""))
            page.locator("form.p-code [type=submit]").click()
            page.wait_for_load_state("networkidle")
        page.close()
        states[user] = context.storage_state()
    return context


def code_of(secret: str) -> str:
    """What an authenticator would show now for a secret (RFC 6238)."""
    key = base64.b32decode(secret.strip() + "=" * (-len(secret.strip()) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30), "sha1")
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def saved(picture: bytes, path: Path) -> int:
    """Fewer colours until it is small enough, then fewer pixels; returns the bytes."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (256, 128, 64):
        image.quantize(colours, kmeans=2, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= MOST_BYTES:
            return path.stat().st_size
    smaller = image.resize((image.width * 2 // 3, image.height * 2 // 3), Image.Resampling.LANCZOS)
    smaller.quantize(128, kmeans=2).save(path, optimize=True)
    return path.stat().st_size


def main() -> None:
    asked = sys.argv[1:]
    address = (asked[0] if asked else "http://127.0.0.1:8000").rstrip("/")
    names = set(asked[1:]) or {shot.name for shot in SHOTS}
    found = installed.path()
    if not found:
        sys.exit("No browser: run `python tools/browser.py`, or set YIMI_CHROMIUM to its path.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    states: dict[str, object] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        for shot in SHOTS:
            for width in WIDTHS if shot.name in names else ():
                context = signed_in(browser, address, shot.user, width, states)
                page = context.new_page()
                page.goto(f"{address}{shot.path}", wait_until="networkidle")
                shot.walk(page)
                page.wait_for_timeout(300)
                size = saved(page.screenshot(), FOLDER / f"{shot.name}-{width}.png")
                print(f"· {shot.name}-{width}.png {size // 1000} kB  {page.url}", flush=True)
                context.close()
        browser.close()


if __name__ == "__main__":
    main()
