"""The courses of the demonstration: opened before the first dose, ended for those who are done."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from titrant.knowledge import Knowledge, plan_of
from titrant.server.audit.appending_many import Line
from titrant.server.courses import entries
from titrant.server.courses.actions import open_course
from titrant.server.courses.working import worked_out
from titrant.server.demo.answered import answer_everything
from titrant.server.demo.cast import Cast, local
from titrant.server.demo.people import DAY
from titrant.server.demo.writing import Event, Record, at
from titrant.server.guidance.actions import choose
from titrant.server.guidance.reasons import OFFERED
from titrant.server.orders import actions, selectors
from titrant.server.orders.making import Typed
from titrant.server.orders.resting import digest_of
from titrant.server.orders.standing import climb_order
from titrant.server.sites.selectors import knowledge_of

WHY = "Two trials at a full dose failed; the person has read what is known, and wants to try it."
PROTOCOL = "iv-depression"
# Three people who were asked everything this week, and how far their order is this morning.
AT_WORK = ("ordered", "two-signatures", "unsigned")


def led(record: Record, kb: Knowledge) -> Iterator[Line]:
    """Return the course of somebody who had doses here: opened before the first, or over."""
    person, by = record.person, record.hands.prescriber
    if not person.sessions:
        return
    protocol = kb.protocol(person.protocol)
    if person.phase == "over":
        over = entries.Ended(None, protocol.id, "remission")
        last = person.sessions[-1].on + timedelta(days=14)
        yield Line(at(last), entries.ended, over, by.actor, record.ref)
        return
    body = entries.Opened(
        protocol=protocol.id,
        version=protocol.version,
        plan=plan_of(kb, protocol.id),
        why=WHY,
        target="phq-9" if person.scores else "",
        ends_when="After the series, and once the score stays below 5." if person.scores else "",
    )
    first = person.sessions[0].on - timedelta(days=1)
    yield Line(at(first, 90), entries.opened, body, by.actor, record.ref)


def at_work(cast: Cast) -> Iterator[Event]:
    """Return what is done for the three whose order is on the way this morning."""
    for number, mark in enumerate(AT_WORK):
        record = cast.marked(mark)
        yield Event(local(0, 7, 10 + number), partial(_answer, record))
        yield Event(local(0, 7, 20 + number), partial(_order, record, mark))


def _answer(record: Record) -> None:
    hands = record.hands
    answer_everything(record.patient, hands.prescriber, hands.nurse, protocol=PROTOCOL, kg="70.2")


def _order(record: Record, mark: str) -> None:
    """Open a course, choose the first dose and write it; sign it, but for one of them."""
    by, patient = record.hands.prescriber, record.patient
    protocol = knowledge_of(patient.clinic).protocol(PROTOCOL)
    open_course(patient=patient, protocol=protocol, why=WHY, by=by)
    choice = choose(
        patient=patient,
        protocol=PROTOCOL,
        option="start",
        shown=worked_out(patient, PROTOCOL).digest,
        reason=OFFERED[0],
        by=by,
    )
    minutes = "20" if mark == "two-signatures" else "40"
    typed = Typed(DAY, "ketamine-10", "0.5", "mg/kg", minutes, "1", "actual")
    ref = actions.write_order(patient=patient, choice=choice, typed=typed, by=by)
    if mark != "unsigned":
        order = selectors.order_for(patient, ref)
        assert order is not None  # it was written a moment ago
        shown = digest_of(climb_order(order).text, order)
        actions.sign(order=order, shown=shown, by=by)
