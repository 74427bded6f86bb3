"""Arithmetic and predicates of the care loop; no database."""
