"""Providers by name: who and where, never how."""
