"""How a "no" looks: a full page in a browser tab, a toast when htmx asked. The same words in both."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yimi.kernel.errors import NotYours, Refusal, Stale


def status_of(refusal: Refusal) -> HTTPStatus:
    """409 when somebody else was faster, 403 when it is not the asker's, else 422."""
    if isinstance(refusal, Stale):
        return HTTPStatus.CONFLICT
    return HTTPStatus.FORBIDDEN if isinstance(refusal, NotYours) else HTTPStatus.UNPROCESSABLE_ENTITY


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as a page or a toast."""
    return show(request, status_of(refusal), refusal.message)


def show(request: HttpRequest, status: HTTPStatus, sentence: str) -> HttpResponse:
    context = {"sentence": sentence, "status": int(status), "title": _title(status), "tone": "danger"}
    if not getattr(request, "htmx", None):
        return render(request, "porch/refused.html", context, status=status)
    return _toast(render(request, "porch/parts/toast.html", context, status=status))


def _toast(answer: HttpResponse) -> HttpResponse:
    """Beside the page, wherever the part would have gone."""
    answer["HX-Retarget"], answer["HX-Reswap"] = "#toasts", "beforeend"
    return answer


def _title(status: HTTPStatus) -> str:
    return {
        HTTPStatus.FORBIDDEN: _("这里不归你管"),
        HTTPStatus.NOT_FOUND: _("没有找到这一页"),
        HTTPStatus.CONFLICT: _("别人已经先办了"),
        HTTPStatus.INTERNAL_SERVER_ERROR: _("系统出了差错"),
    }.get(status, _("没有办成"))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return show(
        request,
        HTTPStatus.FORBIDDEN,
        _("这一页或这一步不在你的岗位或辖区之内。请换有权限的账号，或找站长、区县管理员。"),
    )


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.path.startswith("/desk/"):
        said = _("它可能已撤下，或不在你的辖区之内。请核对网址，或回到首页再找。")
    else:  # somebody's daughter has no area of duty
        said = _("它可能已经撤下，或者网址不对。请核对网址，或回到首页再找。")
    return show(request, HTTPStatus.NOT_FOUND, said)


def bad(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return show(
        request,
        HTTPStatus.BAD_REQUEST,
        _("浏览器送来的内容不完整或不合规，没有处理。请回到上一页刷新后再试。"),
    )


def stale_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF failure: nearly always a page left open for too long."""
    return show(
        request,
        HTTPStatus.FORBIDDEN,
        _("这一页打开得太久，已经失效，你填的内容没有提交。请返回、刷新后再提交一次。"),
    )


def broken(request: HttpRequest) -> HttpResponse:
    """A 500 may mean that the database is away, so this page asks it for nothing; a part of a page gets a toast."""
    if request.headers.get("HX-Request"):
        said = {
            "sentence": _("这一步没有办成，也没有留下半截数据。差错已记下，请过几分钟再试；急事请打电话。"),
            "tone": "danger",
        }
        return _toast(render(None, "porch/parts/toast.html", said, status=HTTPStatus.INTERNAL_SERVER_ERROR))
    return render(None, "porch/broken.html", status=HTTPStatus.INTERNAL_SERVER_ERROR)
