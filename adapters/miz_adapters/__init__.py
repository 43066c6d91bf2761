"""One technology behind one port: adapters usable with nothing but Python."""
