"""Messages to people outside: kept in an outbox, sent in the background."""
