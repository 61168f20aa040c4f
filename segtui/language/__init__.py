"""The language that a run is told in: `translation` for sentences, `wording` for figures in them, catalogues."""
