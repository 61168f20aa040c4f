"""Contact data in cells: e-mail addresses, phones, countries and postcodes, parsed, validated, in one form."""
