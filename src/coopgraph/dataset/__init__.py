"""The first room: tables, mappings and sources become records and quads; no RDF engine here."""
