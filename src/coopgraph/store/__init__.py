"""The graph: ontology, store, derivation, checks, and queries within limits."""
