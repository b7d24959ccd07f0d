"""Where open courses, and what was chosen, stand among the main places."""

from titrant.server.accounts.roles import Right
from titrant.server.web.navigation import Place, register

register(Place(name="courses", word="Courses", needs=Right.LEAD_COURSE, order=25))
register(Place(name="choices", word="Choices", needs=Right.READ_CHOICES, order=65))
