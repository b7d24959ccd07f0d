"""What people type on the pages of this part, and what is said when it cannot be read."""

from django import forms

from titrant.server.accounts.roles import Role
from titrant.server.accounts.rules import REASON_AT_LEAST, STAFF

REASON = {
    "required": "Say why, in a sentence.",
    "min_length": "Say why in a sentence: a word is not enough for who reads it later.",
}


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    name = forms.CharField(
        label="Name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.EmailField(
        label="Email address",
        max_length=254,
        help_text="The link goes there, and it becomes what they sign in with.",
        error_messages={"invalid": "This is no email address. It looks like name@clinic.example."},
    )
    role = forms.ChoiceField(
        label="Role",
        choices=[(role.value, role.value) for role in STAFF],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role.", "invalid_choice": "Choose a role."},
    )


class RoleForm(forms.Form):
    """A role to give or to take."""

    role = forms.ChoiceField(choices=[(role.value, role.value) for role in Role])


class ReasonForm(forms.Form):
    """Why something is done to somebody."""

    why = forms.CharField(
        label="Why",
        min_length=REASON_AT_LEAST,
        max_length=240,
        error_messages=REASON,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class PasswordForm(forms.Form):
    """The password of a new account."""

    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 12 characters. A short sentence is good. Nobody will ask you to "
        "change it every month.",
    )
    again = forms.CharField(
        label="The same password again",
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, object]:
        """Return what was typed; complain where the two are not the same."""
        typed = super().clean() or {}
        if "password" in typed and "again" in typed and typed["password"] != typed["again"]:
            self.add_error("again", "The two passwords are not the same. Type them once more.")
        return typed


class EmergencyForm(forms.Form):
    """Why a record is needed now."""

    reason = forms.CharField(
        label="Why you need this record now",
        min_length=REASON_AT_LEAST,
        max_length=1000,
        error_messages=REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The medical director and the auditor of the record's clinic read it.",
    )


class FindForm(EmergencyForm):
    """Whose record is needed now, and why."""

    field_order = ("name", "born", "reason")

    name = forms.CharField(
        label="Whole name",
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    born = forms.DateField(
        label="Date of birth",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "This is no date. Write it as 1985-04-23."},
    )


class ReviewForm(forms.Form):
    """What a reviewer found."""

    finding = forms.CharField(
        label="What you found",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write what you found."},
        help_text="Whom you asked, whether the reason held, what follows.",
    )
