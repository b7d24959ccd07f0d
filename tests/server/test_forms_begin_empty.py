"""No page chooses for anybody: no option is pressed, and no dose stands there, before they type."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from tests.lib.forms_found import filled_in
from tests.lib.permissions import World, browser

from titrant.server.accounts.matrix import Page, pages
from titrant.server.accounts.roles import Role

pytestmark = pytest.mark.django_db
# What shows what is on record already, so that it can be put right, and what is no treatment.
PUTS_RIGHT = {
    "choice_reasons": "the reasons that this clinic offers",
    "clinic": "the clinic itself",
    "patient_contact": "who they are and how to reach them",
    "patient_new_from_file": "what a file says of who it is",
    "new_task": "whose task it is at first: of whoever writes it",
    "gallery": "how components look, filled in too",
}
CORRECTS = "_correct"  # the end of the name of a page that corrects a row


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for all of these tests; each sees it as it was made."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        world = World()
    yield world
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


def seen(page: Page, world: World) -> str:
    """Return a page as the first role sees it that it opens to; empty for what is no page."""
    role = next((one for one in (Role.PRESCRIBER, *Role) if page.opens_to(one)), None)
    client = browser(None) if role is None else world.browser(role)
    answer: Any = client.get(world.address(page, world.own))
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return ""
    text: str = answer.content.decode()
    return text if answer.status_code == 200 else ""


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_a_form_begins_empty(page: Page, made: World) -> None:
    held = filled_in(seen(page, made))
    if page.name in PUTS_RIGHT or page.name.endswith(CORRECTS):
        assert held
        assert "order" not in page.name  # a signed order is stopped, and never put right
    else:
        assert held == {}


def test_a_form_that_is_filled_in_is_found() -> None:
    form = """<form><input name="amount" value="35"><input type="hidden" name="k" value="1">
        <input type="radio" name="unit" value="mg" checked><input type="radio" name="unit">
        <select name="product"><option value="a">A</option><option value="b">B</option></select>
        <select name="basis"><option value="">None</option><option value="x">X</option></select>
        <textarea name="why">So.</textarea></form>"""
    assert filled_in(form) == {"amount": "35", "unit": "mg", "product": "a", "why": "So."}
