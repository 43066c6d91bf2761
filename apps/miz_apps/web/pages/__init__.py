"""The pages: the same actions as HTML, for people."""
