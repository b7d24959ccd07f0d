"""Where patients stand among the main places."""

from titrant.server.accounts.roles import Right
from titrant.server.web.navigation import Place, register

register(Place(name="patients", word="Patients", needs=Right.FIND_PATIENT, order=20))
