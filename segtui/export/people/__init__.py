"""What of a person stands in a cell: e-mails, phones, countries, dates … understood, validated, in one form."""
