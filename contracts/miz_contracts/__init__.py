"""The rules of each port as tests that a vendor runs."""
