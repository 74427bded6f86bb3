"""Arithmetic, predicates and the forms as data; no database."""
