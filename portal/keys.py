"""The key to the file's page: given once in a link, then kept in a cookie that is not the key itself."""

import hashlib
import hmac
from typing import Final

COOKIE: Final = "narahubung_berkas"


class NoKey(ValueError):
    """The file's page needs a key. Set NARAHUBUNG_FILE_KEY to a long random text, or start it by `narahubung up`."""


class Lock:
    """Opens for one key. What the browser keeps is derived from it: cookies of one machine are seen by every port."""

    def __init__(self, key: str) -> None:
        """Raises `NoKey` for an empty key."""
        if not key.strip():
            raise NoKey(NoKey.__doc__)
        self._key = key.encode()
        self.token = hmac.new(self._key, b"narahubung berkas", hashlib.sha256).hexdigest()

    def fits(self, key: str) -> bool:
        """Whether this is the key; takes the same time however much of it is right."""
        return hmac.compare_digest(key.encode(), self._key)

    def knows(self, token: str | None) -> bool:
        """Whether the browser has been let in with this key before."""
        return token is not None and hmac.compare_digest(token.encode(), self.token.encode())
