"""Pages that say that something cannot be done, why, and what to do instead."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def refusal(request: HttpRequest, says: str, *, status: int = 403) -> HttpResponse:
    """Return a page that refuses something, in a sentence that says who may."""
    words = {"title": "Not open to you", "says": says}
    return render(request, "web/refusal.html", words, status=status)


def explained(request: HttpRequest, title: str, says: str, *, status: int) -> HttpResponse:
    """Return a page that says what went wrong and how to mend it."""
    return render(request, "web/refusal.html", {"title": title, "says": says}, status=status)
