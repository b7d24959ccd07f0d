"""What the pages of a step share, at home and at the desk: the form, where one is, what is next."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from titrant.server.intake.models import Intake
from titrant.server.intake.saying import typed_at
from titrant.server.intake.step_forms import MORE, StepForm
from titrant.server.intake.steps import Step, next_step, steps_for


@dataclass(frozen=True)
class Stepping:
    """One request for one step."""

    intake: Intake
    steps: list[Step]
    step: Step
    form: StepForm

    @property
    def next(self) -> Step | None:
        """The step after this one; None after the last."""
        return next_step(self.steps, self.step)

    @property
    def words(self) -> dict[str, Any]:
        """What the template shows of it."""
        return {
            "step": self.step,
            "form": self.form,
            "items": self.form.items(),
            "place": self.steps.index(self.step) + 1,
            "of": len(self.steps),
            "last": self.next is None,
            "lines": getattr(self.form, "lines", 0) + MORE,
        }


def stepping(request: HttpRequest, intake: Intake, word: str) -> Stepping | None:
    """Return a request's step with its form; None for a step that does not apply."""
    steps = steps_for(intake.patient, intake.place)
    step = next((one for one in steps if one.word == word), None)
    if step is None:
        return None
    kept = typed_at(intake).get(word, {})
    form = step.form(
        request.POST if request.method == "POST" else None,
        patient=intake.patient,
        lines=_lines(request.GET),
        initial=kept,
    )
    return Stepping(intake, steps, step, form)


def _lines(asked: QueryDict) -> int:
    text = asked.get("lines", "")
    return int(text[:3]) if text.isascii() and text.isdigit() else 0


def how_far(intake: Intake) -> list[dict[str, Any]]:
    """Return every step with whether something was typed there."""
    typed = typed_at(intake)
    return [
        {"step": step, "said": step.word in typed}
        for step in steps_for(intake.patient, intake.place)
    ]


def after(
    request: HttpRequest, here: Stepping, step_page: str, overview_page: str, **at: object
) -> HttpResponse:
    """Go on after a step was kept: to more lines of it, to the next step, to the overview."""
    if "more" in request.POST:
        same = reverse(step_page, kwargs={**at, "word": here.step.word})
        return HttpResponseRedirect(f"{same}?lines={here.words['lines']}")
    if here.next is None or "stop" in request.POST:
        return HttpResponseRedirect(reverse(overview_page, kwargs=at))
    return HttpResponseRedirect(reverse(step_page, kwargs={**at, "word": here.next.word}))
