"""Every dose of ketamine or esketamine that a person had, from anyone."""
