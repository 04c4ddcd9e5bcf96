"""What of the whole is looked at: upstream tests that cases mirror; judges no case."""
