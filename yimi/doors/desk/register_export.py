"""The ledger of persons as a sheet, in the columns of the office (B13): whose, where, which category, colour, next due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django import forms
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk import import_sheets
from yimi.doors.desk.answers import attempt, page
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import Sheet, only_for
from yimi.doors.desk.people_forms import PurposeForm, categories_for
from yimi.doors.desk.villages import by_town, stem_or_nothing, towns_and_villages
from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.rooms.care.models import Standing, Window
from yimi.rooms.people import actions, queries
from yimi.rooms.people.access import CONFIRMERS
from yimi.rooms.people.actions.exporting import MOST_ROWS
from yimi.rooms.people.models import Person, PersonCategory, PersonQuerySet
from yimi.rooms.people.states import Category
from yimi.rooms.places.models import Division
from yimi.rooms.places.states import Level
from yimi.rooms.settlement.queries.sheets import Cell, workbook

STEP = 500


class LedgerForm(forms.Form):
    """Which people, and what for."""

    category = forms.ChoiceField(label=_lazy("类别"))
    village = forms.ChoiceField(label=_lazy("村（社区）"), required=False)
    purpose = forms.ChoiceField(
        label=_lazy("导出来做什么用"), choices=PurposeForm.PURPOSES, widget=forms.RadioSelect
    )

    def __init__(self, reach: Reach, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        groups = by_town(towns_and_villages(reach, *CONFIRMERS))
        self.fields["village"].choices = [("", _("全部")), *groups]  # type: ignore[attr-defined]
        self.fields["category"].choices = categories_for(reach)  # type: ignore[attr-defined]


def register_export(request: Asked) -> HttpResponse:
    """Ask which and why; answered, write it down and hand the sheet over."""
    reach = only_for(request, *CONFIRMERS)
    sheet = Sheet(
        _("导出台账"), _("导出表格"), reverse("desk:people"), _("群众"),
        lead=_("表里有身份证号，只用于说明的用途。谁、什么时候、为什么导出，会记入日志，也写在表头上。"),
    )  # fmt: skip
    form = LedgerForm(reach, request.POST or None)
    if request.method == "POST" and form.is_valid():
        people = list(_people(reach, form.cleaned_data)[: MOST_ROWS + 1])
        asked = {"category": form.cleaned_data["category"], "place": form.cleaned_data["village"]}
        took = attempt(
            form,
            lambda: actions.export_register(
                people=people, purpose=form.cleaned_data["purpose"], by=request.user, **asked
            ),
        )
        if took is not None:
            return import_sheets.download(_workbook(request, form, people), _name(form))
    return page(request, sheet.template, {"form": form, "sheet": sheet}, form)


def _people(reach: Reach, asked: dict[str, str]) -> PersonQuerySet:
    people = Person.objects.visible_to(reach).present().filter(reach.within("division__code", *CONFIRMERS))
    people = people.filter(pk__in=queries.holders_of(asked["category"], reach).values("pk"))
    if asked["village"]:
        people = people.in_area(stem_or_nothing(asked["village"]))
    return people.select_related("division__parent__parent", "household").order_by("division_id", "pk")


def _name(form: LedgerForm) -> str:
    kind = Category(form.cleaned_data["category"]).label
    return f"{kind}{_('台账')} {clock.today().isoformat()}.xlsx"


def _workbook(request: Asked, form: LedgerForm, people: list[Person]) -> bytes:
    asked = form.cleaned_data
    heading = [
        _("导出人：%(who)s　时间：%(at)s　用途：%(why)s") % {
            "who": request.user.display_name,
            "at": f"{timezone.localtime(clock.now()):%Y-%m-%d %H:%M}",
            "why": dict(PurposeForm.PURPOSES)[asked["purpose"]],
        },
        _("共 %(n)d 人。含个人信息，只限说明的用途，用完销毁。") % {"n": len(people)},
    ]  # fmt: skip
    columns = [
        (_("序号"), 6), (_("姓名"), 10), (_("性别"), 6), (_("身份证号"), 22), (_("乡镇"), 14), (_("村（社区）"), 16),
        (_("户编号"), 22), (_("类别"), 16), (_("有效期至"), 12), (_("颜色"), 8), (_("评估日期"), 12), (_("责任人"), 10),
        (_("下次走访截止"), 14),
    ]  # fmt: skip
    title = _("%(kind)s台账") % {"kind": Category(asked["category"]).label}
    rows = _cells(people, asked["category"], request.reach)
    return workbook(title=title, heading=heading, columns=columns, rows=rows)


def _cells(people: list[Person], category: str, reach: Reach) -> Iterator[list[Cell]]:
    """Five hundred people at a time, three questions each; colours and workers only for whoever answers for them (E14)."""
    number = 0
    for at in range(0, len(people), STEP):
        step = people[at : at + STEP]
        ends, standings = _ends(step, category), _standings(step, reach)
        due = _due(list(standings.values()), reach)
        for person in step:
            number += 1
            standing = standings.get(person.pk)
            village = _village(person)
            town = village.parent.name if village.parent else ""
            yield [
                number, person.name, str(person.get_sex_display()), person.id_number, town, village.name,
                person.household.code19 if person.household else "", str(Category(category).label), ends.get(person.pk, ""),
                str(standing.get_colour_display()) if standing else "", standing.changed_on.isoformat() if standing else "",
                standing.worker.display_name if standing and standing.worker else "",
                due.get(standing.pk, "") if standing else "",
            ]  # fmt: skip


def _village(person: Person) -> Division:
    """The village; of somebody filed in a natural village the one above it."""
    place = person.division
    return place.parent if place.level > Level.VILLAGE and place.parent else place


def _ends(people: Sequence[Person], category: str) -> dict[int, str]:
    rows = PersonCategory.objects.filter(person__in=[each.pk for each in people], category=category)
    rows = rows.order_by("valid_from")
    return {each.person_id: each.valid_to.isoformat() if each.valid_to else _("长期") for each in rows}


def _standings(people: Sequence[Person], reach: Reach) -> dict[int, Standing]:
    rows = Standing.objects.visible_to(reach).filter(person__in=[each.pk for each in people])
    return {each.person_id: each for each in rows.select_related("worker")}


def _due(standings: Sequence[Standing], reach: Reach) -> dict[int, str]:
    rows = Window.objects.visible_to(reach).open().filter(standing__in=[each.pk for each in standings])
    return {each.standing_id: each.closes_on.isoformat() for each in rows.order_by("-closes_on")}


urlpatterns = [path("people/export/", register_export, name="register_export")]
