"""What the core needs from the outside, as protocols.

Our adapters inherit them, so that a missing method is a TypeError; a vendor's class may simply
fit. Everything raises `miz.errors.PortError` and nothing else.
"""
