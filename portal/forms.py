"""Forms as browsers send them: in UTF-8, with bounds on how many fields and files there are, and how long."""

from typing import Final

from fastapi import Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from portal.uploads import MOST

_PLAIN: Final = ("", "utf-8", "us-ascii")


async def form_of(request: Request, *, fields: int, longest: int) -> FormData:
    """The form in a request, with at most so many fields of so many bytes.

    Raises Starlette's HTTPException (400) for what is no such form; also where it asks to be read in another charset,
    for some of these make of plain bytes what no page can show.
    """
    _, _, more = request.headers.get("content-type", "").lower().partition(";")
    given = (part.partition("=") for part in more.split(";"))
    charset = next((value for name, _, value in given if name.strip() == "charset"), "")
    if charset.strip(' "') not in _PLAIN:
        raise HTTPException(400)
    return await request.form(max_files=MOST + 1, max_fields=fields, max_part_size=longest)
