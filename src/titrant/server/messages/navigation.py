"""Where the outbox stands among the main places."""

from titrant.server.accounts.roles import Right
from titrant.server.web.navigation import Place, register

register(Place(name="outbox", word="Outbox", needs=Right.READ_OUTBOX, order=80))
