"""Tables of the register, one file a noun."""

from __future__ import annotations

from yimi.rooms.people.models.cards import ServiceCard
from yimi.rooms.people.models.carers import Carer
from yimi.rooms.people.models.crosschecks import Crosscheck, CrosscheckLine, CrosscheckList
from yimi.rooms.people.models.documents import SourceDocument
from yimi.rooms.people.models.memberships import Membership, MembershipQuerySet
from yimi.rooms.people.models.register import (
    SEES_PERSONS,
    Consent,
    Guardian,
    Household,
    HouseholdQuerySet,
    ImportBatch,
    ImportRow,
    Person,
    PersonCategory,
    PersonQuerySet,
)
from yimi.rooms.people.models.rights import ChangeRequest, Merge, RetentionProposal, RightsRequest
from yimi.rooms.people.models.surveys import SURVEYORS, SurveyForm, SurveyRound

__all__ = [
    "SEES_PERSONS",
    "SURVEYORS",
    "Carer",
    "ChangeRequest",
    "Consent",
    "Crosscheck",
    "CrosscheckLine",
    "CrosscheckList",
    "Guardian",
    "Household",
    "HouseholdQuerySet",
    "ImportBatch",
    "ImportRow",
    "Membership",
    "MembershipQuerySet",
    "Merge",
    "Person",
    "PersonCategory",
    "PersonQuerySet",
    "RetentionProposal",
    "RightsRequest",
    "ServiceCard",
    "SourceDocument",
    "SurveyForm",
    "SurveyRound",
]
