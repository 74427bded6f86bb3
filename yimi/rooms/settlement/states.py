"""The life of a quarter's statement, as a table that can be printed. Pure data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _lazy


class StatementState(models.TextChoices):
    FROZEN = "frozen", _lazy("待机构确认")
    OBJECTED = "objected", _lazy("机构有异议")
    PROVIDER_CONFIRMED = "provider_confirmed", _lazy("待社工站确认")
    STATIONS_CONFIRMED = "stations_confirmed", _lazy("待区县业务确认")
    COUNTY_CONFIRMED = "county_confirmed", _lazy("待财务确认")
    FINANCE_CONFIRMED = "finance_confirmed", _lazy("待公示")
    PUBLISHED = "published", _lazy("公示中")
    PAID = "paid", _lazy("已支付")


class Step(models.TextChoices):
    """Who signs a statement, in this order; a station signs only its own lines (decision 6)."""

    PROVIDER = "provider", _lazy("承接机构")
    STATION = "station", _lazy("社工站")
    COUNTY = "county", _lazy("区县业务")
    FINANCE = "finance", _lazy("区县财务")


class CloseState(models.TextChoices):
    FROZEN = "frozen", _lazy("已封账")
    CONFIRMED = "confirmed", _lazy("已确认")
    PUBLISHED = "published", _lazy("已公示")
    PAID = "paid", _lazy("已支付")


# state of the statement → the step that is waited for
AWAITED: dict[str, str] = {
    StatementState.FROZEN: Step.PROVIDER,
    StatementState.PROVIDER_CONFIRMED: Step.STATION,
    StatementState.STATIONS_CONFIRMED: Step.COUNTY,
    StatementState.COUNTY_CONFIRMED: Step.FINANCE,
}

# step taken completely → the state that follows
AFTER: dict[str, str] = {
    Step.PROVIDER: StatementState.PROVIDER_CONFIRMED,
    Step.STATION: StatementState.STATIONS_CONFIRMED,
    Step.COUNTY: StatementState.COUNTY_CONFIRMED,
    Step.FINANCE: StatementState.FINANCE_CONFIRMED,
}

# verb → (from, to); everything else is refused
TRANSITIONS: tuple[tuple[str, str, str], ...] = (
    ("confirm_statement", StatementState.FROZEN, StatementState.PROVIDER_CONFIRMED),
    ("confirm_for_provider", StatementState.FROZEN, StatementState.PROVIDER_CONFIRMED),
    ("object_to_statement", StatementState.FROZEN, StatementState.OBJECTED),
    ("answer_objection", StatementState.OBJECTED, StatementState.FROZEN),
    ("confirm_statement", StatementState.PROVIDER_CONFIRMED, StatementState.STATIONS_CONFIRMED),
    ("confirm_statement", StatementState.STATIONS_CONFIRMED, StatementState.COUNTY_CONFIRMED),
    ("confirm_statement", StatementState.COUNTY_CONFIRMED, StatementState.FINANCE_CONFIRMED),
    ("publish_statement", StatementState.FINANCE_CONFIRMED, StatementState.PUBLISHED),
    ("pay_statement", StatementState.PUBLISHED, StatementState.PAID),
)

# Which roles sign which step.
SIGNERS: dict[str, tuple[str, ...]] = {
    Step.PROVIDER: ("provider_manager",),
    Step.STATION: ("station_head", "station_worker"),
    Step.COUNTY: ("county_business",),
    Step.FINANCE: ("county_finance",),
}

# Who signs for a provider that was struck off and has nobody left; never the person who signs for the county.
INSTEAD: tuple[str, ...] = ("county_business", "county_leader")

# The state a quarter is in, from the least advanced of its statements.
OPEN_FOR_PUBLICATION = frozenset(
    {StatementState.FINANCE_CONFIRMED, StatementState.PUBLISHED, StatementState.PAID}
)
PUBLIC = frozenset({StatementState.PUBLISHED, StatementState.PAID})
