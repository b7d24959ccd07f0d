"""Who did and read what, as pages: for the auditor, the medical director, and patients who ask."""
