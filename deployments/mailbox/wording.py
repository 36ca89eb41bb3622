"""What the mailbox's page calls things, in Indonesian and in English."""

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "mailbox":   ("Kotak surat demo",                       "Demo mailbox"),
    "about":     ("Semua surel yang dikirim program ini berhenti di sini; tidak ada yang diteruskan.",
                  "Every mail that this program sends ends here; none is passed on."),
    "find":      ("Cari",                                   "Find"),
    "find_for":  ("Penerima atau perihal",                  "Recipient or subject"),
    "received":  ("Diterima",                               "Received"),
    "to":        ("Kepada",                                 "To"),
    "subject":   ("Perihal",                                "Subject"),
    "repeats":   ("kali dikirim ulang, hanya disimpan sekali", "times sent again, kept once"),
    "mails":     ("surel",                                  "mails"),
    "none":      ("Belum ada surel. Surat pertama muncul begitu sebuah laporan disampaikan.",
                  "No mail yet. The first letter appears as soon as a complaint is lodged."),
    "no_match":  ("Tidak ada surel yang cocok.",            "No mail fits."),
    "newer":     ("Lebih baru",                             "Newer"),
    "older":     ("Lebih lama",                             "Older"),
    "back":      ("Semua surel",                            "All mails"),
    "text":      ("Bagian teks",                            "Text part"),
    "headers":   ("Kepala surel",                           "Headers"),
    "source":    ("Sumber lengkap (.eml)",                  "Whole source (.eml)"),
    "calendar":  ("Batas waktu untuk kalender (.ics)",      "Deadline for a calendar (.ics)"),
    "thread":    ("Surel lain dalam percakapan ini",        "Other mails of this conversation"),
    "renewing":  ("Daftar ini memperbarui diri.",           "This list renews itself."),
    "halt":      ("Hentikan",                               "Stop"),
    "renew":     ("Perbarui otomatis",                      "Renew by itself"),
}  # fmt: skip
