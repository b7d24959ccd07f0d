"""Forms of tasks: opening one by hand, giving it to somebody, closing it."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import RIGHTS, Right, Role
from titrant.server.accounts.selectors import with_role
from titrant.server.tasks.kinds import TaskKind, task_kind_named, task_kinds
from titrant.server.tasks.models import Task
from titrant.server.web.clock import now

WORKING_ROLES = [role for role in Role if Right.WORK_TASKS in RIGHTS[role]]


class NewTask(forms.Form):
    """What is to be done, why, by whom, until when."""

    kind = forms.ChoiceField(label="What kind", widget=forms.RadioSelect)
    what = forms.CharField(label="What is to be done", max_length=160)
    why = forms.CharField(
        label="Why", max_length=480, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    role = forms.ChoiceField(
        label="Whose task",
        choices=[("", "Choose a role"), *((role.value, role.value) for role in WORKING_ROLES)],
    )
    due = forms.DateTimeField(
        label="Until when",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    patient = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, zone: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.zone = zone
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind.name, kind.what) for kind in task_kinds() if kind.by_hand
        ]
        self.fields["due"].help_text = f"In the clinic's time, {zone}."

    def clean_due(self) -> datetime:
        """Read the time as the clinic's, and refuse one that is over."""
        typed: datetime = self.cleaned_data["due"]
        due = typed.replace(tzinfo=ZoneInfo(self.zone))
        if due <= now():
            raise forms.ValidationError("This time is over. Say until when it is to be done.")
        return due

    @property
    def chosen(self) -> TaskKind:
        """The kind that was chosen."""
        return task_kind_named(self.cleaned_data["kind"])

    @property
    def about(self) -> UUID | None:
        """The patient that the page was opened for."""
        found: UUID | None = self.cleaned_data["patient"]
        return found


class GiveTask(forms.Form):
    """Who is to have a task: everybody with a role, or one of them."""

    to = forms.ChoiceField(label="Give it to")

    def __init__(self, *args: object, clinic: int, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._people = {
            f"{role.value}:{account.pk}": (role, account)
            for role in WORKING_ROLES
            for account in with_role(clinic, role)
        }
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("", "Choose whom"),
            *((f"{role.value}:", f"every {role.value}") for role in WORKING_ROLES),
            *((key, f"{who.name}, {role.value}") for key, (role, who) in self._people.items()),
        ]

    @property
    def chosen(self) -> tuple[Role, Account | None]:
        """The role, and the person where one was chosen."""
        to: str = self.cleaned_data["to"]
        return self._people.get(to, (Role(to.partition(":")[0]), None))


class CloseTask(forms.Form):
    """What came of a task, in the clinic's words for this kind."""

    disposition = forms.ChoiceField(label="What came of it", widget=forms.RadioSelect)
    remark = forms.CharField(
        label="Remark", max_length=480, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: object, task: Task, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        words = task_kind_named(task.kind).dispositions
        self.fields["disposition"].choices = [(word, word) for word in words]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """Ask for the remark where the words say that there is one."""
        given = super().clean() or {}
        said, remark = str(given.get("disposition", "")), str(given.get("remark", ""))
        if said.endswith("in the remark") and not remark.strip():
            self.add_error("remark", "Write why it cannot be done.")
        return given


def due_at_first(acting: Acting) -> dict[str, object]:
    """Return what a new form starts with: the role of who asks, and nothing observed."""
    own = [role for role in WORKING_ROLES if role in acting.roles]
    return {"role": own[0].value} if own else {}
