"""Where the sheets for a day stand among the main places."""

from titrant.server.accounts.roles import Right
from titrant.server.web.navigation import Place, register

register(Place(name="downtime", word="Sheets", needs=Right.PRINT_RECORD, order=27))
