"""One file per step: `NNNN_what_it_does.py`. Its number is its revision, and the one before it what it builds on."""
