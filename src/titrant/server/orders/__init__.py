"""Orders: a dose that a prescriber writes and signs, climbed rung by rung, stopped by a change."""
