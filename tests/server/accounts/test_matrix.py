"""Every page is marked, and every object that an address names can be made: in every run."""

from tests.lib.permissions import MAKERS

from titrant.server.accounts.matrix import pages

ALL = pages()


def test_every_page_says_who_may_open_it() -> None:
    assert [page.route for page in ALL if not page.marked] == []
    assert len({page.name for page in ALL}) == len(ALL)


def test_every_object_of_a_page_has_a_maker() -> None:
    """Add one to tests/lib/permissions.py for each new name in an address."""
    assert sorted({name for page in ALL for name in page.about} - set(MAKERS)) == []
