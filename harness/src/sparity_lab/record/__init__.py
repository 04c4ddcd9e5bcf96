"""What a client really sends: a proxy that records calls, and what can be told from its recordings."""
