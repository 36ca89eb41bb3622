"""Prefect drives: the complaint's loop with its desks, the clock, the steward and dispatch."""
