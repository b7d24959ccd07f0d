"""Where the worklist stands among the main places."""

from titrant.server.accounts.roles import Right
from titrant.server.web.navigation import Place, register

register(Place(name="tasks", word="Tasks", needs=Right.WORK_TASKS, order=10))
