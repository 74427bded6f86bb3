"""Comparing two lists of people: a pure core in columns, without a database and without Django.

`cells` → `names` `numbers` `days` `places` (values as integers) → `register` (one list) → `blocking` (which pairs are
looked at) → `levels` (how alike two rows are) → `weights` (what that is worth, learnt from the two lists) → `assign`
(one row to one row) → `verdicts` (class, score and reasons). Nothing is drawn by chance: equal files give equal bytes.
"""
