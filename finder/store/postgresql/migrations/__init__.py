"""What lasts in a database, step by step. Run by the program itself before a publication; see migrate.py."""
