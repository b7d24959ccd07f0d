"""Whether a treatment goes with a person, and which: screening, protocols side by side, courses."""
