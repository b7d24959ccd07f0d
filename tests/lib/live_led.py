"""Brings open courses, choices, clearances and orders into a running installation, for a walk.

Run as a program in the installation's own environment, as `live_clinic` is; it prints where the
walk of a prescriber begins.
"""

import json
import sys
from datetime import date


def main() -> None:
    """Make one of everything that a page of courses and orders may be about."""
    from titrant.server.config.starting import ready

    ready()
    from django.urls import reverse
    from tests.lib.led import opened
    from tests.lib.ordered import choose, signed, written
    from tests.lib.patients import enrol
    from tests.lib.ready import PROTOCOL, make_ready, signs, write

    from titrant.dosing.screening.clearing import mark_of
    from titrant.knowledge import plan_of
    from titrant.server.accounts.acting import Acting
    from titrant.server.accounts.models import Account
    from titrant.server.accounts.roles import Role
    from titrant.server.accounts.selectors import acting
    from titrant.server.audit.appending import append
    from titrant.server.courses import actions as courses
    from titrant.server.courses import entries
    from titrant.server.courses.working import worked_out
    from titrant.server.patients.models import Patient
    from titrant.server.patients.sections.history import ConditionSaid
    from titrant.server.sites.models import Clinic
    from titrant.server.sites.selectors import knowledge_of

    def who(role: Role) -> Acting:
        return acting(Account.objects.get(memberships__clinic=1, memberships__role=role), None)

    prescriber, nurse = who(Role.PRESCRIBER), who(Role.NURSE)
    clinic = Clinic.objects.get(pk=1)
    signs(clinic, who(Role.DIRECTOR))
    kb = knowledge_of(clinic)

    def known(name: str) -> Patient:
        patient = enrol(nurse, name, born=date(1985, 4, 23), sex="female")
        make_ready(patient, prescriber, nurse)
        return patient

    def at(name: str, patient: Patient, *more: object) -> str:
        return reverse(name, args=[patient.pk, *more])

    unsigned, one_signed, found, older = map(
        known, ("Ursa Unsigned", "Sigrun Signed", "Fay Found", "Olga Older")
    )
    for patient in (unsigned, one_signed):
        opened(patient, prescriber)
    choice = choose(unsigned, prescriber)
    draft = written(unsigned, prescriber, choice)
    order = signed(one_signed, prescriber)
    identity = ConditionSaid("dissociative identity disorder", "active", "", "", "", "confirmed")
    breast = ConditionSaid("breastfeeding", "active", "", "", "", "confirmed")
    for said in (identity, breast):
        write(found, nurse, "patients.condition", said)
    marks = {one.rule: mark_of(one) for one in worked_out(found, PROTOCOL).guidance.basis.findings}
    rule = "dissociative-identity-disorder"
    cleared = courses.clear(
        patient=found,
        protocol=kb.protocol(PROTOCOL),
        rule="breastfeeding",
        mark=marks["breastfeeding"],
        why="Weaned, and pumped milk is thrown away for a day.",
        on_word_of="Dr Osei",
        by=prescriber,
    )
    plan = plan_of(kb, PROTOCOL)
    plan["row"] = {**plan["row"], "version": "0"}
    body = entries.Opened(PROTOCOL, "0", plan, "It was opened long ago.")
    append(entries.opened, body, by=prescriber.actor, patient=older.pk)
    places = [
        at("option_choose", unsigned, PROTOCOL, "start"),
        at("patient_choice", unsigned, choice),
        f"{at('order_new', unsigned)}?choice={choice}",
        at("patient_order", unsigned, draft.pk),
        at("order_sign", unsigned, draft.pk),
        at("order_stop", unsigned, draft.pk),
        at("order_prepare", one_signed, order.pk),
        at("finding_clear", found, PROTOCOL, rule, marks[rule]),
        at("clearance_withdraw", found, cleared.ref),
        at("course_open", found, PROTOCOL),
        at("course_end", unsigned, PROTOCOL),
        at("course_review", unsigned, PROTOCOL),
        at("course_move", older, PROTOCOL),
        at("patient_papers", unsigned),
        at("transfer_sign", unsigned),
        at("course_summary_sign", unsigned, PROTOCOL),
        at("letter_write", unsigned),
    ]
    sys.stdout.write(json.dumps({"places": places}))


if __name__ == "__main__":
    main()
