"""Every "no" of the interface is one RFC 9457 document: what happened, where, what to do."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field

from yimi.doors.api.wording import field_of, sentence_of, title_of
from yimi.doors.porch.refusals import status_of
from yimi.kernel.errors import NotYours, Refusal, Stale

logger = logging.getLogger("yimi.api")

MEDIA_TYPE = "application/problem+json"
CONFLICTS = {
    "client_id_taken"
}  # refusals that say "this name is taken", which is a conflict and not a bad form


class FieldProblem(Schema):
    field: str = Field(description="Path of the field in the request, such as attended.0")
    message: str = Field(description="What is wrong with it, one sentence")


class Problem(Schema):
    """RFC 9457 problem details; `detail` is the sentence to show."""

    type: str = Field(description="urn:yimi:problem:<code>")
    title: str
    status: int
    detail: str
    instance: str
    code: str = Field(description="A word for the client: what kind of problem it is")
    field: str | None = Field(None, description="The first field that is wrong, when one is")
    errors: list[FieldProblem] | None = Field(None, description="Every field that is wrong (validation)")
    missing: list[str] | None = Field(None, description="What a submission still lacks, one sentence each")


class Trouble(Exception):
    """A problem the door itself finds, with its status and code; `headers` go onto the answer."""

    def __init__(
        self, status: int, code: str, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail
        self.headers, self.more = dict(headers or {}), more


def refusals(*statuses: int) -> dict[int, Any]:
    """The error answers of an operation, for its description: those given and what any operation may say."""
    return dict.fromkeys(sorted({400, 401, 413, 422, 429, 500, *statuses}), Problem)


def answer(
    request: HttpRequest,
    status: int,
    code: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """The problem document; members that say nothing are left out."""
    body = {
        "type": f"urn:yimi:problem:{code}",
        "title": title_of(status),
        "status": status,
        "detail": detail,
        "instance": request.path,
        "code": code,
    } | {name: value for name, value in more.items() if value}
    return HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type=MEDIA_TYPE, headers=headers
    )


def not_found(request: HttpRequest) -> HttpResponse:
    return answer(request, 404, "not_found", _("没有找到，或不在你的范围之内。请核对地址和编号。"))


def not_allowed(request: HttpRequest, allow: str) -> HttpResponse:
    detail = _("这个地址没有这种操作，可以用：{methods}。").format(methods=allow)
    return answer(request, 405, "method_not_allowed", detail, {"Allow": allow})


def handle_with_problems(api: NinjaAPI) -> None:
    """Let every exception inside an operation leave as a problem document."""
    handlers: dict[type[Exception], Any] = {
        Trouble: lambda request, said: answer(
            request, said.status, said.code, said.detail, said.headers, **said.more
        ),
        Refusal: _refused,
        ValidationError: _invalid,
        AuthenticationError: _unknown,
        Http404: lambda request, said: not_found(request),
        HttpError: _unreadable,
        RequestDataTooBig: lambda request, said: too_large(request),
        SuspiciousOperation: _unreadable,
        UnreadablePostError: _unreadable,
        Exception: _unexpected,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def too_large(request: HttpRequest) -> HttpResponse:
    return answer(request, 413, "too_large", _("内容超过了大小上限，没有处理。请缩小后再传。"))


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    status = 409 if refusal.code in CONFLICTS else int(status_of(refusal))
    kind = {NotYours: "not_yours", Stale: "stale"}.get(type(refusal), "refused")
    return answer(request, status, refusal.code or kind, refusal.message, field=refusal.field)


def _invalid(request: HttpRequest, invalid: ValidationError) -> HttpResponse:
    errors = [{"field": field_of(each["loc"]), "message": sentence_of(each)} for each in invalid.errors]
    first = errors[0]
    detail = _("{field}：{message}").format(**first) if first["field"] else first["message"]
    return answer(request, 422, "invalid", detail, field=first["field"], errors=errors)


def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return answer(
        request,
        401,
        "token_unknown",
        _("令牌无效、已过期或已撤销，请重新登录。"),
        {"WWW-Authenticate": 'Bearer realm="yimi"'},
    )


def _unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    return answer(
        request, 400, "unreadable", _("请求的内容看不懂：不是完整、有效的 JSON 或表单。请更新客户端后再试。")
    )


def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    """What nobody expected: logged with its place, told without details."""
    logger.exception("%s %s failed", request.method, request.path, exc_info=error)
    return answer(request, 500, "broken", _("系统出了差错，没有办成，已经记录下来。请稍后再试。"))
