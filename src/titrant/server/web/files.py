"""Bytes that a browser saves or shows, under a name that says nothing about anybody."""

from django.http import HttpResponse


def file_given(content: bytes, media_type: str, name: str, *, shown: bool = False) -> HttpResponse:
    """Return bytes to be saved, or shown; a browser neither guesses what they are nor runs them."""
    response = HttpResponse(content, content_type=media_type)
    how = "inline" if shown else "attachment"
    response["Content-Disposition"] = f'{how}; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
