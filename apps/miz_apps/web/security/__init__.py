"""Who is asking, whether the request is his own, how often, and what browsers are told."""
