"""Turnstiles by Acme: a reader, a barrier and a sensor behind one network address."""
