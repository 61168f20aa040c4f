"""Parts of a person in cells: e-mails, phones, countries, dates … parsed, validated, in one form."""
