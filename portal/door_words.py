"""What the institutions' door says, in Indonesian and in English: plain, polite, and never a threat."""
# ruff: noqa: E501 - a sentence stands on one line beside its translation

from collections.abc import Mapping
from typing import Final

from models.codes import Access, Purpose, ReplyKind as K
from models.dates import Language
from portal.door_words_network import NETWORK_FORMS, NETWORK_HEADINGS, NETWORK_LABELS

LABELS: Final[Mapping[str, tuple[str, str]]] = {
    "house":        ("Ombudsman Republik Indonesia", "Ombudsman of the Republic of Indonesia"),
    "service":      ("Layanan jawaban instansi", "Answers from institutions"),
    "skip":         ("Langsung ke isi", "Skip to the content"),
    "other":        ("English", "Bahasa Indonesia"),
    "report_no":    ("Nomor berkas kami", "Our file number"),
    "for":          ("Untuk", "For"),
    "you_are":      ("Tautan ini diberikan kepada", "This link was given to"),
    "office":       ("Kantor", "Office"),
    "examiner":     ("Asisten pemeriksa", "Examiner"),
    "phone":        ("Telepon", "Telephone"),
    "mail":         ("Surel", "E-mail"),
    "asked":        ("Yang kami mohon", "What we ask"),
    "asked_plain":  ("Mohon penjelasan tertulis mengenai pelayanan yang dilaporkan, beserta dokumen pendukungnya.",
                     "Please explain in writing the service complained of, with the documents that support it."),
    "asked_rapid":  ("Mohon penanganan segera, dan kabari kami langkah yang telah dilakukan.",
                     "Please act at once, and tell us what has been done."),
    "passed_on":    ("Jawaban ini dapat kami teruskan kepada yang bertanya sebagaimana ditulis, sebagai jawaban instansi Bapak/Ibu.",
                     "We may pass this answer on to the person who asked, in your words and as the answer of your institution."),
    "secret":       ("Identitas Pelapor dirahasiakan (UU 37/2008 Pasal 24 ayat (2)). Mohon tidak mencari tahu siapa Pelapor.",
                     "The reporter's identity is kept secret (UU 37/2008 Art. 24(2)). Please do not try to find out who it is."),
    "due":          ("Batas waktu", "Deadline"),
    "days_left":    ("{} hari lagi", "{} days left"),
    "today":        ("hari ini", "today"),
    "passed":       ("telah lewat {} hari", "passed {} days ago"),
    "late_counts":  ("Jawaban yang datang setelah batas waktu tetap kami pertimbangkan.",
                     "An answer that comes after the deadline is still considered."),
    "waits":        ("{} sejak surat kami diterima. Tanggalnya pasti setelah penerimaan dikonfirmasi.",
                     "{} from the day our letter is received. The date is set once receipt is confirmed."),
    "proof":        ("Cara menghitungnya", "How it was counted"),
    "items":        ("Butir untuk instansi Bapak/Ibu", "Items for your institution"),
    "item":         ("Butir", "Item"),
    "verified":     ("Terverifikasi Ombudsman", "Verified by the Ombudsman"),
    "claimed":      ("Dilaporkan instansi, menunggu verifikasi", "Reported, waiting to be verified"),
    "status":       ("Status pelaksanaan", "How far it is"),
    "choose":       ("Pilih status", "Choose a status"),
    "explain":      ("Penjelasan", "Explanation"),
    "text":         ("Isi jawaban", "Your answer"),
    "text_more":    ("Isi keterangan", "Your statement"),
    "files":        ("Lampiran", "Attachments"),
    "evidence":     ("Bukti", "Evidence"),
    "files_hint":   ("PDF, foto, atau dokumen Word, Excel, PowerPoint, OpenDocument. Paling banyak 10 berkas, masing-masing 25 MB.",
                     "PDF, photos, or Word, Excel, PowerPoint, OpenDocument files. At most 10 files of 25 MB each."),
    "received_on":  ("Tanggal surat diterima", "Day the letter was received"),
    "received_today": ("Kosongkan bila hari ini.", "Leave it empty for today."),
    "received_hint": ("Kosongkan bila hari ini. Batas waktu dihitung sejak tanggal ini.",
                      "Leave it empty for today. The deadline is counted from this day."),
    "days":         ("Tambahan waktu (hari kalender)", "More time (calendar days)"),
    "reason":       ("Alasan", "Reason"),
    "whose":        ("Instansi yang menurut Bapak/Ibu berwenang", "The institution you think is competent"),
    "optional":     ("boleh dikosongkan", "optional"),
    "name":         ("Nama", "Name"),
    "position":     ("Jabatan", "Position"),
    "email":        ("Alamat surel dinas", "Duty e-mail address"),
    "phone_field":  ("Nomor telepon dinas", "Duty telephone number"),
    "signed":       ("Nama dan jabatan yang menjawab", "Name and position of whoever answers"),
    "save":         ("Simpan draf", "Save draft"),
    "saved":        ("Draf tersimpan. Lampiran perlu dipilih kembali sebelum dikirim.",
                     "The draft is saved. Attachments have to be chosen again before sending."),
    "draft_here":   ("Draf Bapak/Ibu dimuat kembali. Belum ada yang dikirim.", "Your draft is back. Nothing has been sent yet."),
    "sent":         ("Yang telah kami terima", "What we have received"),
    "receipt":      ("Tanda terima", "Receipt"),
    "receipt_title": ("Telah kami terima. Terima kasih.", "Received. Thank you."),
    "receipt_no":   ("Nomor tanda terima", "Receipt number"),
    "receipt_when": ("Diterima", "Received"),
    "receipt_mail": ("Tanda terima ini juga kami kirim melalui surel.", "We also send this receipt by e-mail."),
    "back":         ("Kembali ke permintaan", "Back to the request"),
    "other_ways":   ("Pilihan lain", "Other things you can do"),
    "answered":     ("Jawaban instansi telah kami terima, atau batas waktunya telah lewat. Keterangan tambahan masih dapat disampaikan dan ikut dipertimbangkan.",
                     "Your institution's answer is in, or its deadline has passed. You can still add something, and it will be considered."),
    "may_say":      ("Keterangan dapat disampaikan di bawah ini.", "You can send a statement below."),
    "ended":        ("Untuk hal ini tidak ada lagi yang kami mohon dari instansi Bapak/Ibu. Terima kasih atas kerja samanya.",
                     "Nothing more is asked of your institution here. Thank you for your cooperation."),
    "free":         ("Layanan Ombudsman tidak dipungut biaya. Membuka halaman ini tidak mengirim apa pun.",
                     "The Ombudsman's service is free of charge. Opening this page sends nothing."),
    "keep":         ("Tautan ini pribadi untuk instansi Bapak/Ibu. Mohon tidak disebarluaskan.",
                     "This link is for your institution alone. Please do not pass it around."),
    "faulty":       ("Belum terkirim. Mohon periksa yang ditandai; tulisan Bapak/Ibu tersimpan.",
                     "Not sent yet. Please check what is marked; what you wrote is kept."),
    "no_entry":     ("Tautan ini tidak berlaku", "This link is not valid"),
    "no_entry_1":   ("Tautan mungkin tidak lengkap tersalin, telah dicabut, atau diganti dengan yang baru.",
                     "It may have been copied incompletely, withdrawn, or replaced by a new one."),
    "no_entry_2":   ("Buka tautan dari surel terakhir, atau hubungi kantor yang mengirim surat itu untuk meminta yang baru.",
                     "Open the link in the latest mail, or ask the office that sent the letter for a new one."),
    "handed":       ("Tugas narahubung telah diserahterimakan", "The post has been handed over"),
    "handed_1":     ("Menurut catatan kami, pemegang tautan ini tidak lagi menjadi narahubung instansinya. Jawaban disampaikan oleh penggantinya melalui tautan miliknya.",
                     "By our records the holder of this link is no longer the institution's focal point. The successor answers through a link of their own."),
    "handed_2":     ("Bila catatan itu keliru, mohon hubungi kantor yang mengirim surat.",
                     "If that is wrong, please contact the office that sent the letter."),
    "often":        ("Terlalu banyak permintaan", "Too many requests"),
    "often_1":      ("Mohon tunggu sepuluh menit lalu coba lagi. Yang telah terkirim tidak hilang.",
                     "Please wait ten minutes and try again. Nothing that was sent is lost."),
    "large":        ("Kiriman terlalu besar", "Too much at once"),
    "large_1":      ("Mohon kirim berkas yang lebih kecil, atau beberapa kali. Kembali ke halaman sebelumnya: tulisan Bapak/Ibu masih ada.",
                     "Please send smaller files, or send them in parts. Go back: what you wrote is still there."),
    "full":         ("Kiriman belum dapat kami terima", "This cannot be taken at the moment"),
    "full_1":       ("Tempat penyimpanan kami sedang penuh; tidak ada yang tercatat. Draf Bapak/Ibu yang tersimpan tetap ada. Mohon coba lagi nanti, atau kirim melalui surel.",
                     "Our storage is full; nothing was recorded. Your saved draft is still there. Please try again later, or send it by mail."),
    "failed":       ("Belum terkirim: sambungan terputus. Tulisan dan lampiran Bapak/Ibu masih ada di halaman ini; mohon kirim sekali lagi.",
                     "Not sent: the connection was lost. What you wrote and chose is still on this page; please send it again."),
}  # fmt: skip

