"""Whom a policy may concern, asked of the register as a whole or of one person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.rooms.care.models import Policy, PolicyMatch, Standing
from yimi.rooms.care.rules import policies
from yimi.rooms.care.rules.policies import Conditions, Known
from yimi.rooms.care.states import MatchState
from yimi.rooms.people.models import Person, PersonCategory, SurveyForm
from yimi.rooms.people.states import FormState


def concerned(county: str, asked: Conditions, day: date | None = None) -> QuerySet[Person]:
    """Everybody of a county the conditions fit today; one statement, `rules.policies.fits` in SQL."""
    today = day or clock.today()
    people = Person.objects.present().filter(county=county)
    held = PersonCategory.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=today), person=OuterRef("pk"), valid_from__lte=today
    )
    if asked.categories:
        people = people.filter(Exists(held.filter(category__in=asked.categories)))
    if asked.without:
        people = people.exclude(Exists(held.filter(category__in=asked.without)))
    if asked.colours:
        people = people.filter(
            Exists(Standing.objects.filter(person=OuterRef("pk"), colour__in=asked.colours))
        )
    if asked.facts:
        last = _last_form(Q(household=OuterRef("household")) | Q(person=OuterRef("pk")))
        people = people.annotate(last_form=Subquery(last.values("pk")[:1])).filter(
            Exists(SurveyForm.objects.filter(pk=OuterRef("last_form"), facts__overlap=sorted(asked.facts)))
        )
    if asked.sex:
        people = people.filter(sex=asked.sex)
    if asked.age_from is not None:
        people = people.filter(birth_date__lte=_years_before(today, asked.age_from))
    if asked.age_to is not None:
        people = people.filter(birth_date__gt=_years_before(today, asked.age_to + 1))
    return people


def _last_form(whose: Q) -> QuerySet[SurveyForm]:
    return SurveyForm.objects.filter(whose, state=FormState.DONE).order_by("-pk")


def _years_before(day: date, years: int) -> date:
    """The last birthday of whoever is that old on `day`: born on 29 February one turns on 1 March."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def known_of(person: Person, day: date | None = None) -> Known:
    """What the conditions look at, of one person; three queries."""
    today = day or clock.today()
    held = PersonCategory.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=today), person=person, valid_from__lte=today
    )
    colour = Standing.objects.filter(person=person).values_list("colour", flat=True).first()
    return Known(
        age=person.age_on(today),
        sex=person.sex,
        colour=colour or "",
        categories=frozenset(held.values_list("category", flat=True)),
        facts=_facts_of(person),
    )


def _facts_of(person: Person) -> frozenset[str]:
    whose = Q(person=person) | (Q(household=person.household_id) if person.household_id else Q(pk__in=[]))
    form = _last_form(whose).first()
    return frozenset(form.facts if form else ())


def hints(person: Person, reach: Reach, *, colour: str, categories: Iterable[str]) -> list[PolicyMatch]:
    """What may concern this person now, as the register stands this minute, and what is under way.

    `colour` and `categories` are the person's of today, which a page knows already; two queries, and a third when
    a policy asks for what the last survey found. A hint the nightly job has not written yet is a row without a key.
    """
    rows = Policy.objects.visible_to(reach).in_force().filter(county=person.county)
    in_force = [(policy, policy.asked) for policy in rows.order_by("title")]
    if not in_force:
        return []
    there = {each.policy_id: each for each in PolicyMatch.objects.visible_to(reach).filter(person=person)}
    facts = _facts_of(person) if any(asked.facts for _policy, asked in in_force) else frozenset()
    age = person.age_on(clock.today())
    known = Known(age=age, sex=person.sex, colour=colour, categories=frozenset(categories), facts=facts)
    found = []
    for policy, asked in in_force:
        match = there.get(policy.pk) or _unwritten(policy, person)
        match.policy = policy
        under_way = match.state not in (MatchState.FOUND, MatchState.GONE)
        if under_way or policies.fits(asked, known):
            found.append(match)
    return found


def _unwritten(policy: Policy, person: Person) -> PolicyMatch:
    return PolicyMatch(policy=policy, person=person, county=person.county, found_on=clock.today())


def counted(reach: Reach) -> QuerySet[Policy]:
    """Policies with how many people were found, told, helped and succeeded in one's area (A1-15)."""
    mine = PolicyMatch.objects.visible_to(reach)
    ids = {"matches__in": mine.values("pk")}
    return (
        Policy.objects.visible_to(reach)
        .annotate(
            found=Count("matches", filter=Q(**ids) & ~Q(matches__state=MatchState.GONE)),
            told=Count("matches", filter=Q(**ids, matches__told_at__isnull=False)),
            helped=Count("matches", filter=Q(**ids, matches__helped_at__isnull=False)),
            succeeded=Count("matches", filter=Q(**ids, matches__state=MatchState.SUCCEEDED)),
        )
        .order_by("state", "title")
    )


def to_tell(reach: Reach) -> QuerySet[PolicyMatch]:
    """People of one's area nobody has told yet; a worker's own first."""
    rows = PolicyMatch.objects.visible_to(reach).open().filter(state=MatchState.FOUND)
    return rows.filter(person__deceased_on=None, person__merged_into=None)
