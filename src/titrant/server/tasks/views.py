"""Pages of this part: the worklist, one task, and what can be done with it."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.pages import acting_in, page
from titrant.server.accounts.roles import Right
from titrant.server.audit.appending import note_read
from titrant.server.sites.selectors import clinic_of
from titrant.server.tasks import actions, selectors
from titrant.server.tasks.forms import CloseTask, GiveTask, NewTask, due_at_first
from titrant.server.tasks.models import Task
from titrant.server.tasks.rules import Overtaken, can_work_on
from titrant.server.tasks.whom import whom
from titrant.server.web.clock import now

ROWS = 50
WHICH = {"own": "Yours", "all": "The clinic's", "closed": "Closed"}


@page(Right.WORK_TASKS)
def tasks(request: HttpRequest) -> HttpResponse:
    """Show what is to be done, what hurts most if it is late first."""
    acting = acting_in(request)
    which = request.GET.get("which", "own")
    which = which if which in WHICH else "own"
    found = (
        selectors.closed_tasks(acting)
        if which == "closed"
        else selectors.open_tasks(acting, own=which == "own")
    )
    rows = Paginator(found, ROWS).get_page(request.GET.get("page"))
    about = sorted({task.patient for task in rows if task.patient is not None})
    note_read("tasks", by=acting.actor, also=about)
    names = whom(acting, about)
    return render(
        request,
        "tasks/list.html",
        {
            "lines": [(task, names.get(task.patient) if task.patient else None) for task in rows],
            "rows": rows,
            "which": which,
            "whiches": WHICH,
            "zone": _zone(acting),
            "now": now(),
        },
    )


tasks.reads = "tasks"  # type: ignore[attr-defined]


@page(Right.WORK_TASKS)
def new_task(request: HttpRequest) -> HttpResponse:
    """Open a task by hand; for a patient, from the patient's page."""
    acting = acting_in(request)
    if request.method == "POST":
        form = NewTask(request.POST, zone=_zone(acting))
        if form.is_valid() and _may_know(acting, form.about):
            ref = actions.open_by_hand(
                kind=form.chosen,
                what=form.cleaned_data["what"],
                why=form.cleaned_data["why"],
                due=form.cleaned_data["due"],
                role=form.cleaned_data["role"],
                patient=form.about,
                by=acting,
                key=request.POST.get("key", ""),
            )
            return _after(acting, ref)
    else:
        first = {**due_at_first(acting), "patient": request.GET.get("patient", "")}
        form = NewTask(initial=first, zone=_zone(acting))
    return render(request, "tasks/new.html", {"form": form}, status=400 if form.errors else 200)


@page(Right.WORK_TASKS)
def task(request: HttpRequest, task: UUID) -> HttpResponse:
    """Show one task: what, whom, why, owner, clock, and what came of it."""
    acting = acting_in(request)
    found = _found(acting, task)
    note_read("task", by=acting.actor, patient=found.patient)
    return _shown(request, found)


task.reads = "task"  # type: ignore[attr-defined]


@page(Right.WORK_TASKS)
@require_POST
def take_task(request: HttpRequest, task: UUID) -> HttpResponse:
    """Take a task on."""
    acting = acting_in(request)
    try:
        actions.take(
            task=_found(acting, task),
            by=acting,
            key=request.POST.get("key", ""),
            whose=request.POST.get("whose"),
        )
    except Overtaken as error:
        return _overtaken(request, task, error)
    return redirect("task", task)


@page(Right.WORK_TASKS)
@require_POST
def give_task(request: HttpRequest, task: UUID) -> HttpResponse:
    """Give a task to a person or a role."""
    acting = acting_in(request)
    found = _found(acting, task)
    form = GiveTask(request.POST, clinic=found.clinic)
    if not form.is_valid():
        return _shown(request, found, give=form)
    role, owner = form.chosen
    try:
        actions.assign(
            task=found,
            role=role,
            owner=owner,
            by=acting,
            key=request.POST.get("key", ""),
            whose=request.POST.get("whose"),
        )
    except Overtaken as error:
        to = dict(form.fields["to"].choices)[form.cleaned_data["to"]]  # type: ignore[attr-defined]
        return _overtaken(request, task, error, {"Give it to": to})
    return _after(acting, task)


@page(Right.WORK_TASKS)
@require_POST
def close_task(request: HttpRequest, task: UUID) -> HttpResponse:
    """Close a task with what came of it."""
    acting = acting_in(request)
    found = _found(acting, task)
    form = CloseTask(request.POST, task=found)
    if not form.is_valid() and found.closed is None:
        return _shown(request, found, close=form)
    said, remark = request.POST.get("disposition", ""), request.POST.get("remark", "")
    try:
        actions.close(
            task=found,
            disposition=said,
            remark=remark,
            by=acting,
            key=request.POST.get("key", ""),
        )
    except Overtaken as error:
        return _overtaken(request, task, error, {"What came of it": said, "Remark": remark})
    return redirect("tasks")


def _overtaken(
    request: HttpRequest, task: UUID, error: Overtaken, typed: dict[str, str] | None = None
) -> HttpResponse:
    """Say who was faster with a task, and show what was chosen and typed: nothing was written."""
    words = {"says": str(error), "typed": typed or {}, "task": task}
    return render(request, "tasks/overtaken.html", words, status=409)


def _after(acting: Acting, task: UUID) -> HttpResponse:
    """Go on to a task; to the list where it is somebody's whose tasks one does not see."""
    seen = selectors.task_for(acting, task) is not None
    return redirect("task", task) if seen else redirect("tasks")


def _found(acting: Acting, task: UUID) -> Task:
    found = selectors.task_for(acting, task)
    if found is None:
        raise Http404
    return found


def _may_know(acting: Acting, patient: UUID | None) -> bool:
    """Return whether a task may be about this patient; raises 404 for one of another clinic."""
    if patient is not None and patient not in whom(acting, [patient]):
        raise Http404
    return True


def _shown(
    request: HttpRequest,
    task: Task,
    give: GiveTask | None = None,
    close: CloseTask | None = None,
) -> HttpResponse:
    acting = acting_in(request)
    names = whom(acting, [task.patient]) if task.patient is not None else {}
    words = {
        "task": task,
        "whom": names.get(task.patient) if task.patient else None,
        "open": can_work_on(acting, task),
        "give": give or GiveTask(clinic=task.clinic),
        "close": close or CloseTask(task=task),
        "zone": _zone(acting),
        "now": now(),
    }
    return render(request, "tasks/task.html", words, status=400 if give or close else 200)


def _zone(acting: Acting) -> str:
    return clinic_of(acting.clinic or 0).zone
