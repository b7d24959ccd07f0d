"""What a log line may say: a type and an id, never a value that somebody typed."""

import logging
import traceback
from types import TracebackType
from uuid import uuid4

Raised = tuple[type[BaseException], BaseException, TracebackType | None]


class WithoutValues(logging.Filter):
    """Makes the lines that Django writes about a request say its page and what was raised.

    Django's own lines hold the address as it was typed, and the words of the exception, in which a
    database repeats the row that it refused.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite a record in place, and let it pass."""
        if getattr(record, "without_values", False):
            return True  # each logger on the way asks
        record.without_values = True
        request = getattr(record, "request", None)
        status = getattr(record, "status_code", "")
        match = getattr(request, "resolver_match", None)
        where = match.route if match is not None else "no page of ours"
        method = getattr(request, "method", None) or "?"
        words = [str(part) for part in (status, method, where or "/") if part]
        raised = record.exc_info
        if isinstance(raised, tuple) and raised[0] is not None:
            words.append(f"{failure_id(request)} {told(raised)}")
        record.msg = " ".join(words)
        record.args = ()
        record.exc_info = None
        record.exc_text = None
        return True


class Line(logging.Formatter):
    """Writes an exception as its types and where it was raised, without its words."""

    def formatException(self, ei: object) -> str:  # noqa: N802 - the library's name
        """Return what was raised and where."""
        return told(ei) if isinstance(ei, tuple) else ""


def told(raised: object) -> str:
    """Return the type of an exception and the lines that it passed, without its words."""
    if not isinstance(raised, tuple) or raised[0] is None:
        return ""
    kind, _, passed = raised
    frames = traceback.extract_tb(passed)[-6:]
    places = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames))
    return f"{kind.__name__} at {places}" if places else kind.__name__


def failure_id(request: object) -> str:
    """Return the id of a failed request, which its page and its log line both show."""
    known = getattr(request, "failure_id", None)
    if known is None:
        known = uuid4().hex[:12]
        if request is not None:
            request.failure_id = known  # type: ignore[attr-defined]
    return str(known)
