"""What the door says where an undertaking of the network is asked about: no complaint, no reporter, no report."""
# ruff: noqa: E501 - a sentence stands on one line beside its translation

from collections.abc import Mapping
from typing import Final

from models.codes import Purpose, ReplyKind as K

NETWORK_LABELS: Final[Mapping[str, tuple[str, str]]] = {
    "report_no":    ("Nomor agenda", "Agenda number"),
    "examiner":     ("Petugas yang menangani", "Officer in charge"),
    "back":         ("Kembali ke halaman ini", "Back to the page"),
    "claimed":      ("Disampaikan instansi, menunggu verifikasi", "Told by the institution, waiting to be verified"),
    "late_counts":  ("Jawaban yang datang setelah batas waktu tetap kami terima.", "An answer that comes after the deadline is still taken."),
    "signed":       ("Nama dan jabatan yang menyampaikan", "Name and position of whoever says this"),
    "evidence":     ("Bukti", "Evidence"),
    # a gathering
    "when":         ("Waktu", "When"),
    "until":        ("sampai pukul {}", "until {}"),
    "where":        ("Tempat", "Where"),
    "mode":         ("Pelaksanaan", "Held"),
    "theme":        ("Tema", "Theme"),
    "opener":       ("Dibuka oleh", "Opened by"),
    "agenda":       ("Susunan acara", "Agenda"),
    "not_yet":      ("ditentukan kemudian", "to be announced"),
    "gathering":    ("Pertemuan", "The gathering"),
    "was_held":     ("Telah dilaksanakan pada {}.", "It was held on {}."),
    "announced":    ("Yang telah diberitahukan instansi", "Whom your institution has named so far"),
    "as_focal":     ("diusulkan sebagai narahubung", "to be focal point"),
    "coming":       ("Apakah instansi Bapak/Ibu hadir?", "Will your institution come?"),
    "yes_coming":   ("Ya, kami hadir", "Yes, we come"),
    "not_coming":   ("Kami belum dapat hadir", "We cannot come"),
    "who_comes":    ("Nama pejabat yang hadir, atau yang ditunjuk", "Name of the official who comes, or is named"),
    "who_named":    ("Nama narahubung yang ditunjuk", "Name of the focal point"),
    "who_hint":     ("Satu kiriman untuk satu pejabat; formulir ini dapat dikirim lagi untuk pejabat berikutnya.",
                     "One official at a time; send the form again for the next one."),
    "nominate":     ("Pejabat ini kami usulkan sebagai narahubung instansi", "This official is to be our focal point"),
    "why_not":      ("Alasan, bila belum dapat hadir", "The reason, if you cannot come"),
    "what_kept":    ("Kendala sehingga belum dapat hadir", "What kept you from coming"),
    "name_focal":   ("Tunjuk narahubung instansi", "Name your focal point"),
    "name_focal_button": ("Kirim nama narahubung", "Send the name"),
    # a commitment
    "commitment":   ("Yang ditandatangani", "What is signed"),
    "wording":      ("Versi naskah", "Version of the text"),
    "witness":      ("Disaksikan oleh", "Witnessed by"),
    "renewal":      ("Pembaruan atas komitmen sebelumnya.", "It renews an earlier commitment."),
    "full_text":    ("Naskah lengkap", "The full text"),
    "text_kept":    ("Mohon dibaca sampai selesai sebelum menandatangani. Naskah ini disimpan kantor; sidik digitalnya dicatat bersama setiap tanda tangan.",
                     "Please read it to the end before you sign. The office keeps this text; its digest is recorded with each signature."),
    "agrees":       ("Atas nama {}, saya menyetujui dan menandatangani komitmen bersama ini.", "On behalf of {}, I agree to this joint commitment and sign it."),
    "signed_day":   ("Tanggal penandatanganan", "Day of the signature"),
    "signed_hint":  ("Kosongkan bila hari ini.", "Leave it empty for today."),
    "scan":         ("Pindaian naskah bertanda tangan", "Scan of the signed text"),
    "others_sign":  ("Komitmen ini ditandatangani oleh pejabat instansi yang bersangkutan.", "This commitment is signed by an official of the institution itself."),
    # who holds a post
    "you_still":    ("Apakah Bapak/Ibu masih narahubung {}?", "Are you still the focal point of {}?"),
    "you_new":      ("Apakah Bapak/Ibu narahubung {} yang baru?", "Are you the new focal point of {}?"),
    "they_still":   ("Apakah {} masih narahubung {}?", "Is {} still the focal point of {}?"),
    "they_new":     ("Apakah {} narahubung {} yang baru?", "Is {} the new focal point of {}?"),
    "who_follows":  ("Siapa narahubung {} selanjutnya?", "Who is the next focal point of {}?"),
    "leaves":       ("{} bertugas sebagai narahubung sampai dengan {}.", "{} is the focal point until {}, that day included."),
    "deputy":       ("Yang dapat mengonfirmasi ialah pejabat yang bersangkutan atau pimpinan instansi. Bapak/Ibu dapat menyebutkan penggantinya.",
                     "Only the official concerned or the institution's head can confirm. You can name a successor."),
    "yes_still":    ("Ya, masih", "Yes, still so"),
    "yes_own":      ("Ya, saya masih narahubung", "Yes, I still am"),
    "yes_new":      ("Ya, benar", "Yes, that is right"),
    "sure":         ("Langkah terakhir: pastikan data berikut benar, lalu konfirmasi.", "Last step: see that this is right, then confirm."),
    "sure_not":     ("Belum, kembali", "Not yet, go back"),
    "no_longer":    ("Sudah diganti, atau data di atas tidak lagi benar? Sebutkan pejabatnya di bawah ini.",
                     "Somebody else by now, or is the entry out of date? Name the official below."),
    "since":        ("Bertugas sejak", "In post since"),
    "proposed":     ("Kantor memastikan dahulu sebelum surat dikirim kepada pejabat yang disebutkan.",
                     "The office confirms before anything is sent to the official named here."),
}  # fmt: skip
"""In place of the labels of the same name, and beside them."""

NETWORK_HEADINGS: Final[Mapping[Purpose, tuple[str, str]]] = {
    Purpose.ATTENDANCE: ("Undangan pertemuan", "Invitation to a gathering"),
    Purpose.ACTION_PLAN: ("Pelaksanaan rencana aksi", "Carrying out the action plan"),
    Purpose.SIGNATURE: ("Penandatanganan komitmen bersama", "Signing of the joint commitment"),
    Purpose.CONFIRMATION: ("Konfirmasi narahubung", "Confirmation of the focal point"),
}

NETWORK_FORMS: Final[Mapping[K, tuple[tuple[str, str], tuple[str, str]]]] = {
    K.ITEM_REPORT:     (("Sampaikan perkembangan", "Tell how far it is"), ("Kirim perkembangan", "Send")),
    K.ATTENDANCE:      (("Konfirmasi kehadiran", "Tell us who comes"), ("Kirim konfirmasi", "Send")),
    K.SIGNATURE:       (("Tanda tangan", "Signature"), ("Tandatangani komitmen", "Sign the commitment")),
    K.STILL_IN_POST:   (("Konfirmasi", "Confirmation"), ("Ya, konfirmasi", "Yes, confirm")),
    K.SUCCESSOR:       (("Sebutkan narahubung pengganti", "Name a successor"), ("Kirim nama", "Send the name")),
}  # fmt: skip
"""By kind: the form's heading, and its button."""
