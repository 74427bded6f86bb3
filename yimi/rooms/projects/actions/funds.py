"""The county sets up funds, programmes and allotments (business office)."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import Refusal
from yimi.kernel.periods import Quarter
from yimi.kernel.units import yuan
from yimi.rooms.accounts.states import Role
from yimi.rooms.catalogue.models import MicroType
from yimi.rooms.network.models import FrameworkContract
from yimi.rooms.places.models import Division
from yimi.rooms.places.states import Level
from yimi.rooms.projects.models import Allotment, FundSource, Programme
from yimi.rooms.projects.queries import who

BUSINESS = (Role.COUNTY_BUSINESS,)


@action
def set_up_fund(*, county: str, name: str, purpose: str, amount_fen: int, by: Actor) -> FundSource:
    """Enter money with one origin and one purpose, in fen (A0-14, A3-08). Raises Refusal, NotYours."""
    who.require_county(by, county, BUSINESS, what=_("登记资金来源"))
    _positive(amount_fen, "amount_fen")
    return FundSource.objects.create(
        county=county,
        name=name,
        purpose=purpose,
        amount_fen=amount_fen,
        created_at=clock.now(),
        created_by=who.name_of(by),
    )


@action
def sign_programme(
    *,
    fund_source: FundSource,
    name: str,
    year: int,
    ceiling_fen: int,
    by: Actor,
    contract: FrameworkContract | None = None,
) -> Programme:
    """Enter a purchased programme; Σ programmes ≤ the fund, by CHECK under lock. Raises Refusal, NotYours."""
    who.require_county(by, fund_source.county, BUSINESS, what=_("登记项目"))
    _positive(ceiling_fen, "ceiling_fen")
    if contract is not None and ceiling_fen > contract.ceiling_fen:
        raise Refusal(
            _("项目总额超过了合同 %(number)s 的金额 %(ceiling)s 元。")
            % {"number": contract.number, "ceiling": yuan(contract.ceiling_fen)},
            field="ceiling_fen",
        )
    taken = FundSource.objects.filter(
        pk=fund_source.pk, allotted_fen__lte=F("amount_fen") - ceiling_fen
    ).update(allotted_fen=F("allotted_fen") + ceiling_fen)
    fund_source.refresh_from_db(fields=["allotted_fen", "amount_fen"])
    if not taken:
        raise _short(fund_source.name, fund_source.amount_fen - fund_source.allotted_fen, ceiling_fen)
    return Programme.objects.create(
        county=fund_source.county,
        name=name,
        fund_source=fund_source,
        contract=contract,
        year=year,
        ceiling_fen=ceiling_fen,
        signed_at=clock.now(),
        signed_by=who.name_of(by),
    )


@action
def allot(
    *,
    programme: Programme,
    micro_type: MicroType,
    town: Division,
    quarter: Quarter | str,
    ceiling_fen: int,
    by: Actor,
    cash_fen: int | None = None,
) -> Allotment:
    """Give a town room to order one type in one quarter (A4-01); Σ allotments ≤ the programme.

    Raises Refusal, NotYours. `cash_fen` is the quarter's cash budget: it limits payment, not ordering
    (decision 4).
    """
    who.require_county(by, programme.county, BUSINESS, what=_("下达额度"))
    _positive(ceiling_fen, "ceiling_fen")
    if town.level != Level.TOWN or town.county_code != programme.county:
        raise Refusal(_("额度按乡镇（街道）下达，请选本区县的乡镇。"), field="town")
    _widen(programme, ceiling_fen)
    return Allotment.objects.create(
        county=programme.county,
        programme=programme,
        type=micro_type,
        town=town,
        quarter=str(Quarter.parse(str(quarter))),
        ceiling_fen=ceiling_fen,
        cash_fen=cash_fen,
        allotted_at=clock.now(),
        allotted_by=who.name_of(by),
    )


@action
def change_allotment(*, allotment: Allotment, ceiling_fen: int, reason: str, by: Actor) -> Allotment:
    """Raise or lower a ceiling; never below what is already committed (CHECK). Raises Refusal, NotYours."""
    who.require_county(by, allotment.county, BUSINESS, what=_("调整额度"))
    if not reason.strip():
        raise Refusal(_("请写明调整的理由。"), field="reason")
    locked = Allotment.objects.select_for_update().get(pk=allotment.pk)
    if ceiling_fen < locked.committed_fen:
        raise Refusal(
            _("已下单 %(fen)s 元，额度不能低于这个数。") % {"fen": yuan(locked.committed_fen)},
            field="ceiling_fen",
        )
    _widen(locked.programme, ceiling_fen - locked.ceiling_fen)
    Allotment.objects.filter(pk=locked.pk).update(ceiling_fen=ceiling_fen)
    allotment.refresh_from_db(fields=["ceiling_fen", "committed_fen"])
    return allotment


def _widen(programme: Programme, fen: int) -> None:
    taken = Programme.objects.filter(pk=programme.pk, allotted_fen__lte=F("ceiling_fen") - fen).update(
        allotted_fen=F("allotted_fen") + fen
    )
    programme.refresh_from_db(fields=["allotted_fen", "ceiling_fen"])
    if not taken:
        raise _short(programme.name, programme.ceiling_fen - programme.allotted_fen, fen)


def _short(name: str, room_fen: int, wanted_fen: int) -> Refusal:
    return Refusal(
        _("“%(name)s”还剩 %(room)s 元可分配，这次要 %(wanted)s 元，不够。请减少金额，或先调整其他额度。")
        % {"name": name, "room": yuan(room_fen), "wanted": yuan(wanted_fen)},
        field="ceiling_fen",
        code="no_room",
    )


def _positive(fen: int, field: str) -> None:
    if fen <= 0:
        raise Refusal(_("金额应大于 0 元。"), field=field)
