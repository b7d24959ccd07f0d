"""Brings intakes, files, joined records and a proposal into a running installation.

Run as a program in the installation's own environment, as `live_clinic` is; it prints where a
walk begins, and the session of somebody who has opened a link at home.
"""

import json
import sys
from datetime import date
from importlib import import_module
from pathlib import Path

AT_HOME = "person at home"
ANSWERED = {
    "reach": {"phone": "+1 212 555 0188", "address": "7 Ferry Lane", "safe_contact": "text"},
    "medicines": {"any": "yes", "what-1": "lamotrigine", "how-1": "100 mg at night"},
    "heart": {"hypertension": "yes", "coronary-disease": "no", "arrhythmia": "unknown"},
}
FILES = Path("src/titrant/server/demo/files")


def main() -> None:
    """Ask two people, take in files, join records; print the addresses and the session."""
    from titrant.server.config.starting import ready

    ready()
    from django.conf import settings
    from django.urls import reverse

    from titrant.server.accounts.models import Account
    from titrant.server.accounts.roles import Role
    from titrant.server.accounts.selectors import acting
    from titrant.server.intake import asking, importing, joining
    from titrant.server.intake.models import Import, Intake, Upload
    from titrant.server.messages.models import Message
    from titrant.server.patients import actions, entries
    from titrant.server.patients.models import Patient
    from titrant.server.sites.actions import propose
    from titrant.server.sites.policy import PROTOCOL, Change
    from titrant.server.web.clock import now

    nurse, prescriber = (
        acting(Account.objects.get(memberships__clinic=1, memberships__role=role), None)
        for role in (Role.NURSE, Role.PRESCRIBER)
    )

    def registered(name: str, year: int) -> Patient:
        said = entries.PatientSaid(
            name=name, born=date(year, 4, 23), phone="+1 212 555 0142", safe_contact="text"
        )
        return Patient.objects.select_related("clinic").get(
            pk=actions.register(said=said, by=nurse)
        )

    home, desk = registered("Ludo Marchetti", 1985), registered("Anselm Brook", 1979)
    intake = Intake.objects.get(pk=asking.invite(patient=home, by=nurse))
    [said] = Message.objects.filter(address=home.phone).values_list("text", flat=True)
    link = f"/i/{said.split('/i/', 1)[1].split()[0]}"
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session["intake"] = {"id": intake.pk.hex, "seen": int(now().timestamp())}
    session.save()
    _answer(intake)
    asked = asking.begin_at_desk(patient=desk, by=nurse)

    def upload(file: str, patient: Patient | None = None) -> Upload:
        content = (FILES / file).read_bytes()
        ref = importing.upload(content=content, by=nurse, patient=patient)
        return Upload.objects.get(pk=ref)

    why = "The sister brought it, and named them."
    importing.take_in(upload=upload("farrow-bundle.json", desk), patient=desk, by=nurse, reason=why)
    kept, waits = Import.objects.get(), upload("ferreira-bundle.json", desk)
    nobody = upload("ferreira-bundle.json")
    same = joining.join(
        one=desk, other=registered("Anselm Brooke", 1979), reason=why, by=prescriber
    )

    change = Change(PROTOCOL, "iv-depression", {"version": "1"}, "Read whole.")
    propose(clinic=desk.clinic, change=change, by=prescriber)

    def at(name: str, **known: object) -> str:
        return reverse(name, kwargs={"patient": desk.pk, **known})

    begins = [
        reverse("patient_intake", kwargs={"patient": home.pk}),
        at("patient_intake_desk", intake=asked),
        at("patient_intake_step", intake=asked, word="heart"),
        reverse("patient_intake_confirm", kwargs={"patient": home.pk}),
        at("patient_imports"),
        at("patient_import_review", upload=waits.pk),
        at("patient_import", row=kept.pk),
        at("patient_import_strike", row=kept.pk),
        reverse("patient_new_from_file", kwargs={"upload": nobody.pk}),
        reverse("patient_from_file"),
        reverse("sign_policy"),
        at("patient_joined"),
        at("patient_joined_find"),
        at("patient_join", other=home.pk),
        at("patient_part", link=same),
    ]
    found = {"link": link, "begins": begins, "session": session.session_key}
    sys.stdout.write(json.dumps(found))


def _answer(intake: object) -> None:
    """Answer some steps at home, of each sort: how to reach them, a list, questions."""
    from django.http import QueryDict

    from titrant.server.intake import asking, saying
    from titrant.server.intake.models import Intake
    from titrant.server.intake.steps import step_named, steps_for

    assert isinstance(intake, Intake)
    for word, typed in ANSWERED.items():
        step = step_named(steps_for(intake.patient, intake.place), word)
        data = QueryDict(mutable=True)
        data.update(typed)
        form = step.form(data, patient=intake.patient) if step else None
        if form is None or not form.is_valid():
            raise RuntimeError(f"{word} was not answered: {form and form.errors}")
        saying.save_step(intake=intake, word=word, form=form, by=asking.at_home(intake))


if __name__ == "__main__":
    main()
