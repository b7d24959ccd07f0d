"""People who sign in: who they are, their roles, and what each role may do."""
