"""Pages about oneself: the start, who I am, where I am signed in, what I had typed."""

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from titrant.server.accounts import reentry, selectors, sign_ins
from titrant.server.accounts.pages import SIGNED_IN, acting_in, page
from titrant.server.web.navigation import links_for


@page(SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """Go to the first place that somebody's role opens."""
    places = links_for(acting_in(request).rights, request.path)
    return redirect(str(places[0]["address"]) if places else "me")


@page(SIGNED_IN)
def me(request: HttpRequest) -> HttpResponse:
    """Show who is signed in, their roles, their clinics, where they are signed in."""
    acting = acting_in(request)
    return render(
        request,
        "accounts/me.html",
        {
            "roles": sorted(acting.roles),
            "sign_ins": selectors.sign_ins_of(acting.account, request.session.session_key),
            "idle": settings.IDLE_AT_MOST // 60,
            "at_most": settings.SIGNED_IN_AT_MOST // 3600,
        },
    )


@page(SIGNED_IN)
@require_POST
def end_sign_in(request: HttpRequest) -> HttpResponse:
    """End one other sign-in of one's own, or all others; one factor is asked for."""
    account = acting_in(request).account
    if not ratelimit.consume(request, action="reauthenticate", user=account):
        messages.error(request, "Too many tries. Wait a minute, then try again.")
        return redirect("me")
    if not reentry.right_factor(account, request.POST):
        messages.error(request, "That is neither your password nor your current code.")
        return redirect("me")
    name = request.POST.get("name", "")
    if not name:
        ended = sign_ins.end_all(account, but=request.session.session_key)
        messages.success(request, f"Signed out everywhere else: {ended}.")
    elif sign_ins.end_one(account, name):
        messages.success(request, "Signed out there.")
    else:
        messages.error(request, "That sign-in was over already.")
    return redirect("me")


@page(SIGNED_IN)
@require_POST
def act_in(request: HttpRequest) -> HttpResponse:
    """Act in another of one's clinics from now on."""
    wanted = request.POST.get("clinic", "")
    mine = dict(acting_in(request).clinics)
    if not wanted.isdecimal() or int(wanted) not in mine:
        raise Http404
    request.session["clinic"] = int(wanted)
    messages.success(request, f"You are in {mine[int(wanted)]} now.")
    return redirect("home")


@page(SIGNED_IN)
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for a second factor before anything else."""
    return render(request, "accounts/second_factor.html")


@page(SIGNED_IN)
def kept(request: HttpRequest) -> HttpResponse:
    """Offer what somebody had typed when their time was over: to send it, or throw it away."""
    found = reentry.waiting(request)
    if not found:
        return redirect("home")
    if request.method == "POST":
        del request.session["kept"]
        messages.success(request, "What you had typed is thrown away.")
        return redirect("home")
    shown = [(name.replace("_", " "), value) for name, value in found["fields"] if name != "key"]
    return render(
        request,
        "accounts/kept.html",
        {"kept": found, "shown": shown, "from_kept": reentry.FROM_KEPT},
    )
