"""The use cases, by phase: one guarded function each, given the session and the time. They never commit."""
