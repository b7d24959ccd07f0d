"""Brings people of whom everything is known into a running installation, and who may sign there.

Run as a program in the installation's own environment, as `live_clinic` is; it prints the people
and how each prescriber signs.
"""

import json
import sys
import time
from datetime import date
from importlib import import_module

NAMES = ("Rosalind Ready", "Fergus Firm", "Corinne Corrected", "Odette Overridden")


def main() -> None:
    """Let the clinic sign, ask the people everything; print ids, sessions and secrets."""
    from titrant.server.config.starting import ready

    ready()
    from django.conf import settings
    from tests.lib.clinics import member
    from tests.lib.patients import enrol
    from tests.lib.ready import make_ready, signs, weigh
    from tests.lib.signing_in import with_codes

    from titrant.server.accounts.models import Account
    from titrant.server.accounts.roles import Role
    from titrant.server.accounts.selectors import acting
    from titrant.server.sites.models import Clinic

    clinic = Clinic.objects.get(pk=1)
    by_role = {
        role: Account.objects.get(memberships__clinic=1, memberships__role=role)
        for role in (Role.NURSE, Role.PRESCRIBER, Role.DIRECTOR)
    }
    nurse, prescriber = (acting(by_role[role], None) for role in (Role.NURSE, Role.PRESCRIBER))
    signs(clinic, acting(by_role[Role.DIRECTOR], None))
    people = {}
    for name in NAMES:
        patient = enrol(nurse, name, born=date(1985, 4, 23), sex="female")
        make_ready(patient, prescriber, nurse)
        weigh(patient, nurse, nurse, "70.2")
        people[name] = str(patient.pk)

    def hand(name: str) -> dict[str, str]:
        """Return the session and the secret of one more prescriber: a code counts once."""
        account = member(clinic, Role.PRESCRIBER, name=name)
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session["_auth_user_id"] = str(account.pk)
        session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
        session["_auth_user_hash"] = account.get_session_auth_hash()
        session["second"] = True
        proof = {"method": "password", "email": account.email, "at": time.time()}
        session["account_authentication_methods"] = [proof]
        session.save()
        key: str = session.session_key
        return {"session": key, "secret": with_codes(account)}

    sys.stdout.write(
        json.dumps(
            {
                "people": people,
                "hands": {name: hand(f"Prescriber of {name}") for name in NAMES},
                "second": hand("Sefa Second"),
            }
        )
    )


if __name__ == "__main__":
    main()
