"""Every open course of a clinic in a list, and what was chosen and overridden there."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.core.paginator import Page, Paginator

from titrant.clinical import OptionKind
from titrant.knowledge import Action
from titrant.server.courses.models import Cleared, Course
from titrant.server.courses.rules import title_of
from titrant.server.courses.selectors import going_on
from titrant.server.guidance.looking import Findings
from titrant.server.guidance.models import Choice, Found
from titrant.server.orders.selectors import orders_signed_since
from titrant.server.sites.models import Clinic

ROWS = 50


@dataclass(frozen=True)
class Listed:
    """One open course: whose, what was found and what held when it was last looked at."""

    course: Course
    title: str
    found: tuple[str, ...]
    holds: int
    looked: datetime | None


def open_courses(clinic: Clinic, page: str | None) -> tuple[Page[Any], list[Listed]]:
    """Return a page of the open courses of a clinic by the name of their person, and its rows."""
    rows = going_on(clinic).order_by("patient__found_by", "id")
    listed = Paginator(rows, ROWS).get_page(page)
    found = Found.objects.in_bulk([course.pk for course in listed])
    return listed, [_listed(course, found.get(course.pk)) for course in listed]


def _listed(course: Course, found: Found | None) -> Listed:
    title = title_of(course.protocol)
    if found is None:
        return Listed(course, title, (), 0, None)
    findings = msgspec.json.decode(found.findings, type=Findings)
    holds: list[str] = msgspec.json.decode(found.holds)
    return Listed(
        course, title, tuple(one.title for one in findings.values()), len(holds), found.at
    )


@dataclass(frozen=True)
class OptionChosen:
    """How often a kind of option was chosen in a time, and with which reasons."""

    option: str
    times: int
    people: int
    reasons: tuple[tuple[str, int], ...]


def chosen(clinic: Clinic, since: datetime) -> list[OptionChosen]:
    """Return what was chosen in a clinic since a moment, in the fixed order of the options."""
    rows = list(Choice.objects.filter(patient__clinic=clinic, at__gte=since))
    found = []
    for kind in OptionKind:
        own = [row for row in rows if row.option == kind.value]
        if own:
            reasons = Counter(_reason(row) for row in own)
            people = len({row.patient_id for row in own})
            told = tuple(sorted(reasons.items()))
            found.append(OptionChosen(kind.value, len(own), people, told))
    return found


def _reason(row: Choice) -> str:
    return "in other words" if row.reason == "other" else row.reason


@dataclass(frozen=True)
class RuleCleared:
    """How often a finding of one rule was cleared or overridden, and on how many it stands now."""

    rule: str
    title: str
    cleared: int
    overridden: int
    withdrawn: int
    people: int
    stands: int


def overrides(clinic: Clinic, since: datetime) -> list[RuleCleared]:
    """Return how often each rule was cleared or overridden in a clinic, by the rule's title."""
    rows = Cleared.objects.filter(patient__clinic=clinic, at__gte=since).order_by("at")
    by_rule: dict[str, list[Cleared]] = {}
    for row in rows:
        by_rule.setdefault(row.rule, []).append(row)
    stands = _standing(clinic)
    found = [_cleared(rule, own, stands) for rule, own in by_rule.items()]
    return sorted(found, key=lambda one: (one.title, one.rule))


def _cleared(rule: str, rows: Sequence[Cleared], stands: Counter[str]) -> RuleCleared:
    deferrals = [row for row in rows if row.action == Action.DEFER.value]
    return RuleCleared(
        rule=rule,
        title=rows[-1].title,
        cleared=len(rows) - len(deferrals),
        overridden=len(deferrals),
        withdrawn=sum(row.withdrawn is not None for row in rows),
        people=len({row.patient_id for row in rows}),
        stands=stands[rule],
    )


def _standing(clinic: Clinic) -> Counter[str]:
    """Return on how many open courses each rule's finding stands, cleared or not."""
    rows = Found.objects.filter(course__ended=None, course__patient__clinic=clinic)
    counted: Counter[str] = Counter()
    for findings in rows.values_list("findings", flat=True):
        counted.update(msgspec.json.decode(findings, type=Findings).keys())
    return counted


@dataclass(frozen=True)
class Ordered:
    """What became of the orders of a time, counted."""

    signed: int
    with_reason: int
    with_second: int
    stopped: int


def ordered(clinic: Clinic, since: datetime) -> Ordered:
    """Return how many orders were signed, with a reason, by two, and stopped after it."""
    rows = orders_signed_since(clinic, since)
    return Ordered(
        signed=len(rows),
        with_reason=sum(bool(row.reason) for row in rows),
        with_second=sum(len(row.signatures.all()) > 1 for row in rows),
        stopped=sum(row.stopped is not None for row in rows),
    )
