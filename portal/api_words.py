"""What the interface says of each problem: what is wrong, and what to do next."""
# ruff: noqa: E501 - a problem stands on one line

from collections.abc import Mapping
from typing import Final, NamedTuple


class Told(NamedTuple):
    """What a problem says: its status, its title, and what to do next."""

    status: int
    title: str
    detail: str


PROBLEMS: Final[Mapping[str, Told]] = {
    "no_key": Told(401, "A key is needed", "Send `Authorization: Bearer nrh_...` with a key that the office gave you and has not revoked."),
    "not_found": Told(404, "Not found", "There is no such thing, or it is not your institution's. List your matters to see what is."),
    "method": Told(405, "Not possible here", "This address does not take that method. The Allow header lists those it takes."),
    "not_asked": Told(409, "Not asked now", "This was answered already, or the matter has moved on. Read the matter again to see what can be said."),
    "malformed": Told(400, "The body cannot be read", "Send one JSON object in UTF-8, or a form with the fields `reply` and `files`."),
    "media_type": Told(415, "Media type not taken", "Send application/json, or multipart/form-data where files come with the reply."),
    "too_large": Told(413, "Too much at once", "A reply holds at most 1 MB of JSON, a file 25 MB, a request 100 MB. Send less, or in parts."),
    "invalid": Told(422, "Something does not fit", "Correct the fields named and send it again. Nothing was recorded."),
    "key_used": Told(422, "This Idempotency-Key was used before", "It came with something else then. Take a fresh one for each thing you say."),
    "too_often": Told(429, "Too many requests", "Wait as long as Retry-After says. Nothing that was recorded is lost."),
    "fault": Told(500, "Something went wrong", "The fault is the program's, not yours. Send it again with the same Idempotency-Key."),
    "unavailable": Told(503, "Not available now", "The database or the disk takes nothing at the moment. Send it again later with the same Idempotency-Key."),
}  # fmt: skip
"""By code."""
