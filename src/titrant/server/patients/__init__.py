"""A person's record: who they are, what is known about them, from whom, and since when."""
