"""Units, months, random draws, errors, documents and files: no domain knowledge here."""
