"""The index on disk: derived data, append-only, checked, and rebuilt from the records the database keeps."""
