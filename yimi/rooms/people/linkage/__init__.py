"""Comparing two lists of people: a pure core in columns, without a database and without Django.

`cells` → `names` `numbers` `phones` `days` `places` (values as integers) → `register` (one list) → `traits` `blocking`
(which pairs are looked at) → `alike` (how alike two rows are, as `levels`) → `weights` (what that is worth, learnt from the two
lists) → `assign`
(one row to one row) → `verdicts` (class, score and reasons). Nothing is drawn by chance: equal files give equal bytes.
"""
