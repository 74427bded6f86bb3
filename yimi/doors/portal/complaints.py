"""Telling us what is wrong, and reading the answer by its number."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache

from yimi.doors.portal.pages import PORTAL, address_of, county
from yimi.kernel.errors import Refusal
from yimi.rooms.public import actions, queries
from yimi.rooms.public.rules import TEXT_MOST


class ComplaintForm(forms.Form):
    """What happened; a way to reach the writer only if they wish."""

    text = forms.CharField(
        label=_lazy("发生了什么"),
        help_text=_lazy("什么时候、在哪里、哪一场、怎么回事。请不要写别人的身份证号和病情。"),
        max_length=TEXT_MOST,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _lazy("请写几句话：什么时候、在哪里、怎么回事。")},
    )
    contact = forms.CharField(
        label=_lazy("怎么联系您"),
        help_text=_lazy("电话或微信，可以不填。只有区县办理人看得到，加密保存。"),
        required=False,
        max_length=200,
    )
    about_slug = forms.SlugField(required=False, max_length=16, widget=forms.HiddenInput)


@never_cache
def lodge(request: HttpRequest) -> HttpResponseBase:
    about = queries.entry(request.GET.get("about", "")) if request.method == "GET" else None
    form = ComplaintForm(request.POST or None, initial={"about_slug": about.slug if about else ""})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.lodge_complaint(
                county=county(), by=PORTAL, address=address_of(request), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            return HttpResponseRedirect(f"{reverse('portal:complaint', args=[made.number])}?new=1")
    return render(
        request, "portal/complain.html", {"form": form, "about": about}, status=422 if form.errors else 200
    )


@never_cache
def track(request: HttpRequest) -> HttpResponseBase:
    """The number typed into the box; a wrong one is said so, beside the box."""
    number = request.GET.get("number", "").strip()
    found = queries.complaint(number) if number else None
    if found:
        return HttpResponseRedirect(reverse("portal:complaint", args=[found.number]))
    wrong = _("没有这个查询号。请对照提交时显示的 10 位字母和数字再输一次。") if number else ""
    return render(
        request, "portal/track.html", {"number": number, "wrong": wrong}, status=404 if wrong else 200
    )


@never_cache
def shown(request: HttpRequest, number: str) -> HttpResponseBase:
    found = queries.complaint(number)
    if found is None:
        raise Http404
    return render(
        request, "portal/complaint.html", {"complaint": found, "new": request.GET.get("new") == "1"}
    )
