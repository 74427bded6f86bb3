"""What pages and actions of care need to know."""
