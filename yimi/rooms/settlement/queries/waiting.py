"""Whose turn it is. One line for each statement on somebody's page of today."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.rooms.projects.queries.today import Waiting
from yimi.rooms.settlement.models import Confirmation, Statement, StatementLine
from yimi.rooms.settlement.states import INSTEAD, SIGNERS, StatementState, Step

MOST = 50  # a page of today shows no more; the list behind it shows all


def waiting_statements(reach: Reach) -> QuerySet[Statement]:
    """Statements whose next step is one that this reach may take."""
    own = reach.organisations(*SIGNERS[Step.STATION])
    lines = StatementLine.objects.filter(statement=OuterRef("pk"), station__in=own)
    unsigned = lines.exclude(
        station__in=Confirmation.objects.filter(statement=OuterRef(OuterRef("pk")), step=Step.STATION).values(
            "organisation"
        )
    )
    business = Q(county__in=reach.counties("county_business"))
    finance = Q(county__in=reach.counties("county_finance"))
    steps = (
        Q(
            state=StatementState.FROZEN,
            provider__in=reach.organisations(*SIGNERS[Step.PROVIDER]),
        )
        | Q(county__in=reach.counties(*INSTEAD), state=StatementState.FROZEN, provider__status="struck_off")
        | Q(state=StatementState.PROVIDER_CONFIRMED) & Q(Exists(unsigned))
        | business
        & Q(
            state__in=(
                StatementState.OBJECTED,
                StatementState.STATIONS_CONFIRMED,
                StatementState.FINANCE_CONFIRMED,
            )
        )
        | finance & Q(state=StatementState.COUNTY_CONFIRMED)
        | finance & Q(state=StatementState.PUBLISHED, notice_until__lt=clock.today())
    )
    signed = Confirmation.objects.filter(
        statement=OuterRef("pk"), confirmed_by=reach.user_id, step__in=(Step.PROVIDER, Step.STATION)
    )
    return Statement.objects.filter(steps).exclude(Exists(signed))


def waiting_for(reach: Reach) -> list[Waiting]:
    """What waits for this person in settlement, oldest first; at most fifty lines, in one query."""
    if not reach.hats:
        return []
    rows = waiting_statements(reach).order_by("frozen_at", "position").defer("content")[:MOST]
    return [_line(statement) for statement in rows]


def _line(statement: Statement) -> Waiting:
    """What ends the waiting: `kind` is the action's name."""
    kind, title = {
        StatementState.OBJECTED: ("answer_objection", _("答复 %(provider)s 对结算单 %(number)s 的异议")),
        StatementState.FINANCE_CONFIRMED: ("publish_statement", _("公示 %(provider)s 的结算单 %(number)s")),
        StatementState.PUBLISHED: ("pay_statement", _("公示期满，支付 %(provider)s 的结算单 %(number)s")),
    }.get(
        StatementState(statement.state),
        ("confirm_statement", _("确认 %(provider)s 的结算单 %(number)s")),
    )
    values = {"provider": statement.provider_name, "number": statement.number}
    return Waiting(kind, title % values, None, "desk:statement", (statement.pk,))
