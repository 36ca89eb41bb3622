"""The history of our tables: numbered steps in `versions/`, each applied once, in order (Alembic).

Released steps are never edited. `make migration NAME="what it does"` writes the next one from what changed in
`models/tables`; read it before committing it. Nobody steps back: a backup is the way back.
"""
