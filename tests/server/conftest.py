"""A clinic with one person in each role, on an empty record."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from tests.lib.clinics import member, open_clinic
from tests.lib.server_settings import POSTGRESQL

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.accounts.selectors import acting
from titrant.server.config.installation import Installation, Kind
from titrant.server.sites.models import Clinic

HERE = Path(__file__).parent
REACH_A_DATABASE = {"db", "transactional_db", "django_db_setup", "installation", "bare"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, on the second database, what asks no database at all."""
    if not POSTGRESQL:
        return
    asks = {
        item: item.get_closest_marker("django_db") is not None
        or not REACH_A_DATABASE.isdisjoint(getattr(item, "fixturenames", ()))
        or HERE not in item.path.parents
        for item in items
    }
    config.hook.pytest_deselected(items=[item for item in items if not asks[item]])
    items[:] = [item for item in items if asks[item]]


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> None:
    """Forget what other tests tried: sign-ins, codes and links are counted by the minute."""
    cache.clear()


@pytest.fixture(autouse=True)
def own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Installation:
    """Return an installation of the test's own: anchors of one say nothing in another."""
    installation = Installation(tmp_path / "home", Kind.DEMONSTRATION)
    installation.prepare()
    monkeypatch.setattr(settings, "INSTALLATION", installation)
    return installation


@pytest.fixture
def clinic(db: None) -> Clinic:
    return open_clinic(1, "Harbour Clinic")


@pytest.fixture
def other_clinic(clinic: Clinic) -> Clinic:
    return open_clinic(2, "Hill Clinic")


@pytest.fixture
def person(clinic: Clinic) -> Callable[..., Account]:
    """Return a maker of people: `person(Role.NURSE)`."""

    def make(role: Role, where: Clinic = clinic, name: str = "") -> Account:
        return member(where, role, name=name)

    return make


@pytest.fixture
def prescriber(person: Callable[..., Account]) -> Acting:
    return acting(person(Role.PRESCRIBER), None)


@pytest.fixture
def nurse(person: Callable[..., Account]) -> Acting:
    return acting(person(Role.NURSE), None)


@pytest.fixture
def signed_in(client: Client) -> Callable[[Account], Client]:
    """Return a function that signs somebody in, second factor done."""

    def sign_in(account: Account) -> Client:
        client.force_login(account)
        session = client.session
        session["second"] = True
        session.save()
        return client

    return sign_in
