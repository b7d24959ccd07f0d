"""Guidance as plain text: the course so far, what holds, the options side by side, the disputes."""

from collections.abc import Sequence

from titrant import __version__
from titrant.cli.course_picture import picture
from titrant.cli.fact_text import aside_text, person_text, unmapped_text
from titrant.cli.page import Line, Page
from titrant.clinical import Snapshot
from titrant.dosing.check import Check, Kind
from titrant.dosing.guidance import (
    OWN_COURSE,
    Basis,
    Dispute,
    Ground,
    Guidance,
    Hold,
    Option,
    Question,
    Stand,
)
from titrant.dosing.guidance.words import (
    LIMITS,
    STANDS,
    amount_text,
    day_text,
    exposure_text,
    given_text,
    interval_text,
    response_text,
    weight_text,
)
from titrant.knowledge import short

DECIDES = (
    "A licensed prescriber decides. The options stand in a fixed order and none comes before "
    "another; each is a range in the protocol’s own steps. What is ordered is the prescriber’s, "
    "and every choice is given its reason."
)
_RECORD, _HELD_BY = "record", "hold"
_MANY = 6  # questions that are listed where more are only counted
_WIDE, _MIDDLE = 130, 96


def guidance_text(guidance: Guidance, snapshot: Snapshot, width: int) -> str:
    """Return guidance as text of a width, without colour or escape codes."""
    page, basis = Page(width), guidance.basis
    lines = [*_head(guidance, snapshot, page)]
    lines += _section("The course so far", _course(guidance.basis, page))
    lines += _section(
        f"What holds every dose ({len(guidance.holds)})",
        [line for hold in guidance.holds for line in _hold(hold, page)],
    )
    lines += _section("Options", _options(guidance.options, page))
    lines += _section(
        f"What nobody has said ({len(guidance.missing)})", _questions(guidance.missing, page)
    )
    lines += _section(
        "Where the sources disagree",
        [line for one in guidance.conflicts for line in _dispute(one, page)],
    )
    lines += _section(
        "Not mapped: no concept covers it", unmapped_text(basis.unmapped, whole=False)
    )
    lines += _section("Read and not used", aside_text(basis.set_aside))
    lines += _foot(guidance, page)
    return "\n".join(line.rstrip() for line in lines)


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return ["", title.upper(), *lines] if lines else []


def _head(guidance: Guidance, snapshot: Snapshot, page: Page) -> list[str]:
    basis = guidance.basis
    place = basis.treatment.jurisdiction
    where = place.upper() if place else "any jurisdiction"
    lines = [page.rule("="), *page.wrap(f"NEXT SESSION: {basis.protocol.title}")]
    lines += page.wrap(
        f"{basis.protocol.id} version {basis.protocol.version}, {where}; "
        f"as of {day_text(basis.as_of)}; {guidance.versions.site or 'no site’s signatures'}."
    )
    lines += page.wrap(f"{person_text(snapshot.subject, basis.as_of)}. {weight_text(basis)}")
    if guidance.versions.demonstration:
        lines += page.wrap("DEMONSTRATION: the signatures of this site are invented.")
    return [*lines, page.rule("="), *page.wrap(DECIDES)]


# -- the course --------------------------------------------------------------------------------


def _course(basis: Basis, page: Page) -> list[str]:
    lines = page.wrap(f"{str(basis.phase).capitalize()}. {given_text(basis)}", 2)
    lines += picture(basis, page)
    said = (*response_text(basis), *(exposure_text(one, basis.span) for one in basis.exposures))
    return lines + [line for sentence in said for line in page.wrap(sentence, 2)]


# -- what holds --------------------------------------------------------------------------------


def _hold(hold: Hold, page: Page) -> list[str]:
    return [
        *page.entry("HOLD:", hold.says),
        *page.wrap(f"lifts: {hold.lifts} ({hold.who})", 8),
        *page.wrap(f"source: {hold.source}", 8),
    ]


# -- options -----------------------------------------------------------------------------------


