"""The pages of the intake at home: behind a link, without an account, one step at a time."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from titrant.server.accounts.pages import ANYBODY, page
from titrant.server.audit.appending import note_read
from titrant.server.intake import asking, saying, selectors
from titrant.server.intake.crisis import help_here, help_in
from titrant.server.intake.models import Intake
from titrant.server.intake.saying import TOO_LATE, IntakeOver
from titrant.server.intake.stepping import after, how_far, stepping
from titrant.server.patients.fields import words
from titrant.server.sites.selectors import jurisdictions
from titrant.server.web.clock import now

KNOWN_FOR = 30 * 60  # seconds of a pause after which the page asks again who it is
AT_MOST = 60  # requests a minute from one address that name no link of ours

_OVER = {
    asking.SENT: "It was sent already. Thank you. If something is missing, tell the clinic.",
    asking.WITHDRAWN: "It was taken back. If you expected to fill something in, call who sent it.",
    asking.REPLACED: "A newer link was sent to you. Open that one.",
    asking.SOMEBODY_ELSE: "It was closed, because it reached somebody else.",
    asking.TOO_OFTEN: "It was closed after several tries. Call who sent it for a new one.",
    TOO_LATE: "It was good for two weeks, and they are over. Call who sent it for a new one.",
}


class WhoForm(forms.Form):
    """What tells that it is the person who was written to."""

    initials = words(
        "Your initials",
        12,
        help_text="The first letters of your names, such as ME.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    year = words(
        "The year you were born",
        4,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


def _link_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Find the open intake of a link; a link that is over is a page in words."""

    @wraps(view)
    def found(request: HttpRequest, secret: str, **kwargs: str) -> HttpResponseBase:
        intake = selectors.intake_of(secret)
        if intake is None:
            return _not_ours(request)
        if intake.over is not None:
            return over(request, intake, intake.how)
        if intake.until is not None and intake.until <= now():
            return over(request, intake, TOO_LATE)
        try:
            return view(request, intake, **kwargs)
        except IntakeOver as error:
            return over(request, intake, error.how)

    return page(ANYBODY)(found)


def _known_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Ask who it is first, and again after a pause; what the pages show is read by the program."""

    @wraps(view)
    def known(request: HttpRequest, intake: Intake, **kwargs: str) -> HttpResponseBase:
        if not _is_known(request, intake):
            return redirect("intake_home", secret=secret_in(request))
        note_read(asking.HOME, by=asking.at_home(intake), patient=intake.patient_id)
        return view(request, intake, **kwargs)

    return _link_page(known)


def secret_in(request: HttpRequest) -> str:
    """Return what a link ends in, as the address has it."""
    match = request.resolver_match
    assert match is not None
    return str(match.kwargs["secret"])


def _is_known(request: HttpRequest, intake: Intake) -> bool:
    seen = request.session.get("intake", {})
    moment = int(now().timestamp())
    if seen.get("id") != intake.pk.hex or not 0 <= moment - seen.get("seen", 0) < KNOWN_FOR:
        return False
    request.session["intake"] = {"id": intake.pk.hex, "seen": moment}
    return True


@_link_page
def home(request: HttpRequest, intake: Intake) -> HttpResponse:
    """Ask whether it is the person; then lead to the first step that nothing was said at."""
    secret = secret_in(request)
    form = WhoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        if asking.recognise(intake=intake, initials=typed["initials"], year=typed["year"]):
            request.session.cycle_key()
            request.session["intake"] = {"id": intake.pk.hex, "seen": int(now().timestamp())}
            return redirect("intake_overview", secret=secret)
        fresh = selectors.intake_of(secret)
        if fresh is None or fresh.over is not None:
            return over(request, intake, asking.TOO_OFTEN)
        form.add_error(None, "These are not the ones we expect. Look again, or call who sent it.")
    shown = {"form": form, "secret": secret, "help": help_in(intake.clinic.jurisdiction)}
    return render(request, "intake/who.html", shown)


@require_POST
@_link_page
def not_me(request: HttpRequest, intake: Intake) -> HttpResponse:
    """Close a link that reached somebody else."""
    asking.not_them(intake=intake)
    request.session.pop("intake", None)
    return over(request, intake, asking.SOMEBODY_ELSE, status=200)


@_known_page
def overview(request: HttpRequest, intake: Intake) -> HttpResponse:
    """Show the steps, and what was said at."""
    return _shown(request, intake, "intake/overview.html", {"steps": how_far(intake)})


@_known_page
def step(request: HttpRequest, intake: Intake, word: str) -> HttpResponse:
    """Show one step; keep what was said and go on to the next."""
    here = stepping(request, intake, word)
    if here is None:
        raise Http404
    if request.method == "POST" and here.form.is_valid():
        saying.save_step(intake=intake, word=word, form=here.form, by=asking.at_home(intake))
        return after(
            request, here, "intake_home_step", "intake_overview", secret=secret_in(request)
        )
    return _shown(request, intake, "intake/home_step.html", here.words)


@_known_page
def send(request: HttpRequest, intake: Intake) -> HttpResponse:
    """Send everything: the link is over then. With empty pages it is asked once whether to."""
    if request.method != "POST":
        return redirect("intake_overview", secret=secret_in(request))
    steps = how_far(intake)
    unsure = sum(not one["said"] for one in steps)
    if unsure and request.POST.get("as_it_is") != "yes":
        return _shown(request, intake, "intake/overview.html", {"steps": steps, "unsure": unsure})
    asking.send(intake=intake, by=asking.at_home(intake))
    request.session.pop("intake", None)
    return _shown(request, intake, "intake/thanks.html", {})


def _shown(
    request: HttpRequest, intake: Intake, template: str, shown: dict[str, Any]
) -> HttpResponse:
    clinic = intake.clinic
    about = {
        "secret": secret_in(request),
        "clinic": clinic,
        "until": intake.until,
        "zone": clinic.zone,
        "help": help_in(clinic.jurisdiction),
    }
    return render(request, template, {**about, **shown})


def over(request: HttpRequest, intake: Intake, how: str, status: int = 410) -> HttpResponse:
    """Say that a link is over, and what to do instead; whom to call stays within reach."""
    shown = {"says": _OVER[how], "help": help_in(intake.clinic.jurisdiction)}
    return render(request, "intake/over.html", shown, status=status)


def _not_ours(request: HttpRequest) -> HttpResponse:
    """Say that a link is none of ours; who asks for many of them is made to wait."""
    key = f"intake:{request.META.get('REMOTE_ADDR', '')}:{int(now().timestamp()) // 60}"
    cache.add(key, 0, 120)
    if cache.incr(key) > AT_MOST:
        says, status = "Too many tries. Wait a minute, then open the link once more.", 429
    else:
        says, status = "This link is not one of ours. Check that it was copied whole.", 404
    shown = {"says": says, "help": help_here(jurisdictions())}
    return render(request, "intake/over.html", shown, status=status)
