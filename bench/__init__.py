"""Measurements. Each prints a table with medians and says on which machine; docs/figures.md keeps the last ones."""
