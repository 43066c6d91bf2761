"""What the core needs from the outside, as protocols.

Our adapters inherit them, so that a missing method is a TypeError; a vendor's class may simply
fit. What goes wrong behind a port is a `miz.errors.PortError`; a storage also says NotFound,
Conflict and InvalidValue.
"""
