"""Letters: who is told what, in which words, and how it reaches them."""
