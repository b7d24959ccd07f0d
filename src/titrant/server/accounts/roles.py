"""Roles, and what each may do. The one table: pages, templates and the tested matrix read it."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is in a clinic; the values are stored."""

    PRESCRIBER = "prescriber"
    NURSE = "nurse"
    COORDINATOR = "coordinator"
    DIRECTOR = "medical director"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    PATIENT = "patient"
    SITTER = "sitter"


class Right(StrEnum):
    """One thing that a page or an action may ask for."""

    FIND_PATIENT = "find a patient"
    READ_CONTACT = "read who a patient is and how to reach them"
    WRITE_CONTACT = "register a patient, change how to reach them"
    READ_RECORD = "read a patient's record"
    WRITE_RECORD = "add to a patient's record, correct it"
    CONFIRM = "confirm what a patient said"
    READ_NOTES = "read notes and journals"
    WRITE_NOTES = "write notes"
    IMPORT_RECORD = "import a record from elsewhere"
    JOIN_RECORDS = "join two records of one person"
    PRINT_RECORD = "print or export a record"
    WORK_TASKS = "work on tasks"
    BREAK_GLASS = "open a record in an emergency"
    REVIEW_BREAK_GLASS = "review who opened a record in an emergency"
    EDIT_POLICY = "propose a change of the site's policy"
    SIGN_POLICY = "sign the site's policy"
    READ_POLICY = "read the site's policy"
    MANAGE_PEOPLE = "invite people, give roles, disable accounts"
    MANAGE_SITE = "change clinics and chairs"
    READ_AUDIT = "read who did and read what"
    READ_OUTBOX = "read which messages went out"
    LEAD_COURSE = "open, lead and end a course"
    CLEAR_FINDING = "clear a finding of the screening"
    OVERRIDE_DEFERRAL = "override a deferral"
    WRITE_ORDER = "write and sign orders"
    PREPARE_ORDER = "prepare what was ordered"
    SIGN_LETTER = "sign a letter"
    READ_CHOICES = "read how options were chosen and findings overridden"


_CHAIR = frozenset(
    {
        Right.FIND_PATIENT,
        Right.READ_CONTACT,
        Right.WRITE_CONTACT,
        Right.READ_RECORD,
        Right.WRITE_RECORD,
        Right.CONFIRM,
        Right.READ_NOTES,
        Right.WRITE_NOTES,
        Right.IMPORT_RECORD,
        Right.PRINT_RECORD,
        Right.WORK_TASKS,
        Right.BREAK_GLASS,
        Right.READ_POLICY,
        Right.PREPARE_ORDER,
    }
)
_LEADS = frozenset({Right.LEAD_COURSE, Right.CLEAR_FINDING, Right.SIGN_LETTER})

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.PRESCRIBER: _CHAIR | _LEADS | {Right.JOIN_RECORDS, Right.EDIT_POLICY, Right.WRITE_ORDER},
    Role.NURSE: _CHAIR,
    Role.COORDINATOR: frozenset(
        {
            Right.FIND_PATIENT,
            Right.READ_CONTACT,
            Right.WRITE_CONTACT,
            Right.WORK_TASKS,
            Right.READ_POLICY,
            Right.READ_OUTBOX,
        }
    ),
    Role.DIRECTOR: _CHAIR
    | _LEADS
    | {
        Right.OVERRIDE_DEFERRAL,
        Right.READ_CHOICES,
        Right.JOIN_RECORDS,
        Right.EDIT_POLICY,
        Right.SIGN_POLICY,
        Right.REVIEW_BREAK_GLASS,
        Right.READ_AUDIT,
    },
    Role.AUDITOR: frozenset({Right.READ_AUDIT, Right.READ_POLICY, Right.REVIEW_BREAK_GLASS}),
    Role.ADMINISTRATOR: frozenset(
        {
            Right.MANAGE_PEOPLE,
            Right.MANAGE_SITE,
            Right.READ_POLICY,
            Right.READ_OUTBOX,
            Right.WORK_TASKS,  # those of their role: what needs whoever looks after the program
        }
    ),
    Role.PATIENT: frozenset(),
    Role.SITTER: frozenset(),
}

# What an emergency opens of another clinic's record, to somebody whose role has it at home.
EMERGENCY_RIGHTS = frozenset(
    {
        Right.READ_CONTACT,
        Right.READ_RECORD,
        Right.WRITE_RECORD,
        Right.READ_NOTES,
        Right.WRITE_NOTES,
        Right.BREAK_GLASS,
    }
)

CLINICIANS = frozenset({Role.PRESCRIBER, Role.NURSE, Role.DIRECTOR})
SECOND_FACTOR = frozenset(Role) - {Role.PATIENT, Role.SITTER}  # who cannot work without one


def rights_of(roles: frozenset[Role]) -> frozenset[Right]:
    """Return what somebody with these roles may do."""
    return frozenset().union(*(RIGHTS[role] for role in roles))
