"""What a page asks of who opens it, where no role decides. Every view bears its mark, `needs`."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])

ANYBODY = "anybody"  # before sign-in
SIGNED_IN = "signed in"  # whatever their role


def open_to_anybody(view: View) -> View:
    """Mark a view that shows nothing of anybody."""
    marked: Any = view
    marked.needs = ANYBODY
    return view
