"""What a person says before anybody treats them, what other records say, and who confirms it."""
