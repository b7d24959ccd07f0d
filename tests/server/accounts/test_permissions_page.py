"""The manual's table of pages and roles is the program's own."""

from scripts.reference_pages.asvs import asvs_page
from scripts.reference_pages.permissions import permissions_page

from titrant.server.accounts.matrix import pages
from titrant.server.accounts.roles import RIGHTS, Right, Role


def cells(text: str, heading: str) -> dict[str, list[str]]:
    """Return the rows of the table under a heading, by their first cell."""
    rows = text.partition(f"## {heading}\n")[2].partition("\n## ")[0].splitlines()
    split = [[cell.strip() for cell in row.strip("| ").split(" | ")] for row in rows if "|" in row]
    return {row[0]: row[1:] for row in split}


def test_the_page_says_what_the_program_does() -> None:
    text = permissions_page()
    rights = cells(text, "Roles and rights")
    assert rights["right"][:-1] == [role.value for role in Role]
    for right in Right:
        said = [cell == "yes" for cell in rights[right.value][:-1]]
        assert said == [right in RIGHTS[role] for role in Role]
    opens = cells(text, "Pages and roles")
    assert len(opens) == len(pages()) + 2
    for page in pages():
        row = opens[f"`/{page.route.removeprefix('^').removesuffix('$')}`"]
        assert row[0] == page.needs
        assert [cell == "yes" for cell in row[2:]] == [page.opens_to(role) for role in Role]


def test_the_front_desk_stands_outside_the_record_on_the_page() -> None:
    column = list(Role).index(Role.COORDINATOR)
    rights = cells(permissions_page(), "Roles and rights")
    assert rights["read notes and journals"][column] == "–"
    assert rights["read a patient's record"][column] == "–"
    assert rights["find a patient"][column] == "yes"


def test_the_security_requirements_have_their_page() -> None:
    page = asvs_page()
    assert "V6.3.3" in page
    assert "test_disabling_ends_every_sign_in_at_once" in page
