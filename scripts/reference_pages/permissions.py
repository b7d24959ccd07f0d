"""The page of who may open what: every page of the server, every role."""

from scripts.reference_pages.markdown import page, plain, table
from scripts.reference_pages.server import ready

YES, NO = "yes", "–"


def permissions_page() -> str:
    """Return the table of roles and rights, and the table of pages and roles."""
    ready()
    from titrant.server.accounts.matrix import pages
    from titrant.server.accounts.roles import EMERGENCY_RIGHTS, RIGHTS, Right, Role

    rights = (
        (
            plain(right.value),
            *(YES if right in RIGHTS[role] else NO for role in Role),
            YES if right in EMERGENCY_RIGHTS else NO,
        )
        for right in Right
    )
    opens = (
        (
            f"`/{one.route.removeprefix('^').removesuffix('$')}`",
            plain(one.needs),
            plain(one.reads) or NO,
            *(YES if one.opens_to(role) else NO for role in Role),
        )
        for one in pages()
    )
    roles = [role.value for role in Role]
    return page(
        "Who may open what",
        "Drawn from the program: each view says what it needs, and a role has rights. A test asks "
        "every page, as every role and as nobody, for what is of one's own clinic and of "
        "another's.\n",
        "A role counts in the clinic where somebody has it. What belongs to another clinic is not "
        "there for them, whatever their role; a record of another clinic that they opened in an "
        "emergency gives, for an hour, no more than the last column, and no more than their role "
        "gives at home.\n",
        "## Roles and rights\n",
        table(("right", *roles, "in an emergency"), rights),
        "## Pages and roles\n",
        "*reads* is what the record says each time the page is opened: one entry a request.\n",
        table(("page", "needs", "reads", *roles), opens),
    )
