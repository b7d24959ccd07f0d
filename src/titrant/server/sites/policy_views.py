"""Pages about a clinic's policy: what holds, what is proposed, the signature, the history."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from titrant.knowledge import Leaf
from titrant.knowledge.explanation import explain
from titrant.server.accounts import signing
from titrant.server.accounts.pages import acting_in, page
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed, check_may
from titrant.server.sites import actions, policy, rules, selectors
from titrant.server.sites.forms import LeafForm, WhyForm
from titrant.server.sites.models import Clinic
from titrant.server.sites.views import clinic_in


@page(Right.READ_POLICY)
def overview(request: HttpRequest) -> HttpResponse:
    """Show the policy in force, what is proposed, how much holds, and every version signed."""
    clinic = clinic_in(request)
    holding = selectors.holding(clinic)
    words = {
        "clinic": clinic,
        "in_force": selectors.policy_in_force(clinic),
        "proposals": _shown(clinic),
        "holding": sum(map(len, holding.values())),
        "unapproved": selectors.unapproved(clinic),
        "policies": selectors.policies(clinic),
        "may_edit": acting_in(request).may(Right.EDIT_POLICY),
        "may_sign": rules.can_sign(acting_in(request)),
    }
    return render(request, "sites/policy.html", words)


@page(Right.READ_POLICY)
def holding(request: HttpRequest) -> HttpResponse:
    """List everything that holds here because nobody has signed it, or those that words meet."""
    clinic = clinic_in(request)
    words = request.GET.get("q", "").strip()
    rows = selectors.holding(clinic, words)
    chosen = request.GET.get("part", "")
    if not words and chosen not in rows:
        chosen = next(iter(rows), "")
    parts = [
        {"word": part, "address": f"?part={part}", "here": part == chosen, "count": len(leaves)}
        for part, leaves in rows.items()
    ]
    return render(
        request,
        "sites/holding.html",
        {
            "clinic": clinic,
            "words": words,
            "parts": parts,
            "rows": [row for leaves in rows.values() for row in leaves]
            if words
            else rows.get(chosen, []),
            "all": sum(map(len, rows.values())),
            "may_edit": acting_in(request).may(Right.EDIT_POLICY),
        },
    )


@page(Right.READ_POLICY)
def leaf(request: HttpRequest, leaf: str) -> HttpResponse:
    """Show one number or rule with everything behind it, and propose what this clinic signs."""
    clinic = clinic_in(request)
    found = _leaf(clinic, leaf)
    form = LeafForm(request.POST or None, leaf=found)
    may_edit = acting_in(request).may(Right.EDIT_POLICY)
    if request.method == "POST":
        check_may(acting_in(request), Right.EDIT_POLICY)
    if request.method == "POST" and form.is_valid():
        value = form.cleaned_data.get("value", "")
        change = policy.Change(
            policy.LEAF,
            found.id,
            policy.restated(found, value, unit=found.unit or ""),
            form.cleaned_data["why"],
        )
        if _proposed(request, clinic, change, form):
            return redirect("policy")
    words = {
        "clinic": clinic,
        "leaf": found,
        "standing": found.standing(selectors.today(clinic)),
        "behind": explain(selectors.knowledge_of(clinic), found.id, selectors.today(clinic)),
        "form": form,
        "withdraw": WhyForm(prefix="withdraw"),
        "may_edit": may_edit,
    }
    return render(request, "sites/leaf.html", words)


@page(Right.EDIT_POLICY)
@require_POST
def withdraw(request: HttpRequest, leaf: str) -> HttpResponse:
    """Propose to withdraw a signature, so that the leaf holds again."""
    clinic = clinic_in(request)
    found = _leaf(clinic, leaf)
    form = WhyForm(request.POST, prefix="withdraw")
    if not form.is_valid():
        messages.error(request, "Write why the signature is to be withdrawn.")
        return redirect("leaf", leaf=found.id)
    change = policy.Change(policy.LEAF, found.id, None, form.cleaned_data["why"])
    _propose(request, clinic, change)
    return redirect("policy")


@page(Right.EDIT_POLICY)
def protocol(request: HttpRequest, protocol: str) -> HttpResponse:
    """Propose to approve a protocol in the version that is shipped, or to withdraw the approval."""
    clinic = clinic_in(request)
    kb = selectors.knowledge_of(clinic)
    if protocol not in kb.ids("protocols"):
        raise Http404
    found = kb.protocol(protocol)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sets = None if found.approved_by else {"version": found.version}
        change = policy.Change(policy.PROTOCOL, found.id, sets, form.cleaned_data["why"])
        _propose(request, clinic, change)
        return redirect("policy")
    words = {
        "protocol": found,
        "behind": explain(kb, found.id, selectors.today(clinic)),
        "form": form,
    }
    return render(request, "sites/protocol.html", words)


@page(Right.EDIT_POLICY)
@require_POST
def take_back(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """Take a proposed change back."""
    found = selectors.proposal_of(clinic_in(request), proposal)
    if found is None:
        raise Http404
    actions.take_back(proposal=found, by=acting_in(request), key=request.POST.get("key", ""))
    messages.success(request, "Taken back.")
    return redirect("policy")


@page(Right.SIGN_POLICY)
def sign(request: HttpRequest) -> HttpResponse:
    """Show what a signature would change, in sentences, and take the signature."""
    clinic, acting = clinic_in(request), acting_in(request)
    before = selectors.overlay_of(clinic)
    after = policy.with_changes(
        before,
        selectors.changes(clinic),
        by=acting.account.name,
        role=" + ".join(sorted(acting.roles)),
        on=selectors.today(clinic),
    )
    says = policy.said(before, after)
    wrong, key = "", request.POST.get("key", "")
    if actions.signed_before(by=acting, key=key):
        return redirect("policy")  # the form was sent twice, and its code counts once
    if request.method == "POST":
        wrong = signing.why_not_signed(request, acting.account)
        if not wrong:
            actions.sign(
                clinic=clinic,
                shown=request.POST.get("shown", ""),
                by=acting,
                key=key,
            )
            messages.success(request, "Signed: this is the policy from now on.")
            return redirect("policy")
    words = {
        "clinic": clinic,
        "says": says,
        "signature": signing.asked(
            acting.account,
            button=f"Sign {len(says)} change{'' if len(says) == 1 else 's'}",
            covers={"shown": policy.digest_of(says)},
            says=wrong,
        ),
        "meaning": actions.MEANING,
    }
    return render(request, "sites/sign.html", words)


def _shown(clinic: Clinic) -> list[dict[str, object]]:
    kb = selectors.knowledge_of(clinic)
    shown = []
    for row, change in zip(selectors.proposals(clinic), selectors.changes(clinic), strict=True):
        if change.sort == policy.LEAF:
            title, stands = kb.leaf(change.of).title, kb.leaf(change.of).shown
        else:
            title, stands = (
                kb.protocol(change.of).title,
                f"version {kb.protocol(change.of).version}",
            )
        shown.append({"row": row, "title": title, "stands": stands, "would": _would(change)})
    return shown


def _would(change: policy.Change) -> str:
    if change.sets is None:
        return "withdraw"
    if change.sort == policy.PROTOCOL:
        return f"approve version {change.sets['version']}"
    ends = change.sets["range"]
    value = f"{ends[0]} to {ends[1]}" if ends else str(change.sets["value"])
    unit = change.sets["unit"]
    return f"sign {value}" if unit in {None, "1"} else f"sign {value} {unit}"


def _leaf(clinic: Clinic, leaf: str) -> Leaf:
    found = selectors.knowledge_of(clinic).find(leaf)
    if found is None:
        raise Http404
    return found


def _proposed(request: HttpRequest, clinic: Clinic, change: policy.Change, form: LeafForm) -> bool:
    """Propose a change; where it cannot be, say why at the form."""
    try:
        _propose(request, clinic, change)
    except NotAllowed as error:
        form.add_error(None, str(error))
        return False
    return True


def _propose(request: HttpRequest, clinic: Clinic, change: policy.Change) -> None:
    actions.propose(
        clinic=clinic, change=change, by=acting_in(request), key=request.POST.get("key", "")
    )
    messages.success(request, "Proposed: it counts when the medical director has signed it.")
