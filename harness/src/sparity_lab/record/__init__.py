"""What a client really sends: a recording gRPC proxy, and what can be told from its recordings."""
