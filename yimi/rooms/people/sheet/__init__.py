"""Reading a register sheet from Excel: a pure core without a database.

`container` judges the file before anything parses it, `header` finds the columns, `cells` turns one row
into values or into sentences that name row and column, `placing` finds the village.
"""
