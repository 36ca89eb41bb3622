"""The life of the network of focal points: gatherings, commitments, and who holds which post.

Each undertaking is a `Matter` of its own kind; its history, clocks, letters, doors and run are those of every matter.
"""
