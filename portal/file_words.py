"""What the file's page calls things: labels, headings and states, in Indonesian and in English.

Official terms of codes are in `models.terms`; here is only what a page needs around them.
"""

from collections.abc import Mapping
from typing import Final

from models.dates import Language

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # the page
    "file":             ("Berkas laporan",                    "Complaint file"),
    "open_complaints":  ("Laporan yang terbuka",              "Open complaints"),
    "personal":         ("Memuat data pribadi. Hanya untuk petugas; jangan diteruskan ke luar kantor.",
                         "Holds personal data. For officers only; do not pass it on outside the office."),
    "confidential":     ("RAHASIA – identitas Pelapor tidak boleh diketahui pihak di luar kantor.",
                         "CONFIDENTIAL – nobody outside the office may learn who the reporter is."),
    "read_only":        ("Halaman ini hanya untuk dibaca. Keputusan diambil di Prefect atau dengan: narahubung decide",
                         "This page is for reading. Decisions are taken in Prefect, or by: narahubung decide"),
    "find":             ("Buka",                              "Open"),
    "find_label":       ("Nomor agenda atau registrasi",      "Agenda or registration number"),
    "back":             ("Semua laporan yang terbuka",        "All open complaints"),
    "none":             ("Belum ada.",                        "None yet."),
    "nothing_open":     ("Tidak ada laporan yang terbuka.",   "There are no open complaints."),
    "shown":            ("yang paling mendesak lebih dahulu", "the most urgent first"),
    "not_all":          ("Hanya sebagian yang ditampilkan. Gunakan pencarian untuk laporan lain.",
                         "Only some are shown. Use the search for the others."),
    "as_of":            ("Keadaan pada",                      "As of"),
    # the list
    "number":           ("Nomor",                             "Number"),
    "stage":            ("Tahap",                             "Stage"),
    "ball":             ("Giliran",                           "Waiting for"),
    "due":              ("Batas waktu",                       "Due"),
    "age":              ("Umur",                              "Age"),
    "working_days":     ("hari kerja",                        "working days"),
    "examiner":         ("Asisten pemeriksa",                 "Examiner"),
    "office":           ("kantor",                            "the office"),
    "reporter_ball":    ("Pelapor",                           "the reporter"),
    "overdue":          ("LEWAT BATAS",                       "OVERDUE"),
    "no_due":           ("tanpa batas waktu",                 "no deadline"),
    # sections
    "filing":           ("Laporan",                           "The complaint"),
    "reporters":        ("Pelapor",                           "Reporter"),
    "attachments":      ("Lampiran",                          "Attachments"),
    "forwardings":      ("Instansi",                          "Institutions"),
    "clocks":           ("Jangka waktu",                      "Deadlines"),
    "awaiting":         ("Langkah yang menunggu persetujuan", "Steps that wait for release"),
    "items":            ("Butir yang harus dilaksanakan",     "Items to be carried out"),
    "letters":          ("Surat dan surel",                   "Letters and mails"),
    "history":          ("Riwayat",                           "History"),
    "summary":          ("Ringkasan",                         "Summary"),
    # fields
    "registration":     ("Nomor registrasi",                  "Registration number"),
    "agenda":           ("Nomor agenda",                      "Agenda number"),
    "office_name":      ("Kantor",                            "Office"),
    "institution":      ("Instansi terlapor",                 "Reported institution"),
    "access":           ("Jenis akses",                       "Kind of access"),
    "channel":          ("Disampaikan melalui",               "Filed by"),
    "received_at":      ("Diterima",                          "Received"),
    "registered_at":    ("Diregistrasi",                      "Registered"),
    "closed_at":        ("Ditutup",                           "Closed"),
    "closing_reason":   ("Alasan penutupan",                  "Closing reason"),
    "complexity":       ("Klasifikasi",                       "Class"),
    "substance":        ("Substansi",                         "Substance"),
    "service":          ("Layanan",                           "Service"),
    "alleged":          ("Dugaan",                            "Alleged"),
    "found":            ("Ditemukan",                         "Found"),
    "event_on":         ("Tanggal peristiwa",                 "Date of the event"),
    "master":           ("Laporan induk",                     "Master complaint"),
    "rules":            ("Peraturan",                         "Rules"),
    "passed_on":        ("Meneruskan jawaban instansi",       "Passes on the answer of"),
    "narrative":        ("Uraian",                            "Narrative"),
    "expectation":      ("Harapan Pelapor",                   "What the reporter hopes for"),
    "identity_no":      ("Nomor identitas",                   "Identity number"),
    "born":             ("Tempat, tanggal lahir",             "Born"),
    "occupation":       ("Pekerjaan",                         "Occupation"),
    "address":          ("Alamat",                            "Address"),
    "email":            ("Surel",                             "E-mail"),
    "phone":            ("Telepon",                           "Phone"),
    "contact":          ("Dihubungi melalui",                 "Contact by"),
    "erased":           ("Data pribadi telah dihapus pada",   "Personal data erased on"),
    "focal_point":      ("Narahubung",                        "Focal point"),
    "sent_at":          ("Dikirim",                           "Sent"),
    "acknowledged_at":  ("Penerimaan dikonfirmasi",           "Acknowledged"),
    "not_acknowledged": ("belum dikonfirmasi",                "not acknowledged"),
    "started_on":       ("Mulai",                             "Started"),
    "proof":            ("Cara penghitungan",                 "How it was counted"),
    "provisional":      ("sementara",                         "provisional"),
    "ended_clocks":     ("Jangka waktu yang telah berakhir",  "Deadlines that have ended"),
    "earlier":          ("Semula",                            "Before"),
    "paused":           ("Dihentikan sementara",              "Paused"),
    "extension":        ("Perpanjangan (hari)",               "Extension (days)"),
    "addressee":        ("Penanggung jawab",                  "Addressee"),
    "what":             ("Butir",                             "Item"),
    "status":           ("Keadaan (diverifikasi)",            "Status (verified)"),
    "claimed":          ("menurut instansi",                  "as the institution reports"),
    "evidence":         ("Bukti",                             "Evidence"),
    "verified":         ("diverifikasi",                      "verified"),
    "promised":         ("dijanjikan paling lambat",          "promised by"),
    "letter":           ("Surat",                             "Letter"),
    "to":               ("Kepada",                            "To"),
    "letter_state":     ("Keadaan",                           "State"),
    "read_letter":      ("baca",                              "read"),
    "print_letter":     ("cetak surat",                       "print the letter"),
    "letter_number":    ("Nomor surat",                       "Letter number"),
    "server_said":      ("Jawaban server surel",              "The mail server's reply"),
    "text":             ("Teks",                              "Text"),
    "gone":             ("Surat tidak dapat ditampilkan",     "The letter cannot be shown"),
    "gone_2":           ("Penerima surat ini tidak lagi tercatat, sehingga isinya tidak dapat ditampilkan.",
                         "The recipient of this letter is no longer on file, so it cannot be shown."),
    "by":               ("oleh",                              "by"),
    "bytes":            ("bita",                              "bytes"),
    "missing_file":     ("Isi lampiran ini tidak ada di penyimpanan. Periksa cadangan, atau minta lagi dari Pelapor.",
                         "This attachment's content is missing. Look into the backup, or ask the reporter again."),
    "no_complaint":     ("Laporan tidak ditemukan",           "No such complaint"),
    "no_complaint_2":   ("Tidak ada laporan dengan nomor itu. Periksa nomornya, atau pilih dari daftar.",
                         "There is no complaint with this number. Check it, or choose from the list."),
    "no_letter":        ("Surat tidak ditemukan",             "No such letter"),
    "no_letter_2":      ("Surat itu tidak termasuk berkas ini. Pilih dari daftar surat pada berkasnya.",
                         "This letter is not part of this file. Choose one from the file's list of letters."),
    "no_page":          ("Surat ini tidak memiliki bentuk cetak; isinya hanya disampaikan sebagai surel.",
                         "This letter has no printed form; it was only sent as a mail."),
    # the key
    "locked":           ("Berkas terkunci",                   "The file is locked"),
    "locked_1":         ("Halaman ini memuat data pribadi dan hanya terbuka dengan kunci.",
                         "This page holds personal data and opens only with its key."),
    "locked_2":         ("Kuncinya ada dalam tautan yang dicetak oleh narahubung up. Buka tautan itu sekali di sini.",
                         "The key is in the link that narahubung up prints. Open that link once in this browser."),
    "locked_3":         ("Bila tautan itu sudah dibuka, tekan Coba lagi.",
                         "If you have opened that link already, press Try again."),
}  # fmt: skip

