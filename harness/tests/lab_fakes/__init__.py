"""Small deterministic stand-ins for servers, drivers and whole runs; no test lives here."""
