"""How a page answers after an action: refusals beside the field, good news as a toast, then the next page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from yimi.doors.porch.refusals import status_of
from yimi.kernel.errors import NotYours, Refusal

Done = TypeVar("Done")


def attempt(
    form: forms.BaseForm, call: Callable[[], Done], names: Mapping[str, str] | None = None
) -> Done | None:
    """Run one action for a valid form. None: it refused, and the sentence stands beside its field.

    `names` maps the action's field names to the form's where they differ. Nothing typed is lost; `page`
    answers with the refusal's own status (422, 409 somebody was faster, 403 not yours).
    """
    try:
        return call()
    except Refusal as refusal:
        field = (names or {}).get(refusal.field or "", refusal.field)
        form.add_error(field if field in form.fields else None, refusal.message)
        form.refusal = refusal  # type: ignore[attr-defined]
        return None


def page(
    request: HttpRequest, template: str, context: dict[str, Any], form: forms.BaseForm | None = None
) -> HttpResponse:
    """Render a page; with a form that has errors, the status says so."""
    status = HTTPStatus.OK
    if form is not None and form.is_bound and form.errors:
        refusal = getattr(form, "refusal", None)
        status = status_of(refusal) if refusal else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, template, context, status=status)


def go(request: HttpRequest, to: str, said: str = "") -> HttpResponseRedirect:
    """The next page, with one sentence of what was done."""
    if said:
        messages.success(request, said)
    return HttpResponseRedirect(to)


def done(
    request: HttpRequest,
    call: Callable[[], object],
    *,
    to: str,
    said: str = "",
    form: forms.BaseForm | None = None,
) -> HttpResponseRedirect:
    """For a button or a small form of a record page: act, say so (or what the call answers), show the record.

    A refusal, or what is missing in `form`, is said on that page; NotYours is the 403 page.
    """
    if form is not None and not form.is_valid():
        for field, sentences in form.errors.items():
            label = "" if field == NON_FIELD_ERRORS else f"{form.fields[field].label}：".lstrip("：")
            messages.error(request, f"{label}{' '.join(map(str, sentences))}")
        return HttpResponseRedirect(to)
    try:
        came = call()
    except NotYours:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return HttpResponseRedirect(to)
    return go(request, to, said or str(came))