STATES: Final[Mapping[str, tuple[str, str]]] = {
    "waiting":       ("menunggu bukti terima",  "waiting for proof of receipt"),
    "running":       ("berjalan",               "running"),
    "paused":        ("dihentikan sementara",   "paused"),
    "met":           ("terpenuhi",              "met"),
    "overrun":       ("terlampaui",             "overrun"),
    "void":          ("tidak diperlukan lagi",  "no longer needed"),
    "victim":        ("yang dirugikan",         "the one harmed"),
    "proxy":         ("kuasa",                  "proxy"),
    "group_contact": ("wakil kelompok",         "contact of a group"),
    "email":         ("surel",                  "e-mail"),
    "letter":        ("surat",                  "letter"),
    "phone":         ("telepon",                "phone"),
    "task":          ("surat atau telepon",     "letter or phone"),
}  # fmt: skip
"""Codes that have no official term: states of a deadline, roles and ways of contact."""

ACTS: Final[Mapping[str, tuple[str, str]]] = {
    "second_request":         ("Kirim permintaan klarifikasi kedua",        "Send the second request"),
    "right_unused":           ("Catat hak jawab tidak digunakan",           "Record the right to answer as unused"),
    "deemed_withdrawn":       ("Anggap laporan dicabut",                    "Deem the complaint withdrawn"),
    "issue_report":           ("Mulai menyusun laporan hasil pemeriksaan",  "Start drafting the report"),
    "handover_to_resolution": ("Serahkan kepada Resolusi dan Monitoring",   "Hand over to resolution and monitoring"),
    "statutory_alarm":        ("Beri tahu bahwa batas undang-undang lewat", "Alarm: the statute's term has passed"),
    "sanction":               ("Rekomendasikan penjatuhan sanksi",          "Recommend a sanction"),
}  # fmt: skip
"""What a ladder would do once it is released."""

EVIDENCE: Final[Mapping[str, tuple[str, str]]] = {
    "acknowledged":   ("penerimaan dikonfirmasi",       "receipt acknowledged"),
    "set_by_officer": ("tanggal ditetapkan petugas",    "date set by an officer"),
}  # fmt: skip
"""What proves that a deadline has begun, where it is not the happening itself."""


def label(key: str, language: Language) -> str:
    """The label `key` in the language. Raises KeyError for one that no page has."""
    return (WORDS.get(key) or STATES[key])[0 if language == "id" else 1]
