"""How one installation is set up: where its files are, its keys, its settings, its addresses."""
