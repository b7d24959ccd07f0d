"""A web process makes a few pages at a time, and the others wait their turn."""

import asyncio

from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase

AT_ONCE = 4  # one computes, the others wait for the database or the disk


class TakingTurns(ASGIHandler):
    """Django's own handler, which would begin every page at once, in a thread each.

    Begun together, fifty pages slow each other down until all are late, and each holds a connection
    to the database, of which there are sixteen; in turns, the first are there at once and none is
    refused. A turn begins when the whole form has arrived and ends before the page is sent:
    somebody with a slow line holds nobody up.
    """

    def __init__(self) -> None:
        super().__init__()
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """Return the page, when it is its turn."""
        async with self._turns:
            return await super().get_response_async(request)
