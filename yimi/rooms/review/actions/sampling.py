"""The weekly blind second look: by lot plus the riskiest, read by somebody else, ruled on if they differ."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.action import note as add
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.figures import figure
from yimi.kernel.outbox import tell
from yimi.kernel.periods import Week
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import Role
from yimi.rooms.evidence.models import Flag
from yimi.rooms.network.queries import holders_in
from yimi.rooms.projects.queries.who import require_county
from yimi.rooms.review import rules
from yimi.rooms.review.actions.writing import _check_reasons, _locked, _move_money, _tell_provider, _write
from yimi.rooms.review.models import Sample, Verdict, WeeklyDraw
from yimi.rooms.review.queries import second_readers
from yimi.rooms.review.queries.who import require_reviewer
from yimi.rooms.review.states import FINAL, Result, SampleWhy, VerdictKind


@action
def draw_sample(*, county: str, week: str, by: Actor, seed: str = "") -> WeeklyDraw:
    """Draw max(3, 10 %) of the week's verdicts by lot and add the riskiest (D9); the seed is stored.

    Over the final first verdicts given in `week` ("2026-W47"), so that late ones are drawn in their own week.
    Each goes to a second reviewer by lot. Raises Refusal before the week is over, Stale when drawn, NotYours.
    """
    require_county(by, county, (Role.COUNTY_BUSINESS,), what=_("抽取复评样本"))
    period = Week.parse(week)
    start, after = period.bounds()
    if clock.now() < after:
        raise Refusal(_("{week} 还没有结束，周一起可以抽样。").format(week=period.label))
    if WeeklyDraw.objects.filter(county=county, week=str(period)).exists():
        raise Stale(_("{week} 已经抽过样。").format(week=period.label))
    verdicts = Verdict.objects.standing().filter(
        county=county, kind=VerdictKind.FIRST, result__in=FINAL, given_at__gte=start, given_at__lt=after
    )
    given = {verdict.session.number: verdict for verdict in verdicts.select_related("session").order_by("pk")}
    drawn = WeeklyDraw.objects.create(
        county=county,
        week=str(period),
        seed=seed or secrets.token_hex(16),
        reviewed=len(given),
        drawn_at=clock.now(),
        drawn_by=by.audit_name,
    )
    rows = _samples(drawn, given)
    Sample.objects.bulk_create(rows)
    add(reviewed=len(given), drawn=len(rows))
    tell(
        user_ids={row.assigned_to_id for row in rows if row.assigned_to_id is not None},
        topic="sample",
        text=_("{week} 有抽中的场次请你盲审复评。").format(week=period.label),
        link="/desk/samples/",
    )
    return drawn


@action
def rereview(*, sample: Sample, result: str, reason_codes: Sequence[str], by: User, note: str = "") -> Sample:
    """Give a second opinion without having seen the first (D9). It binds nobody; a difference is ruled on.

    Raises NotYours unless assigned and independent, Refusal for unfitting reasons, Stale when given.
    """
    session = _locked(sample.session)
    held = Sample.objects.select_for_update(of=("self",)).select_related("first_verdict").get(pk=sample.pk)
    if held.assigned_to_id not in (None, by.pk):
        raise NotYours(_("这一场次抽给了另一位评审员复评。"))
    require_reviewer(by, session, besides=[held.first_verdict.given_by_id])
    if held.verdict_id is not None:
        raise Stale(_("这一场次已经复评过。"))
    chosen = _final(result)
    _check_reasons(chosen, reason_codes, note)
    held.verdict = _write(
        session,
        lap=held.first_verdict.round,
        kind=VerdictKind.REREVIEW,
        result=chosen,
        codes=reason_codes,
        note=note,
        by=by,
    )
    held.assigned_to = by
    held.agrees = chosen == held.first_verdict.result
    held.save(update_fields=["verdict", "assigned_to", "agrees"])
    if not held.agrees:
        tell(
            user_ids=holders_in(held.county, Role.COUNTY_BUSINESS),
            topic="disagreement",
            text=_("场次 {number} 两次评审不一致，请裁定。").format(number=session.number),
            link="/desk/disagreements/",
        )
    return held


@action
def rule_on_disagreement(
    *, sample: Sample, result: str, reason_codes: Sequence[str], by: User, note: str
) -> Sample:
    """County business decides between two opinions; the ruling is the verdict that holds from now on.

    What was paid by then is settlement's to claw back. Raises Refusal without a reason, NotYours, Stale.
    """
    session = _locked(sample.session)
    require_county(by, session.county, (Role.COUNTY_BUSINESS,), what=_("裁定评审分歧"))
    held = (
        Sample.objects.select_for_update(of=("self",))
        .select_related("first_verdict", "verdict")
        .get(pk=sample.pk)
    )
    if held.agrees is not False or held.ruling_id is not None:
        raise Stale(_("这一场次没有待裁定的分歧。"))
    first, second = held.first_verdict, held.verdict
    if by.pk in {first.given_by_id, second.given_by_id if second else None}:
        raise NotYours(_("你评过这一场次，要由另一个人裁定。"))
    chosen = _final(result)
    _check_reasons(chosen, reason_codes, note)
    if not note.strip():
        raise Refusal(_("请写明裁定的依据。"), field="note")
    held.ruling = _write(
        session,
        lap=first.round,
        kind=VerdictKind.RULING,
        result=chosen,
        codes=reason_codes,
        note=note,
        by=by,
    )
    held.save(update_fields=["ruling"])
    _move_money(session, first.percent, held.ruling.percent, by)
    if chosen != first.result:
        _tell_provider(
            session,
            "ruling",
            _("场次 {number} 复评后改为：{result}。").format(number=session.number, result=chosen.label),
        )
    return held


def _samples(drawn: WeeklyDraw, given: dict[str, Verdict]) -> list[Sample]:
    codes: dict[int, list[str]] = {}
    flags = Flag.objects.filter(session__in=[verdict.session_id for verdict in given.values()])
    for session_id, code in flags.values_list("session_id", "code"):
        codes.setdefault(session_id, []).append(code)
    scores = {number: rules.risk_score(codes.get(one.session_id, ())) for number, one in given.items()}
    count = rules.sample_size(len(given), least=figure("rereview_min"), percent=figure("rereview_percent"))
    lots = rules.draw(drawn.seed, given, count)
    risky = rules.riskiest(scores, besides=lots, count=figure("rereview_min"))
    return [
        Sample(
            draw=drawn,
            county=drawn.county,
            week=drawn.week,
            session=given[number].session,
            why=SampleWhy.RANDOM if number in lots else SampleWhy.RISK,
            risk=scores[number],
            first_verdict=given[number],
            assigned_to_id=rules.assigned(
                drawn.seed, number, second_readers(given[number].session, given[number])
            ),
        )
        for number in [*lots, *risky]
    ]


def _final(result: str) -> Result:
    if result not in FINAL:
        raise Refusal(_("请选择通过、部分通过或不通过。"), field="result")
    return Result(result)
