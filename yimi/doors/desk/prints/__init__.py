"""Forms of A4: filled from a record, or empty for the pen. One skeleton, one table of forms (`table.py`).

A new form is an entry of the table: its word, its title, what stands on it, who signs.
"""