HEADINGS: Final[Mapping[Purpose, tuple[str, str]]] = {
    Purpose.CLARIFICATION: ("Permintaan klarifikasi", "Request for clarification"),
    Purpose.CORRECTIVE_ACTION: ("Pelaksanaan tindakan korektif", "Corrective actions"),
    Purpose.SETTLEMENT: ("Pelaksanaan kesepakatan", "Keeping of the settlement"),
    Purpose.RECOMMENDATION: ("Pelaksanaan Rekomendasi", "Implementation of the Recommendation"),
    **NETWORK_HEADINGS,
}

WITHOUT_FORMALITIES: Final[Mapping[Access | None, tuple[str, str]]] = {
    Access.CONSULTATION: ("Pertanyaan masyarakat", "A question from the public"),
    Access.RAPID_RESPONSE: ("Keadaan mendesak", "An emergency"),
}
"""The heading of what is no request for clarification, by the kind of access."""

FORMS: Final[Mapping[K, tuple[tuple[str, str], tuple[str, str]]]] = {
    K.ACKNOWLEDGEMENT: (("Konfirmasi penerimaan surat", "Confirm receipt of the letter"),
                        ("Konfirmasi penerimaan", "Confirm receipt")),
    K.ANSWER:          (("Jawaban instansi", "Your institution's answer"), ("Kirim jawaban", "Send the answer")),
    K.SUPPLEMENT:      (("Keterangan tambahan", "Supplementary statement"), ("Kirim keterangan", "Send the statement")),
    K.ITEM_REPORT:     (("Laporan pelaksanaan", "Report progress"), ("Kirim laporan", "Send the report")),
    K.EXTENSION:       (("Mohon tambahan waktu", "Ask for more time"), ("Kirim permohonan", "Send the request")),
    K.NOT_OURS:        (("Bukan kewenangan instansi kami", "This is not our matter"), ("Kirim keterangan", "Send")),
    K.COLLEAGUE:       (("Tunjuk pejabat lain", "Name a colleague"), ("Kirim nama", "Send the name")),
}  # fmt: skip
"""By kind: the form's heading, and its button."""

