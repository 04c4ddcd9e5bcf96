"""Everything derived from a run log; nothing here runs a case or asks a server."""
