"""The past quarter's papers: monthly bulletins, the frozen quarter."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from yimi.commands.demonstration.setting import COUNTY, Stage
from yimi.kernel import clock
from yimi.kernel.periods import Quarter
from yimi.rooms.reports import actions as reports
from yimi.rooms.settlement import actions as settlement
from yimi.rooms.settlement.models import Statement


def _at(day: object, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))  # type: ignore[arg-type]


def write_bulletins(stage: Stage, quarter: Quarter, today: datetime) -> None:
    """One a month, on its fifth day; the newest is left as a draft for the county leader to publish."""
    months = list(quarter.months())
    for month in months:
        day = _at(month.end + timedelta(days=5))
        if day > today:
            continue
        with clock.frozen(day):
            bulletin = reports.draw_up_bulletin(
                county=COUNTY, month=str(month), by=stage.users["business_he"]
            )
        if month != months[-1]:
            with clock.frozen(day + timedelta(hours=4)):
                reports.publish_bulletin(bulletin=bulletin, by=stage.users["leader_tang"])


def close_quarter(stage: Stage, quarter: Quarter) -> None:
    """Freeze it, let both providers and their stations confirm; the county's turn is left to the user."""
    freeze = _at(quarter.end + timedelta(days=20))
    with clock.frozen(min(freeze, clock.now())):
        settlement.freeze_quarter(county=COUNTY, quarter=str(quarter), by=stage.users["business_he"])
    for statement in Statement.objects.filter(quarter=str(quarter)).select_related("provider").order_by("pk"):
        manager = "provider_jiang" if statement.provider == stage.houses["provider:a"] else "provider_shi"
        settlement.confirm_statement(statement=statement, by=stage.users[manager])
        if manager == "provider_shi":
            continue
        for user, town in (("station_ma", "500114109"), ("station_wu", "500114112")):
            settlement.confirm_statement(
                statement=statement, organisation=stage.houses[f"station:{town}"], by=stage.users[user]
            )
