"""Signatures in turn: provider, each station, county business, finance; and the provider's objection."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.outbox import tell
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import Role
from yimi.rooms.network.models import Organisation
from yimi.rooms.network.queries import holders_in, reach
from yimi.rooms.network.states import OrganisationStatus
from yimi.rooms.projects.queries.who import require_county, require_organisation, users_in
from yimi.rooms.settlement.actions.progress import move_close
from yimi.rooms.settlement.models import Confirmation, Objection, Statement
from yimi.rooms.settlement.queries.steps import hold_statement, progress_of, stations_of, stations_pending
from yimi.rooms.settlement.states import AFTER, AWAITED, INSTEAD, SIGNERS, StatementState, Step


@action
def confirm_statement(
    *, statement: Statement, organisation: Organisation | None = None, by: Actor
) -> Confirmation:
    """Sign the step that is due: provider → every station its own lines → county business → finance.

    `organisation` chooses among several stations the signer serves. Each signer is another person (law 4).
    Raises NotYours for the wrong role, Stale when nothing is to be confirmed, Refusal for a second signature
    of the same person. Sources: D8, B13, decision 6.
    """
    person = _person(by)
    held = hold_statement(statement)
    step = AWAITED.get(held.state)
    if step is None:
        raise Stale(
            _("结算单 %(number)s 现在是“%(state)s”，没有要确认的。请刷新页面。")
            % {"number": held.number, "state": held.get_state_display()}
        )
    if held.confirmations.filter(confirmed_by=person).exists():
        raise Refusal(_("你已在这张结算单上签过字，请由另一位有权的同事确认这一步。"))
    signing = _signs_for(held, step, reach(person), organisation)
    confirmation = Confirmation.objects.create(
        statement=held, step=step, organisation_id=signing, confirmed_at=clock.now(), confirmed_by=person
    )
    if step != Step.STATION or not stations_pending(held):
        _advance(held, step, by)
    return confirmation


@action
def confirm_for_provider(*, statement: Statement, reason: str, by: Actor) -> Confirmation:
    """The county signs in the place of a provider that was struck off: nobody of it can sign in any more.

    `reason` stays on the statement (how the figures were checked, how the provider was told). The signer signs no
    other step of it. Stations with lines are told that it is their turn. Raises Refusal while the provider is on
    the register, Stale when its signature is not what is waited for, NotYours. Sources: D8, B13.
    """
    person = _person(by)
    held = hold_statement(statement)
    require_county(by, held.county, INSTEAD, what=_("代机构确认"))
    if held.state != StatementState.FROZEN:
        raise Stale(
            _("结算单 %(number)s 现在是“%(state)s”，不等机构确认。请刷新页面。")
            % {"number": held.number, "state": held.get_state_display()}
        )
    if held.provider.status != OrganisationStatus.STRUCK_OFF:
        raise Refusal(_("%(name)s 没有被清退，请由机构负责人自己确认。") % {"name": held.provider_name})
    if not reason.strip():
        raise Refusal(_("请写明为什么代为确认、怎样核对的数字。"), field="reason")
    confirmation = Confirmation.objects.create(
        statement=held, step=Step.PROVIDER, organisation_id=held.provider_id, confirmed_at=clock.now(),
        confirmed_by=person, instead_because=reason.strip(),
    )  # fmt: skip
    _advance(held, Step.PROVIDER, by)
    tell(
        user_ids=users_in(stations_of(held), *SIGNERS[Step.STATION]),
        topic="statement_signed_instead",
        text=_("%(provider)s 已清退，区县代为确认了结算单 %(number)s，请核对本站的场次。")
        % {"provider": held.provider_name, "number": held.number},
        link=f"/desk/settlement/statements/{held.pk}/",
    )
    return confirmation


@action
def object_to_statement(*, statement: Statement, reason: str, by: Actor) -> Objection:
    """The provider says, with a reason, that its frozen statement is wrong; the county must answer.

    Lines stay as they are: a verdict is appealed in review and settled next quarter. Source: D8.
    """
    person = _person(by)
    held = hold_statement(statement)
    require_organisation(by, held.provider_id, SIGNERS[Step.PROVIDER], what=_("提出异议"))
    if held.state != StatementState.FROZEN:
        raise Stale(
            _("结算单 %(number)s 现在是“%(state)s”，只有在机构确认之前可以提出异议。")
            % {"number": held.number, "state": held.get_state_display()}
        )
    if not reason.strip():
        raise Refusal(_("请写明哪个场次、哪个数字有异议。"), field="reason")
    objection = Objection.objects.create(
        statement=held, reason=reason.strip(), raised_at=clock.now(), raised_by=person
    )
    _move(held, StatementState.OBJECTED)
    tell(
        user_ids=holders_in(held.county, Role.COUNTY_BUSINESS),
        topic="statement_objected",
        text=_("%(provider)s 对结算单 %(number)s 提出了异议，请答复。")
        % {"provider": held.provider_name, "number": held.number},
        link=f"/desk/settlement/statements/{held.pk}/",
    )
    return objection


@action
def answer_objection(*, statement: Statement, answer: str, by: Actor) -> Objection:
    """County business answers the open objection; the statement goes back to the provider to sign."""
    person = _person(by)
    held = hold_statement(statement)
    require_county(by, held.county, SIGNERS[Step.COUNTY], what=_("答复异议"))
    objection = held.objections.filter(answered_at__isnull=True).first()
    if objection is None:
        raise Stale(_("结算单 %(number)s 没有等待答复的异议。") % {"number": held.number})
    if not answer.strip():
        raise Refusal(_("请写明核对的结果，以及下一步怎么办。"), field="answer")
    objection.answer, objection.answered_at, objection.answered_by = answer.strip(), clock.now(), person
    objection.save(update_fields=["answer", "answered_at", "answered_by"])
    _move(held, StatementState.FROZEN)
    tell(
        user_ids=users_in([held.provider_id], Role.PROVIDER_MANAGER),
        topic="statement_answered",
        text=_("区县已答复你们对结算单 %(number)s 的异议，请查看并确认。") % {"number": held.number},
        link=f"/desk/settlement/statements/{held.pk}/",
    )
    return objection


def _person(by: Actor) -> User:
    if not isinstance(by, User):
        raise NotYours(_("结算单要由本人署名确认，系统不能代签。"))
    return by


def _signs_for(statement: Statement, step: str, hands: Reach, wanted: Organisation | None) -> int:
    """The organisation this person signs for at this step; raises NotYours when there is none."""
    roles = SIGNERS[step]
    mine: frozenset[int]
    if step == Step.PROVIDER:
        mine = hands.organisations(*roles) & {statement.provider_id}
    elif step == Step.STATION:
        mine = stations_of(statement) & hands.organisations(*roles)
        if mine and not mine & stations_pending(statement):
            raise Stale(_("你站的场次已经确认过，正在等其他社工站。"))
        mine &= stations_pending(statement)
    else:
        mine = frozenset(
            hat.organisation_id
            for hat in hands.worn(*roles)
            if hat.county == statement.county and hat.organisation_id is not None
        )
    if wanted is not None:
        mine &= {wanted.pk}
    if not mine:
        raise NotYours(
            _("结算单 %(number)s 现在等的是%(step)s确认，你没有这个岗位。")
            % {"number": statement.number, "step": Step(step).label}
        )
    return min(mine)


def _advance(statement: Statement, step: str, by: Actor) -> None:
    after = AFTER[step]
    if after == StatementState.PROVIDER_CONFIRMED and not stations_of(statement):
        after = StatementState.STATIONS_CONFIRMED  # a statement of claw-backs alone has no station's lines
    _move(statement, after)
    if statement.close.state != progress_of(statement.close):
        move_close(close=statement.close, by=by)


def _move(statement: Statement, to: str) -> None:
    statement.state = to
    statement.save(update_fields=["state"])
