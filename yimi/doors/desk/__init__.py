"""The desk: staff pages, one module a word; see README.md for the few things every page shares."""
