"""The law, the memory and the casework: what a complaint is and what may happen to it."""
