"""What somebody has to do: owner, due time, escalation, disposition; and the background worker."""
