"""What a client really sends: a proxy that records calls, and what its recordings tell."""
