"""What changes papers: one is signed, and kept as it was printed."""

from django.db import transaction
from msgspec.structs import replace

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.rules import NotAllowed
from titrant.server.audit.appending import append, keep, sent_before
from titrant.server.audit.models import Entry
from titrant.server.papers import entries, rules
from titrant.server.papers.blocks import Paper, Signed
from titrant.server.papers.models import Kind
from titrant.server.papers.printing import digest_of, paper_pdf
from titrant.server.patients.models import Patient
from titrant.server.web.clock import now
from titrant.server.web.templatetags.clinic import moment

MEANING = "I have read this paper, and what it says of this person is so as far as I know."


def signed_before(*, by: Acting, key: str) -> bool:
    """Return whether a form that signs has come already: its code counts once."""
    return sent_before(by.actor, key) is not None


@transaction.atomic
def sign(
    *, patient: Patient, kind: Kind, paper: Paper, shown: str, by: Acting, key: str = ""
) -> Entry:
    """Sign a paper; `shown` is the digest of what was read. The caller asked for a second factor.

    The printed file is kept with the entry: it is opened again as it was. Raises `NotAllowed` where
    the paper says something else by now.
    """
    earlier = sent_before(by.actor, key)
    if earlier is not None:
        return earlier
    rules.check_can_sign(by, patient)
    if digest_of(paper.blocks) != shown:
        raise NotAllowed(rules.CHANGED)
    name, role = by.account.name, " + ".join(sorted(by.roles))
    signature = Signed(name, role, moment(now(), patient.clinic.zone), MEANING)
    printed = paper_pdf(replace(paper, banner="", blocks=(*paper.blocks, signature)))
    body = entries.PaperSaid(kind.value, paper.under, name, role, MEANING, shown)
    file = keep(printed, "application/pdf")
    return append(entries.signed, body, by=by.actor, patient=patient.pk, key=key, attachment=file)
