"""The figures of health as plain lines, in Indonesian and in English: for letters, desks, sheets and papers. Pure."""

from collections.abc import Mapping
from typing import Final

from models.codes import RELIED_ON
from models.dates import Language, short_date
from models.health import Health, Middle, Share
from models.terms import term

TITLES: Final[Mapping[Language, Mapping[str, str]]] = {
    "id": {
        "acknowledged": "Penerimaan dikonfirmasi", "heard": "Waktu konfirmasi", "answered": "Dijawab",
        "held": "Waktu jawaban bersih", "elapsed": "Sejak diminta", "terms": "Jangka waktu dipenuhi",
        "bounces": "Surel tertolak", "confirmed": "Konfirmasi terakhir narahubung",
        "contacts": "Narahubung dikonfirmasi", "period": "Periode", "undecided": "Permintaan lain",
    },
    "en": {
        "acknowledged": "Receipt confirmed", "heard": "Time to confirm", "answered": "Answered",
        "held": "Answer time, net", "elapsed": "Since asked", "terms": "Terms kept",
        "bounces": "E-mails refused", "confirmed": "Focal point last confirmed",
        "contacts": "Focal points confirmed", "period": "Period", "undecided": "Other requests",
    },
}  # fmt: skip
"""What each figure is called, also as the heading of a column."""

WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "id": {
        "period": "{first} – {last}; keadaan {as_of}",
        "share": "{count} dari {of} ({part:.0%})", "none": "tidak ada data (0 dari 0)",
        "working": "median {value} hari kerja ({cases} kasus)", "days": "median {value} hari ({cases} kasus)",
        "undecided": "{open} belum dijawab, {silent} tanpa tanggapan, {taken_back} ditarik kantor (tidak dihitung)",
        "beside": "{now}; sebelumnya {before}",
        "never": "belum pernah", "undated": "tanggal tidak tercatat", "state": "{on} ({state})",
        "rule": "Dihitung: yang dikirim kantor dalam periode itu, menurut keadaan pada tanggalnya. Waktu jawaban "
        "bersih hanya memuat waktu selama giliran instansi. Angka ini bukan peringkat.",
    },
    "en": {
        "period": "{first} – {last}; as of {as_of}",
        "share": "{count} of {of} ({part:.0%})", "none": "no data (0 of 0)",
        "working": "median {value} working days ({cases} cases)", "days": "median {value} days ({cases} cases)",
        "undecided": "{open} still open, {silent} left in silence, {taken_back} taken back by the office (not counted)",
        "beside": "{now}; before, {before}",
        "never": "never", "undated": "no day on record", "state": "{on} ({state})",
        "rule": "Counted: what the office sent in the period, as it stood on the day given. The net answer time is "
        "only the time for which the institution had the ball. These figures are no ranking.",
    },
}  # fmt: skip


def lines(health: Health, language: Language, before: Health | None = None) -> list[str]:
    """Every figure with its title, period, as-of day, denominator and unit; the counting rule last.

    Beside each what it was `before`, where that is given and there is any data on either side.
    """
    titles, words = TITLES[language], WORDS[language]
    said = cells(health, language)
    earlier = cells(before, language) if before is not None else {}
    told = (
        words["beside"].format(now=text, before=earlier[name])
        if name in earlier and {text, earlier[name]} != {words["none"]}
        else text
        for name, text in said.items()
    )
    return [f"{titles[name]}: {text}." for name, text in zip(said, told, strict=True)] + [words["rule"]]


def cells(health: Health, language: Language) -> dict[str, str]:
    """What each figure says, by its name in `TITLES`; units are in the words."""
    words = WORDS[language]
    return {
        "period": period(health, language),
        "acknowledged": share(health.acknowledged, language),
        "heard": middle(health.heard, language, "working"),
        "answered": share(health.answered, language),
        "held": middle(health.held, language, "days"),
        "elapsed": middle(health.elapsed, language, "days"),
        "undecided": words["undecided"].format(
            open=health.open, silent=health.silent, taken_back=health.taken_back
        ),
        "terms": share(health.terms, language),
        "bounces": share(health.bounces, language),
        "confirmed": confirmed(health, language),
        "contacts": share(health.confirmation.contacts, language),
    }


def period(health: Health, language: Language) -> str:
    """The period's first and last day, and the day on which it stood so."""
    of = health.period
    days = {"first": of.first, "last": of.last, "as_of": of.stands_on}
    return WORDS[language]["period"].format(**{name: short_date(day, language) for name, day in days.items()})


def share(figure: Share, language: Language) -> str:
    """So many of so many, with the percentage; no data where there is no case."""
    words = WORDS[language]
    if figure.part is None:
        return words["none"]
    return words["share"].format(count=figure.count, of=figure.of, part=figure.part)


def middle(figure: Middle, language: Language, unit: str) -> str:
    """The median with its unit (`working` or `days`) and the number of cases; no data where there is none."""
    words = WORDS[language]
    if figure.value is None:
        return words["none"]
    return words[unit].format(value=number(figure.value, language), cases=figure.cases)


def number(value: float, language: Language) -> str:
    """A number with at most one decimal, as the language writes it: "6,5", "6.5"."""
    written = f"{value:.1f}".removesuffix(".0")
    return written.replace(".", ",") if language == "id" else written


def confirmed(health: Health, language: Language) -> str:
    """The day of the last confirmation and how far the contact can be relied on now."""
    last = health.confirmation
    without = "undated" if last.state in RELIED_ON else "never"
    on = short_date(last.on, language) if last.on else WORDS[language][without]
    if last.state is None:
        return on
    return WORDS[language]["state"].format(on=on, state=term(last.state, language))
