"""Indonesia's three time zones, and where a local day begins and ends in them. Pure."""

from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

END_OF_DAY: Final = time(23, 59)


class Zone(StrEnum):
    """Indonesia's three time zones; a day ends in the zone of the party that a term binds."""

    WIB = "WIB"
    WITA = "WITA"
    WIT = "WIT"

    @property
    def tz(self) -> ZoneInfo:
        """The zone as tzdata knows it (UTC+7, +8, +9; no summer time)."""
        return _TIME_ZONES[self]

    def day_of(self, instant: datetime) -> date:
        """The local date of an aware `instant`."""
        return instant.astimezone(self.tz).date()

    def at(self, day: date, clock: time) -> datetime:
        """The moment at which the clocks of the zone show this day and time, in UTC."""
        return datetime.combine(day, clock, self.tz).astimezone(UTC)

    def starts(self, day: date) -> datetime:
        """Midnight at the beginning of the local day, in UTC."""
        return self.at(day, time.min)

    def ends(self, day: date) -> datetime:
        """23:59 of the local day, in UTC: the last minute in which something due that day is in time."""
        return self.at(day, END_OF_DAY)


_TIME_ZONES: Final = {
    Zone.WIB:  ZoneInfo("Asia/Jakarta"),
    Zone.WITA: ZoneInfo("Asia/Makassar"),
    Zone.WIT:  ZoneInfo("Asia/Jayapura"),
}  # fmt: skip
