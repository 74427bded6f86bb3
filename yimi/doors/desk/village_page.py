"""A village of its own: who lives there, what waits there, who answers for it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from yimi.doors.desk import village_file
from yimi.doors.desk.answers import done
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.doors.desk.villages import by_town, towns_and_villages
from yimi.rooms.network import actions
from yimi.rooms.network.actions.posts import NAMERS
from yimi.rooms.network.models import VillagePost
from yimi.rooms.network.states import Post
from yimi.rooms.people.models import SEES_PERSONS
from yimi.rooms.places.models import Division
from yimi.rooms.places.states import Level


class PostForm(forms.Form):
    """Somebody who answers for a place."""

    post = forms.ChoiceField(label=_lazy("岗位"), choices=Post.choices, widget=forms.RadioSelect)
    division = forms.ModelChoiceField(
        label=_lazy("负责哪里"), queryset=Division.objects.none(), empty_label=None
    )
    name = forms.CharField(label=_lazy("姓名"), max_length=40)
    phone = forms.CharField(
        label=_lazy("电话"), required=False, max_length=24, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )

    def __init__(self, place: Division, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = Division.objects.current().below(place.stem).order_by("code")
        self.fields["division"].queryset = below  # type: ignore[attr-defined]


@require_safe
def villages(request: Asked) -> HttpResponse:
    """The villages of one's area, by town."""
    reach = only_for(request, *SEES_PERSONS)
    towns = by_town(towns_and_villages(reach, *SEES_PERSONS))
    return render(request, "desk/villages/villages.html", {"towns": towns})


@require_safe
def village(request: Asked, place: str) -> HttpResponse:
    """One village, or one natural village of it."""
    return render(
        request, "desk/villages/village.html", village_file.context(request, _place(request, place))
    )


def village_post(request: Asked, place: str) -> HttpResponse:
    """Say who is child director or love mother here."""
    only_for(request, *NAMERS)
    here = _place(request, place)
    back = reverse("desk:village", args=[here.pk])
    return fill(
        request,
        PostForm(here, request.POST or None, initial={"division": here.pk}),
        lambda data: actions.name_post(by=request.user, **data),
        Sheet(
            _("登记村里的负责人"), _("登记"), back, here.name, lead=_("不用开账号。换人时先结束原来的一位。")
        ),
        then=back,
        said=_("已登记。"),
    )


@require_POST
def village_post_end(request: Asked, pk: int) -> HttpResponse:
    post = get_object_or_404(VillagePost.objects.visible_to(request.reach), pk=pk)
    return done(
        request,
        lambda: actions.end_post(post=post, by=request.user),
        to=reverse("desk:village", args=[post.division_id]),
        said=_("已结束，记录还在。"),
    )


def _place(request: Asked, code: str) -> Division:
    """A village or natural village whose people the asker may see; anything else is not found."""
    if not request.reach.covers(code, *SEES_PERSONS):
        raise Http404
    rows = Division.objects.filter(level__gte=Level.VILLAGE).select_related("parent__parent")
    return get_object_or_404(rows, pk=code)


urlpatterns = [
    path("villages/", villages, name="villages"),
    path("villages/<slug:place>/", village, name="village"),
    path("villages/<slug:place>/posts/", village_post, name="village_post"),
    path("village-posts/<int:pk>/end/", village_post_end, name="village_post_end"),
]
