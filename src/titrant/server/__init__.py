"""The clinic server: the only room with a clock, a database, people who sign in, and sockets."""
