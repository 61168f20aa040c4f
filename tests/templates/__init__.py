"""Fill-in templates, one for each kind of thing that is declared in a file of its own; each one works as it stands."""
