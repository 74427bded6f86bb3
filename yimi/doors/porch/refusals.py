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
    toast = render(request, "porch/parts/toast.html", context, status=status)
    toast["HX-Retarget"] = "#toasts"
    toast["HX-Reswap"] = "beforeend"
    return toast


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
    return show(
        request, HTTPStatus.NOT_FOUND, _("它可能已撤下，或不在你的辖区之内。请核对网址，或回到首页再找。")
    )


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
    """A 500 may mean that the database is away, so this page asks it for nothing."""
    return render(None, "porch/broken.html", status=HTTPStatus.INTERNAL_SERVER_ERROR)
