"""The log of what was done, for the audit administrator; and whether its seals hold."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.audit_words import WORDS, in_words
from yimi.doors.desk.filling import DayField, only_for
from yimi.doors.desk.import_sheets import download
from yimi.doors.desk.paging import newest
from yimi.kernel import audit, clock
from yimi.kernel.audit import AuditEvent, AuditSeal
from yimi.kernel.errors import Refusal
from yimi.kernel.periods import day_bounds
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import Role
from yimi.rooms.settlement.queries.sheets import workbook

EXPORTED = 20_000
# Above this many seals the whole chain is checked by `yimi verify` on the server, not in a page.
SEALS_CHECKED = 500


class FindEventForm(forms.Form):
    first = DayField(label=_lazy("从"), required=False)
    last = DayField(label=_lazy("到"), required=False)
    verb = forms.ChoiceField(label=_lazy("做了什么"), required=False)
    actor = forms.CharField(label=_lazy("谁（用户名）"), required=False, max_length=64)
    subject = forms.CharField(
        label=_lazy("对象"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": "projects.session 12"}),
    )
    refused = forms.BooleanField(label=_lazy("只看被拒的"), required=False)

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        words = [("", _("全部")), *WORDS.items()]
        self.fields["verb"].choices = words  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        asked = self.cleaned_data if self.is_valid() else {}
        wanted = Q()
        if asked.get("first"):
            wanted &= Q(at__gte=day_bounds(asked["first"])[0])
        if asked.get("last"):
            wanted &= Q(at__lt=day_bounds(asked["last"])[1])
        if asked.get("verb"):
            wanted &= Q(verb__in=[asked["verb"], f"{asked['verb']}:refused"])
        if asked.get("actor", "").strip():
            wanted &= Q(actor=asked["actor"].strip())
        if asked.get("refused"):
            wanted &= Q(verb__endswith=":refused")
        subject, _space, pk = asked.get("subject", "").strip().rpartition(" ")
        if pk:
            wanted &= Q(subject=subject or pk) & (Q(subject_id=pk) if subject else Q())
        return rows.filter(wanted)


def audit_log(request: Asked) -> HttpResponse:
    reach = only_for(request, Role.AUDIT_ADMIN)
    form = FindEventForm(request.GET)
    shown = newest(form.narrow(_events(reach)), request.GET.get("after", ""))
    context = {
        "form": form,
        "rows": [(each, in_words(each.verb)) for each in shown.rows],
        "after": shown.next,
        "seal": AuditSeal.objects.order_by("-number").first(),
        "unsealed": AuditEvent.objects.filter(seal=None).count(),
    }
    return render(request, f"desk/audit/{'rows' if request.htmx else 'audit_log'}.html", context)


@require_POST
def audit_verify(request: Asked) -> HttpResponse:
    """Recompute the chain up to the last seal. Changes nothing; a POST because it costs something."""
    only_for(request, Role.AUDIT_ADMIN)
    seal = AuditSeal.objects.order_by("-number").first()
    if seal is not None and seal.number > SEALS_CHECKED:
        raise Refusal(
            _("封条超过 %(most)d 道，请在服务器上运行 yimi verify 核对。") % {"most": SEALS_CHECKED}
        )
    context = {"seal": seal, "wrong": audit.verify(), "at": clock.now()}
    return render(request, "desk/audit/verified.html", context)


def audit_export(request: Asked) -> HttpResponse:
    """What the filter shows, as a sheet."""
    reach = only_for(request, Role.AUDIT_ADMIN)
    rows = FindEventForm(request.GET).narrow(_events(reach)).order_by("-pk")
    if rows[EXPORTED : EXPORTED + 1].exists():
        raise Refusal(_("超过 %(most)d 条，请用日期缩小范围后再导出。") % {"most": EXPORTED})
    columns = [
        (_("时间"), 20), (_("谁"), 18), (_("做了什么"), 28), (_("动词"), 34), (_("对象"), 24),
        (_("对象编号"), 16), (_("详情"), 60), (_("封条"), 8),
    ]  # fmt: skip
    data = workbook(title=_("操作日志"), columns=columns, rows=_cells(rows))
    return download(data, _("操作日志-%(day)s.xlsx") % {"day": clock.today()})


def _cells(rows: QuerySet[AuditEvent]) -> Iterator[list[str | int]]:
    for each in rows.select_related("seal").iterator(chunk_size=2000):
        at = f"{timezone.localtime(each.at):%Y-%m-%d %H:%M:%S}"
        detail = "；".join(f"{key}={value}" for key, value in sorted(each.detail.items()))
        seal = each.seal.number if each.seal else ""
        yield [at, each.actor, in_words(each.verb), each.verb, each.subject, each.subject_id, detail, seal]


def _events(reach: Reach) -> QuerySet[AuditEvent]:
    """The counties of the audit administrator's grants, and what belongs to no county."""
    return AuditEvent.objects.filter(county__in=["", *sorted(reach.counties(Role.AUDIT_ADMIN))])


urlpatterns = [
    path("audit/", audit_log, name="audit_log"),
    path("audit/verify/", audit_verify, name="audit_verify"),
    path("audit/export/", audit_export, name="audit_export"),
]
