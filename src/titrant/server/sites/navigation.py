"""Where a clinic and its policy stand among the main places."""

from titrant.server.accounts.roles import Right
from titrant.server.web.navigation import Place, register

register(Place(name="policy", word="Policy", needs=Right.READ_POLICY, order=60))
register(Place(name="clinic", word="Clinic", needs=Right.MANAGE_SITE, order=70))