FAULTS: Final[Mapping[str, tuple[str, str]]] = {
    "missing":         ("Bagian ini perlu diisi.", "Please fill this in."),
    "string_too_long": ("Teks ini terlalu panjang. Mohon kirim sebagai lampiran PDF.",
                        "This text is too long. Please send it as a PDF."),
    "value_error":     ("Isian ini tidak dapat dibaca. Mohon periksa kembali.", "This cannot be read. Please check it."),
    "wrong_file":      ("Hanya PDF, foto, dan dokumen kantor tanpa makro yang dapat diterima. Mohon simpan sebagai PDF lalu pilih kembali.",
                        "Only PDF, photos and office documents without macros are taken. Please save it as PDF and choose it again."),
    "large_file":      ("Sebuah berkas lebih besar dari 25 MB. Mohon diperkecil lalu pilih kembali.",
                        "A file is larger than 25 MB. Please make it smaller and choose it again."),
    "many_files":      ("Paling banyak sepuluh berkas sekali kirim. Mohon digabung menjadi satu PDF.",
                        "At most ten files at once. Please put them into one PDF."),
    "no_room":         ("Lampiran belum dapat disimpan karena gangguan di pihak kami. Mohon coba lagi, atau kirim melalui surel.",
                        "Attachments cannot be stored at the moment; the fault is ours. Please try again, or send them by mail."),
    "moved_on":        ("Hal ini sudah tidak diminta lagi: mungkin rekan Bapak/Ibu baru saja menjawab. Tulisan Bapak/Ibu tersimpan sebagai draf.",
                        "This is no longer asked: perhaps a colleague has just answered. What you wrote is kept as a draft."),
    "future":          ("Tanggal ini belum tiba.", "This date lies in the future."),
    "same_person":     ("Pejabat ini yang sedang ditanyakan. Mohon sebutkan pejabat lain.",
                        "This is the official who is asked about. Please name somebody else."),
    "before":          ("Tanggal ini lebih awal dari tanggal surat dikirim.", "This date lies before the letter was sent."),
    "ticket":          ("Halaman ini sudah lama terbuka. Mohon kirim sekali lagi; tulisan Bapak/Ibu masih ada.",
                        "This page had been open for long. Please send it again; what you wrote is still there."),
}  # fmt: skip


def said(pair: tuple[str, str], language: Language) -> str:
    """The pair's words in the language."""
    return pair[0 if language == "id" else 1]


def heading_of(purpose: Purpose, access: Access | None, language: Language) -> str:
    """What is asked at the door, in a few words."""
    asks = WITHOUT_FORMALITIES.get(access) if purpose is Purpose.CLARIFICATION else None
    return said(asks or HEADINGS[purpose], language)


def label(key: str, language: Language, *, network: bool = False) -> str:
    """A label of the page; `network` where an undertaking of the network is asked about."""
    words = NETWORK_LABELS.get(key) if network else None
    return said(words or LABELS[key], language)


def form_words(kind: K, language: Language, *, network: bool = False) -> tuple[str, str]:
    """A form's heading and its button."""
    heading, button = NETWORK_FORMS[kind] if network and kind in NETWORK_FORMS else FORMS[kind]
    return said(heading, language), said(button, language)
