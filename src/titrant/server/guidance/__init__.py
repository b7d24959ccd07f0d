"""The course on one page: what happened, what holds, and the options for the next session."""
