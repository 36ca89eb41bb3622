"""Attachments as downloads: no browser shows one in place, and none is called what its sender called it."""

from collections.abc import Mapping
from typing import Final

from fastapi.responses import FileResponse

from models.settings import settings
from models.tables import Attachment
from portal.uploads import ENDINGS

BROUGHT: Final[Mapping[str, str]] = {
    "text/plain": ".txt",
    "audio/mpeg": ".mp3",
    "video/mp4": ".mp4",
    "application/msword": ".doc",
}
"""Kinds that do not come through a door, but with a complaint that the office lodges."""


def download(row: Attachment) -> FileResponse | None:
    """The file under a name of ours, nothing where it is lost.

    A name's ending decides what opens it: a file whose content passes as PDF may be called `.hta` by its sender.
    """
    path = settings().files / row.digest
    if not path.is_file():
        return None
    headers = {"Content-Security-Policy": "default-src 'none'; sandbox"}
    name = f"lampiran-{row.id}{({**BROUGHT, **ENDINGS}).get(row.content_type, '.bin')}"
    return FileResponse(path, filename=name, media_type="application/octet-stream", headers=headers)
