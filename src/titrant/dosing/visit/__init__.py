"""One visit: what stands before the dose is given, and what is judged before a person leaves."""
