"""Measurements of the evidence engine: recall under attack, false accusations, processor time, size, growth."""
