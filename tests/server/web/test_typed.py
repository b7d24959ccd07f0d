"""A form that met a failing database comes back whole, without secrets, to be sent once more."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.utils import OperationalError
from django.test import RequestFactory

from titrant.server.web.failures import database_failure

TYPED = {"key": "k1", "note_text": "She slept <well>.", "password": "otter", "factor": "123456"}
LOST = OperationalError("server closed the connection")


def page_after(typed: dict[str, Any], *, checked: bool = True) -> str:
    """Return the page that somebody sees; `checked` stands for Django's own check of the form."""
    request = RequestFactory(enforce_csrf_checks=True).post("/patients/1/notes/add/?x=1", typed)
    request._dont_enforce_csrf_checks = checked  # type: ignore[attr-defined]
    page = database_failure(LOST, request)
    assert page is not None
    return page.content.decode()


def test_what_was_typed_stands_there_and_goes_out_again_under_its_key() -> None:
    page = page_after(TYPED)
    assert "<dt>note text</dt><dd>She slept &lt;well&gt;.</dd>" in page
    assert '<form method="post" action="/patients/1/notes/add/?x=1">' in page
    assert '<input type="hidden" name="key" value="k1">' in page
    assert '<input type="hidden" name="note_text" value="She slept &lt;well&gt;.">' in page
    assert "A file cannot be kept" not in page


def test_nothing_that_proves_who_somebody_is_comes_back() -> None:
    page = page_after(TYPED)
    assert "otter" not in page
    assert "123456" not in page


def test_a_file_is_asked_for_again() -> None:
    page = page_after({**TYPED, "file": SimpleUploadedFile("a.pdf", b"%PDF")})
    assert "A file cannot be kept" in page


@pytest.mark.parametrize(
    ("typed", "checked"),
    [(TYPED, False), ({"note_text": "She slept."}, True)],
    ids=["from elsewhere", "without a key"],
)
def test_what_may_not_be_sent_again_is_not_offered(typed: dict[str, Any], checked: bool) -> None:
    page = page_after(typed, checked=checked)
    assert "The record cannot be reached" in page
    assert "Send it again" not in page
    assert "She slept" not in page
