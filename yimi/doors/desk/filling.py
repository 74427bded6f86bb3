"""A page that is one form and one verb: most pages of the register are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk.answers import attempt, go, page
from yimi.doors.desk.asked import Asked
from yimi.kernel.errors import NotYours
from yimi.kernel.reach import Reach

Made = TypeVar("Made")


@dataclass(frozen=True)
class Sheet:
    """The words around a form: heading, button, where "back" leads."""

    title: str
    verb: str
    back: str
    back_label: str = ""
    lead: str = ""
    files: bool = False
    danger: bool = False
    template: str = "desk/filling/form.html"


def only_for(request: Asked, *roles: str) -> Reach:
    """The reach, when one of the roles is worn; the verb asks again, this spares a form it would refuse."""
    if not request.reach.has(*roles):
        raise NotYours(_("这一页不在你的岗位之内。需要办理的，请联系站长或区县管理员。"))
    return request.reach


def fill(
    request: Asked,
    form: forms.Form,
    call: Callable[[dict[str, Any]], Made],
    sheet: Sheet,
    *,
    then: Callable[[Made], str] | str,
    said: str = "",
    **context: Any,
) -> HttpResponse:
    """Show the form; once sent and sound, do the one verb and go on, or say beside the field why not."""
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: call(form.cleaned_data))
        if made is not None:
            return go(request, then if isinstance(then, str) else then(made), said)
    return page(request, sheet.template, {"form": form, "sheet": sheet, **context}, form)


class DayField(forms.DateField):
    """A day, picked or typed."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(
            **{"widget": widget, "input_formats": ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"], **kwargs}
        )


class ReasonForm(forms.Form):
    """Why; it stays on the record."""

    reason = forms.CharField(
        label=_lazy("原因"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_lazy("写给以后查阅的人看，会留在记录里。"),
    )
