"""The labels of desks and case sheets, in Indonesian and in English."""

from collections.abc import Mapping

from models.decisions.forms import TextLanguage

_LABELS: Mapping[str, tuple[str, str]] = {
    "stage": ("Tahap", "Stage"),
    "ball": ("Giliran", "Who has the ball"),
    "ball_office": ("kantor kita", "our office"),
    "ball_reporter": ("Pelapor", "the reporter"),
    "ball_nobody": ("tidak ada", "nobody"),
    "agenda": ("Nomor agenda", "Agenda number"),
    "registration": ("Nomor registrasi", "Registration number"),
    "received": ("Diterima", "Received"),
    "access": ("Jenis akses", "Kind of access"),
    "confidentiality": ("Kerahasiaan", "Confidentiality"),
    "class": ("Klasifikasi", "Class"),
    "reason": ("Alasan penutupan", "Closing reason"),
    "deadlines": ("Jangka waktu", "Deadlines"),
    "deadline": ("Jangka waktu", "Deadline"),
    "due": ("Jatuh tempo", "Due"),
    "state": ("Keadaan", "State"),
    "provisional": ("sementara: kalender belum ditetapkan", "provisional: no decree yet"),
    "awaits_receipt": ("menunggu bukti surat diterima", "waits for proof of receipt"),
    "paused": ("dihentikan sementara", "paused"),
    "overdue": ("LEWAT WAKTU", "OVERDUE"),
    "running": ("berjalan", "running"),
    "institutions": ("Instansi", "Institutions"),
    "institution": ("Instansi", "Institution"),
    "progress": ("Perkembangan", "Progress"),
    "sent": ("Dikirim", "Sent"),
    "acknowledged": ("Tanda terima", "Acknowledged"),
    "items": ("Butir", "Items"),
    "item": ("Nomor", "Number"),
    "verified": ("Terverifikasi", "Verified"),
    "claimed": ("Menurut instansi", "As the institution says"),
    "acts": ("Langkah yang menunggu persetujuan Anda", "Steps that wait for your release"),
    "in_file": ("Berkas", "File"),
    "texts": ("naskah", "texts"),
    "files": ("lampiran", "attachments"),
    "letter": ("Surat", "Letter"),
    "to": ("Kepada", "To"),
    "letters": ("surat", "letters"),
    "file": ("baca berkas (hanya di komputer ini)", "read the file (on this machine only)"),
    "refused": (
        "Ada surat yang tidak sampai: periksa alamatnya.",
        "A letter did not arrive: check its address.",
    ),
    "similar": ("mungkin sama dengan", "possibly the same as"),
    "history": ("Riwayat", "History"),
    "when": ("Waktu", "When"),
    "what": ("Kejadian", "What happened"),
    "sent_back": ("Keputusan belum dapat diterima", "The decision could not be taken"),
    "register": ("Laporan terbuka yang paling mendesak", "The most urgent open complaints"),
    "run": ("Run", "Run"),
    "runs_there": (
        "Laporan terbuka yang sudah mempunyai run: {there} dari {all}",
        "Open complaints that have their run: {there} of {all}",
    ),
}

WORDS: Mapping[TextLanguage, Mapping[str, str]] = {
    "id": {key: pair[0] for key, pair in _LABELS.items()},
    "en": {key: pair[1] for key, pair in _LABELS.items()},
}
