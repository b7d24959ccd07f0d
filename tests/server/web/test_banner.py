"""Whoever looks at a demonstration is told so, on whatever page they are; a clinic is not."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role

SAYS = b"Everybody here is made up. Enter nothing about a real person."
BEFORE = ("/account/sign-in/", "/account/forgotten/", "/gallery", "/keys", "/nowhere/")
AFTER = ("/me/", "/patients/", "/policy/", "/people/", "/nowhere/")  # to a nurse: one is refused


@pytest.mark.hazard("H53")
@pytest.mark.parametrize("demonstration", [True, False])
def test_every_page_of_a_demonstration_says_so(
    demonstration: bool,
    settings: Any,
    client: Client,
    person: Callable[[Role], Account],
    signed_in: Callable[[Account], Client],
) -> None:
    settings.DEMONSTRATION = demonstration
    nurse = person(Role.NURSE)
    pages = [client.get(address) for address in BEFORE]
    pages += [signed_in(nurse).get(address) for address in AFTER]
    assert {page.status_code for page in pages} == {200, 403, 404}
    assert {SAYS in page.content for page in pages} == {demonstration}
