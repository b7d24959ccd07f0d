"""What a person takes home before a session: no dose, no advice on one, and never “leave out”.

The medicines that sedate, and those for the blood pressure, are named as this very record knows
them. What is different for one of them is written by the prescriber's own hand.
"""

from collections.abc import Sequence

from titrant.clinical import FactKind, Snapshot, State
from titrant.knowledge import Knowledge, Leaf, Standing
from titrant.server.accounts.acting import Acting
from titrant.server.intake.crisis import help_in
from titrant.server.intake.selectors import whole
from titrant.server.orders.models import Order
from titrant.server.orders.standing import standing_of
from titrant.server.papers.blocks import AnyBlock, Boxed, Heading, Items, Lines, Paper, Said
from titrant.server.papers.heads import head_of
from titrant.server.papers.ordered import banner_of
from titrant.server.sites.selectors import knowledge_of, today
from titrant.server.web.templatetags.clinic import day

SEDATING = "cns-depressant"
PRESSURE = "antihypertensive"
APNOEA = "sleep-apnoea"


def instructions(order: Order, by: Acting) -> Paper:
    """Return the instructions for the day of an order, for the person and who goes with them."""
    patient = order.patient
    kb, as_of = knowledge_of(patient.clinic), today(patient.clinic)
    known = whole(patient, as_of, kb)
    phone = patient.clinic.phone or "____________________"
    call = help_in(patient.clinic.jurisdiction)
    blocks: list[AnyBlock] = [
        Boxed(f"Your treatment: {day(order.planned)}, at ________"),
        Heading("Before you come"),
        Items((*_meals(order, kb), *_medicines(known, kb), *_BEFORE)),
        Heading("Your prescriber’s own words about your medicines"),
        Said("Only what stands here, signed, changes how you take one of them.", small=True),
        Lines(("",)),
        Lines(("",)),
        Lines(("prescriber: name, signature", "day")),
        Heading("Afterwards"),
        Items(tuple(_after(order, known, kb))),
        Heading("Whom to call"),
        Items(
            (
                f"The clinic: {phone}. If nobody answers: ____________________",
                f"{_GRAVE}: {call.emergency}.",
                f"Thoughts of harming yourself: {call.line} ({call.name}), or {call.emergency}.",
            )
        ),
    ]
    return Paper(
        head=head_of(patient, by),
        title="For your treatment day",
        under="Read it with whoever goes with you",
        banner=banner_of(order, standing_of(order)),
        large=True,
        blocks=tuple(blocks),
    )


_BEFORE = (
    "Tell the clinic what you took and when, also what you bought without a prescription.",
    "Tell the clinic if you are ill, may be pregnant, or a medicine of yours has changed.",
    "An adult you know takes you home, to your door. A car with a driver alone is not enough.",
    "Until tomorrow somebody else looks after children, or anybody in your care.",
    "Keep this night free of work.",
)
_GRAVE = (
    "Trouble breathing, chest pain, a sudden very bad headache, a fit, or somebody who cannot be "
    "woken"
)


def _meals(order: Order, kb: Knowledge) -> list[str]:
    """Say how long before nothing is eaten or drunk, where this site has signed it."""
    protocol = order.course.protocol
    said = []
    for what, names in (
        ("food", (f"protocol.{protocol}.pause.food", "screening.fasting.solids")),
        ("drink", (f"protocol.{protocol}.pause.drink", "screening.fasting.fluids")),
    ):
        signed = [leaf for name in names if (leaf := _signed(kb.find(name), order)) is not None]
        said.append(
            f"No {what} in the last {signed[0].shown} before."
            if signed
            else f"No {what} from ________ on: the clinic writes the time here."
        )
    return said


def _signed(leaf: Leaf | None, order: Order) -> Leaf | None:
    day_of_it = max(order.planned, today(order.patient.clinic))
    if leaf is None or leaf.value is None or leaf.standing(day_of_it) is not Standing.IN_FORCE:
        return None
    return leaf


def _medicines(known: Snapshot, kb: Knowledge) -> list[str]:
    said = ["Take your regular medicines as you always do."]
    pressure = _taken(known, kb, PRESSURE)
    if pressure:
        said.append(
            f"Your blood pressure medicine ({', '.join(pressure)}): take it as usual, also on this "
            "day, unless your prescriber wrote otherwise below. Note the time."
        )
    sedating = _taken(known, kb, SEDATING)
    if sedating:
        said.append(
            f"You take {', '.join(sedating)}, which can make you sleepy too. Take it as usual, "
            "unless your prescriber wrote otherwise below. Note the time, and tell the nurse."
        )
    return said


def _after(order: Order, known: Snapshot, kb: Knowledge) -> list[str]:
    driving = _signed(kb.leaf("readiness.instructions.driving"), order)
    alcohol = _signed(kb.leaf("readiness.instructions.alcohol"), order)
    until = "until the clinic says that you may"
    said = [
        "Driving, machines, and papers that bind you: "
        + (_lower(driving.shown) if driving is not None else f"not {until}."),
        f"No alcohol {f'for {alcohol.shown}' if alcohol is not None else until}.",
        "Somebody is with you, or within call, tonight: ____________________",
        "Stand up slowly, and take stairs with care.",
    ]
    sedating = _taken(known, kb, SEDATING)
    if sedating:
        said.append(
            f"This evening {', '.join(sedating)} can add to what is left of the treatment. If you "
            "feel drowsier than usual, call the clinic before the next one."
        )
    if _is_so(known, kb, APNOEA):
        said.append(
            "You have sleep apnoea: wear your CPAP whenever you sleep, a nap this afternoon too."
        )
    else:
        said.append("If you sleep with a breathing device (CPAP), wear it, for a nap too.")
    return said


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _taken(known: Snapshot, kb: Knowledge, concept: str) -> list[str]:
    """Return the medicines of a class that a person takes, by name, without any amount."""
    within = kb.narrower()[concept]
    found = {
        kb.concept(fact.concept).title
        for fact in known.facts
        if fact.concept in within
        and fact.kind is FactKind.MEDICATION
        and fact.so
        and fact.state is not State.ENDED
    }
    return sorted(found)


def _is_so(known: Snapshot, kb: Knowledge, concept: str) -> bool:
    within: Sequence[str] = tuple(kb.narrower()[concept])
    return any(
        fact.concept in within and fact.so and fact.state is not State.ENDED for fact in known.facts
    )
