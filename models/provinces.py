"""The 38 provinces: their codes, the short names that offices use, and the zone the law puts them in. Pure.

Codes are those of the Ministry of Home Affairs, which begin the code of everything that lies in the province. The
zones are Keputusan Presiden 41/1987; provinces formed since then keep the zone of the one they were part of.
"""

import re
from typing import Final, NamedTuple

from models.zones import Zone

WIB, WITA, WIT = Zone.WIB, Zone.WITA, Zone.WIT


class Province(NamedTuple):
    """A province. `short` is at most ten letters, so that it can be the code of an office."""

    code: str
    short: str
    zone: Zone
    name: str
    also: tuple[str, ...] = ()


PROVINCES: Final = (
    Province("11", "ACEH",      WIB,  "Aceh"),
    Province("12", "SUMUT",     WIB,  "Sumatera Utara"),
    Province("13", "SUMBAR",    WIB,  "Sumatera Barat"),
    Province("14", "RIAU",      WIB,  "Riau"),
    Province("15", "JAMBI",     WIB,  "Jambi"),
    Province("16", "SUMSEL",    WIB,  "Sumatera Selatan"),
    Province("17", "BENGKULU",  WIB,  "Bengkulu"),
    Province("18", "LAMPUNG",   WIB,  "Lampung"),
    Province("19", "BABEL",     WIB,  "Kepulauan Bangka Belitung", ("Bangka Belitung",)),
    Province("21", "KEPRI",     WIB,  "Kepulauan Riau"),
    Province("31", "JAKARTA",   WIB,  "Daerah Khusus Jakarta", ("Jakarta Raya", "DKI Jakarta", "Jakarta")),
    Province("32", "JABAR",     WIB,  "Jawa Barat"),
    Province("33", "JATENG",    WIB,  "Jawa Tengah"),
    Province("34", "DIY",       WIB,  "Daerah Istimewa Yogyakarta", ("Yogyakarta",)),
    Province("35", "JATIM",     WIB,  "Jawa Timur"),
    Province("36", "BANTEN",    WIB,  "Banten"),
    Province("51", "BALI",      WITA, "Bali"),
    Province("52", "NTB",       WITA, "Nusa Tenggara Barat"),
    Province("53", "NTT",       WITA, "Nusa Tenggara Timur"),
    Province("61", "KALBAR",    WIB,  "Kalimantan Barat"),
    Province("62", "KALTENG",   WIB,  "Kalimantan Tengah"),
    Province("63", "KALSEL",    WITA, "Kalimantan Selatan"),
    Province("64", "KALTIM",    WITA, "Kalimantan Timur"),
    Province("65", "KALTARA",   WITA, "Kalimantan Utara"),
    Province("71", "SULUT",     WITA, "Sulawesi Utara"),
    Province("72", "SULTENG",   WITA, "Sulawesi Tengah"),
    Province("73", "SULSEL",    WITA, "Sulawesi Selatan"),
    Province("74", "SULTRA",    WITA, "Sulawesi Tenggara"),
    Province("75", "GORONTALO", WITA, "Gorontalo"),
    Province("76", "SULBAR",    WITA, "Sulawesi Barat"),
    Province("81", "MALUKU",    WIT,  "Maluku"),
    Province("82", "MALUT",     WIT,  "Maluku Utara"),
    Province("91", "PAPUA",     WIT,  "Papua"),
    Province("92", "PABAR",     WIT,  "Papua Barat"),
    Province("93", "PASEL",     WIT,  "Papua Selatan"),
    Province("94", "PATENG",    WIT,  "Papua Tengah"),
    Province("95", "PAPEG",     WIT,  "Papua Pegunungan"),
    Province("96", "PABADA",    WIT,  "Papua Barat Daya"),
)  # fmt: skip


def province_in(text: str) -> Province | None:
    """The province that a text names, by the longest name in it: `Perwakilan Papua Barat` is not Papua."""
    said = f" {_plain(text)} "
    named = ((each, name) for each in PROVINCES for name in (each.name, *each.also))
    found = [(len(name), each) for each, name in named if f" {_plain(name)} " in said]
    return max(found, default=(0, None), key=lambda pair: pair[0])[1]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z]+", text.casefold()))


def province_of(region: str | None) -> Province | None:
    """The province that a region's code lies in: `63.71` lies in Kalimantan Selatan."""
    return next((each for each in PROVINCES if region and region.split(".")[0] == each.code), None)
