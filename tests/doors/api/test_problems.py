"""Whatever goes wrong below /api/ is said in one form, in Chinese, and tells nothing it should not."""

from __future__ import annotations

import logging
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.doors.api.phone import Phone
from tests.doors.api.test_doors_closed import operations
from tests.doors.client import StrictClient
from tests.house import tree
from yimi.doors.api import limits, tokens


def test_an_unknown_address_is_a_problem_and_not_a_page(cast: Cast) -> None:
    for path in ("/", "/nowhere", "/me/", "/sessions", "/docs"):
        for method in ("get", "post", "delete"):
            assert Phone.of(cast.village_li).send(method, path).status_code == 404, path


def test_a_wrong_method_says_which_ones_there_are(cast: Cast) -> None:
    for method, path, allow in (
        ("patch", "/me", "GET"),
        ("get", "/tokens", "POST"),
        ("put", "/openapi.json", "GET"),
    ):
        answer = Phone.of(cast.village_li).send(method, path)
        assert (answer.status_code, answer.headers["Allow"]) == (405, allow)


def test_json_that_is_none_is_a_bad_request(cast: Cast) -> None:
    for body in (b"{", b"\xff\xfe", b"nul", b"[" * 100_000):
        answer = Phone().post("/tokens", body)
        assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")


def test_json_of_the_wrong_shape_names_every_field_in_chinese(cast: Cast) -> None:
    answer = Phone().post("/tokens", {"login": 5, "device": "x" * 101})
    said = answer.json()
    assert answer.status_code == 422
    assert {each["field"]: each["message"] for each in said["errors"]} == {
        "login": "应是文字。",
        "password": "缺少这一项。",
        "device": "太长，最多 100 个字。",
    }
    assert said["detail"] == "login：应是文字。"
    for body in (None, [], "text", 5):
        assert Phone().post("/tokens", body).status_code == 422


def test_the_same_in_english_when_the_phone_asks_for_it(cast: Cast) -> None:
    answer = Phone().get("/me", headers={"Accept-Language": "en"})
    assert answer.headers["Content-Language"] == "en"


def test_characters_the_database_cannot_keep_are_refused(cast: Cast) -> None:
    for body in (b'{"login": "a\\u0000b", "password": "x", "device": ""}',
                 b'{"login": "\\ud800", "password": "x", "device": ""}'):  # fmt: skip
        answer = Phone().post("/tokens", body)
        assert (answer.status_code, answer.json()["field"]) == (422, "login")


def test_a_body_too_long_is_not_read(cast: Cast) -> None:
    answer = Phone().post("/tokens", b'{"login": "' + b"x" * 300_000 + b'"}')
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_numbers_that_are_none_or_too_large_are_refused(cast: Cast) -> None:
    phone = Phone.of(cast.provider_a_worker)
    for number in ("0", "-1", "abc", "1.5", str(2**63)):
        answer = phone.get(f"/sessions/{number}")
        assert (answer.status_code, answer.json()["field"]) == (422, "session_id"), number
    assert phone.get(f"/sessions/{2**63 - 1}").status_code == 404
    assert phone.delete("/sessions/1/media/not-a-uuid").json()["field"] == "client_id"


def test_the_unexpected_is_logged_and_told_without_details(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("secret of the house")

    phone = Phone.of(cast.provider_a_worker)
    monkeypatch.setattr(tokens, "_about", broken)
    with caplog.at_level(logging.ERROR, "yimi.api"):
        answer = phone.get("/me")
    assert (answer.status_code, answer.json()["code"]) == (500, "broken")
    assert "secret" not in answer.content.decode()
    assert "secret of the house" in caplog.text


def test_no_answer_is_kept_by_a_cache_or_sets_a_cookie(cast: Cast) -> None:
    for answer in (Phone.of(cast.village_li).get("/me"), Phone().get("/me"), Phone().get("/openapi.json")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert not answer.cookies


def test_a_get_writes_nothing_but_its_own_counter(cast: Cast) -> None:
    phone = Phone.of(cast.provider_a_worker)
    with CaptureQueriesContext(connection) as queries:
        assert phone.get("/sessions/mine").status_code == 200
    writing = [
        each["sql"] for each in queries if each["sql"].lstrip().startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    assert [sql.split()[2] for sql in writing] in (["api_knock"], ["api_knock", "api_knock"])


def test_the_guide_names_every_operation_every_limit_and_every_code() -> None:
    guide = (tree.ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    words = [word for _method, _path, word in operations()]
    limited = [str(most) for most in limits.PER_MINUTE.values()]
    source = "".join(text for _path, text in tree.sources("yimi/doors/api"))
    codes = re.findall(r"(?:Trouble|answer)\(\s*(?:request, )?\d{3},\s*\"(\w+)\"", source)
    assert len(codes) > 12
    assert [
        word for word in [*words, *limited, *codes] if f"`{word}`" not in guide and f" {word} " not in guide
    ] == []


def test_the_description_names_itself_and_needs_no_sign_in(cast: Cast) -> None:
    answer = StrictClient().get("/api/openapi.json")
    described = answer.json()  # type: ignore[attr-defined]
    assert answer.headers["Content-Type"] == "application/json"
    assert described["openapi"].startswith("3.1")
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"] and operation["description"], path
            assert bool(operation.get("security")) == (path not in ("/api/tokens", "/api/tokens/wechat")), (
                path
            )
            for status, response in operation["responses"].items():
                kinds = list(response.get("content", {}))
                bare = "uploads" in path and int(status) < 400  # tus answers in headers
                wanted = (
                    []
                    if status == "204" or bare
                    else ["application/json" if int(status) < 400 else "application/problem+json"]
                )
                assert kinds == wanted, (method, path, status)
