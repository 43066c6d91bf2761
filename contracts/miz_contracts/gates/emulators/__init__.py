"""Devices that are not there, at the other end of a pseudo-terminal.

They need nothing but the standard library and attrs, so that a vendor without hardware, and a
developer without a vendor, can run the rules against a real adapter.
"""
