"""A whole installation in one file: our database, Prefect's, the attachments, and a manifest that says what is in it.

Prefect's database is taken first and ours after it, so that ours is never the older of the two: a form that Prefect no
longer has was taken in by then and is in ours, and no run can be newer than what ours knows of it. Attachments come
last; they are stored before the rows that name them, and never changed. Ours is put back first, for the steward repairs
Prefect from ours and never the other way round.
"""
