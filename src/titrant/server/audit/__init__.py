"""Who did and read what: the append-only record, its chain, its digests, and what checks them."""
