"""Where the log stands among the main places."""

from titrant.server.accounts.roles import Right
from titrant.server.web.navigation import Place, register

register(Place(name="log", word="Log", needs=Right.READ_AUDIT, order=90))