def _options(options: Sequence[Option], page: Page) -> list[str]:
    across = 4 if page.width >= _WIDE else 3 if page.width >= _MIDDLE else 2
    offered = [one for one in options if one.stand is not Stand.NOT_OFFERED]
    lines = page.columns([_card(one) for one in offered], across)
    others = [one for one in options if one.stand is Stand.NOT_OFFERED]
    if others:
        lines += ["", "  Not offered here:"]
    for one in others:
        because = " ".join(dict.fromkeys(_why_not(one)))
        lines += page.entry("-", f"{one.title}. {because}")
    return lines


def _why_not(option: Option) -> list[str]:
    hard = [f"{check.text} {check.lifts}" for check in option.limits if check.kind is Kind.HARD]
    return [*hard, *(_ground(ground) for ground in option.why_not)]


def _card(option: Option) -> list[Line]:
    lines: list[Line] = [(0, 0, STANDS[option.stand].upper()), (0, 2, option.title)]
    if option.amount is not None:
        lines += [(0, 2, f"= {text}") for text in amount_text(option.amount)]
    if option.interval is not None:
        lines.append((0, 2, f"when: {interval_text(option.interval)}"))
    lines += [(0, 2, _limit(check)) for check in option.limits]
    held_by = [ground for ground in option.supports if ground.tier == _HELD_BY]
    if held_by:
        lines.append((0, 2, f"for: what holds, above ({len(held_by)})"))
    supports = [ground for ground in option.supports if ground.tier != _HELD_BY]
    sides = (("for", supports), ("against", option.against), ("also", option.noted))
    for title, grounds in sides:
        if grounds:
            lines.append((0, 0, f"{title}:"))
            lines += [(1, 3, f"- {_ground(ground)}") for ground in grounds]
    lines += [(0, 2, f"missing: {question}") for question in option.missing]
    lines += [(0, 2, f"asks: {need}") for need in option.needs]
    return lines


def _limit(check: Check) -> str:
    kind = LIMITS[check.kind] if check.kind is Kind.INFO else LIMITS[check.kind].upper()
    return f"{kind}: {check.text} [{check.source}]"


def _ground(ground: Ground) -> str:
    if ground.tier == _RECORD and ground.source == OWN_COURSE:
        return ground.says
    tier = f", {ground.tier}" if ground.tier else ""
    flag = f", {ground.flag}" if ground.flag else ""
    return f"{ground.says} [{ground.source}{tier}{flag}]"


# -- what is missing, and what is disputed -----------------------------------------------------


def _questions(questions: Sequence[Question], page: Page) -> list[str]:
    """List what the course turns on; of many questions of the screening, how many there are."""
    lines: list[str] = []
    own = [one for one in questions if not one.would_be]
    asked = [one for one in questions if one.would_be]
    for one in own:
        lines += page.entry("-", f"{one.asks} ({one.why})")
    for one in asked[:_MANY] if len(asked) > _MANY + 1 else asked:
        lines += page.entry("-", f"{one.asks} ({one.why}; at worst: {one.would_be})")
    if len(asked) > _MANY + 1:
        more = f"and {len(asked) - _MANY} more: “titrant screen” asks them by class."
        lines += page.wrap(more, 4)
    return lines


def _dispute(dispute: Dispute, page: Page) -> list[str]:
    options = ", ".join(dispute.options)
    lines = page.entry("-", f"{dispute.topic[:1].upper()}{dispute.topic[1:]} (bears on: {options})")
    for side in dispute.sides:
        lines += page.wrap(f"{side.source} ({side.tier}, {side.flag}): {side.says}", 6, 8)
    return [*lines, *page.wrap(f"Here: {dispute.handling}", 4, 6)]


def _foot(guidance: Guidance, page: Page) -> list[str]:
    made_by = guidance.versions
    return [
        "",
        page.rule("="),
        *page.wrap(
            f"Program {__version__}, knowledge {made_by.knowledge} "
            f"({short(made_by.knowledge_hash)}), {made_by.site or 'no site'}. Every number leads "
            "to its source: “titrant knowledge explain” with what stands in brackets."
        ),
        "Nothing here is signed, ordered or given.",
    ]
