"""Who is the same person: contacts, keys and pseudonyms."""
