"""Where people and emergency accesses stand among the main places."""

from titrant.server.accounts.roles import Right
from titrant.server.web.navigation import Place, register

register(Place(name="accesses", word="Emergency reviews", needs=Right.REVIEW_BREAK_GLASS, order=80))
register(Place(name="people", word="People", needs=Right.MANAGE_PEOPLE, order=85))
register(Place(name="emergency", word="Emergency access", needs=Right.BREAK_GLASS, order=95))
