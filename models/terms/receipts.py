"""What has to be received, and by whom, before a term starts: as it stands after "since the day on which". Pure."""

from collections.abc import Mapping

from models.dates import Language
from models.deadlines import Start

RECEIPTS: Mapping[Start, tuple[str, str]] = {
    Start.NOTICE_RECEIVED:         ("pemberitahuan kami diterima Pelapor",
                                    "the reporter receives our notice"),
    Start.REQUEST_RECEIVED:        ("surat kami kepada pimpinan instansi diterima",
                                    "the institution's head receives our letter"),
    Start.CALL_SERVED:             ("panggilan kami diterima Terlapor",
                                    "the reported party receives our summons"),
    Start.RESULT_RECEIVED:         ("laporan hasil pemeriksaan diterima pimpinan instansi",
                                    "the institution's head receives the examination report"),
    Start.RECOMMENDATION_RECEIVED: ("Rekomendasi diterima atasan Terlapor",
                                    "the reported party's superior receives the Recommendation"),
    Start.ADVICE_RECEIVED:         ("laporan hasil analisis diterima pimpinan instansi",
                                    "the institution's head receives the analysis report"),
    Start.COMPLAINT_RECEIVED:      ("pengaduan diterima penyelenggara",
                                    "the provider receives the complaint"),
    Start.REPLY_RECEIVED:          ("tanggapan penyelenggara diterima pengadu",
                                    "the user receives the provider's reply"),
}  # fmt: skip


def received(starts: Start, language: Language) -> str:
    """The receipt that starts a term; empty for one that no receipt starts."""
    return RECEIPTS[starts][0 if language == "id" else 1] if starts in RECEIPTS else ""
