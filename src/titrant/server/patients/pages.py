"""A page about one patient: it is found for the clinic one acts in, and reading it is recorded."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase

from titrant.server.accounts.pages import acting_in, page
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import check_may
from titrant.server.accounts.selectors import acting_in_emergency
from titrant.server.audit.appending import note_read
from titrant.server.patients.models import Patient
from titrant.server.patients.selectors import patient_for

P = ParamSpec("P")


def patient_page(
    needs: Right, reads: str
) -> Callable[
    [Callable[Concatenate[HttpRequest, Patient, P], HttpResponseBase]],
    Callable[..., HttpResponseBase],
]:
    """Return a decorator for a view about a patient; each request leaves one entry, `reads`."""

    def decorate(
        view: Callable[Concatenate[HttpRequest, Patient, P], HttpResponseBase],
    ) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def found(
            request: HttpRequest, patient: UUID, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            acting = acting_in(request)
            person = patient_for(acting, patient)
            if person is None:
                raise Http404
            if person.clinic_id != acting.clinic:
                opened = acting_in_emergency(acting, person.pk, person.clinic_id)
                if opened is None:  # the hour ended between two questions
                    raise Http404
                acting = opened
                seen: Any = request
                seen.acting = opened  # what is written belongs to the chain of the record's clinic
                check_may(opened, needs)
            note_read(reads, by=acting.actor, patient=person.pk)
            return view(request, person, *args, **kwargs)

        marked: Any = page(needs)(found)
        marked.reads = reads
        return marked  # type: ignore[no-any-return]

    return decorate
