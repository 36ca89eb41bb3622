"""What each kind of letter is called, in Indonesian and in English: for case sheets and lists, never in the letter."""

from collections.abc import Mapping

from models.dates import Language
from notifications.kinds import LetterKind as K

TITLES: Mapping[K, tuple[str, str]] = {
    K.RECOMMENDATION:         ("Rekomendasi",                          "Recommendation"),
    K.RECOMMENDATION_UNMET:   ("Rekomendasi tidak dilaksanakan",       "Recommendation not implemented"),
    K.REPORT_DELIVERED:       ("Penyampaian laporan hasil",            "Examination report delivered"),
    K.SUMMONS:                ("Panggilan",                            "Summons"),
    K.CLARIFICATION_2:        ("Permintaan klarifikasi kedua",         "Second request for clarification"),
    K.CLARIFICATION_1:        ("Permintaan klarifikasi pertama",       "First request for clarification"),
    K.RIGHT_UNUSED:           ("Hak jawab tidak digunakan",            "Right to answer not used"),
    K.FORWARDING_LETTER:      ("Surat penerusan laporan",              "Letter forwarding the complaint"),
    K.RAPID_REQUEST:          ("Permintaan respon cepat",              "Rapid-response request"),
    K.INVITATION:             ("Undangan mediasi atau konsiliasi",     "Invitation to mediation or conciliation"),
    K.AGREEMENT:              ("Kesepakatan",                          "Agreement"),
    K.CLOSING_NOTE:           ("Pemberitahuan penutupan",              "Note of closing"),
    K.REPORT_ACTIONS:         ("Tindakan korektif",                    "Corrective actions"),
    K.CLARIFICATION_NOTICE:   ("Pemberitahuan permintaan klarifikasi", "Notice of the request"),
    K.FORWARDING:             ("Penerusan kepada narahubung",          "Message to the focal point"),
    K.CONSULTATION_FORWARDED: ("Penerusan konsultasi",                 "Consultation forwarded"),
    K.TAKEN_OVER:             ("Peralihan tugas narahubung",           "Focal point taken over"),
    K.ESCALATION:             ("Eskalasi",                             "Escalation"),
    K.REMINDER:               ("Pengingat",                            "Reminder"),
    K.ITEM_VERIFIED:          ("Butir terverifikasi",                  "Item verified"),
    K.ANSWER_RECEIVED:        ("Jawaban diterima",                     "Answer received"),
    K.RELEASED:               ("Instansi dilepas",                     "Institution released"),
    K.INSTITUTION_NOTICE:     ("Pemberitahuan instansi",               "Notice to the institution"),
    K.CARBON_COPY:            ("Tembusan",                             "Carbon copy"),
    K.RECEIPT:                ("Tanda terima laporan",                 "Receipt"),
    K.GAPS:                   ("Permintaan melengkapi data",           "Request to complete the data"),
    K.ACCEPTED:               ("Laporan diterima",                     "Accepted"),
    K.REJECTED:               ("Laporan ditolak",                      "Rejected"),
    K.DRAFT_RESULT:           ("Rancangan hasil",                      "Draft result"),
    K.REPORT_ISSUED:          ("Laporan hasil terbit",                 "Examination report issued"),
    K.REPORT_CLOSED:          ("Laporan hasil, penutupan",             "Examination report, closing"),
    K.RECOMMENDATION_COPY:    ("Salinan Rekomendasi",                  "Copy of the Recommendation"),
    K.CLOSED:                 ("Penutupan laporan",                    "Closing letter"),
    K.OBJECTION_ANSWER:       ("Jawaban atas keberatan",               "Answer to the objection"),
    K.OBJECTION_RECEIVED:     ("Keberatan diterima",                   "Objection received"),
    K.REOPENED:               ("Laporan dibuka kembali",               "Reopened"),
    K.TRANSFERRED:            ("Pelimpahan",                           "Transferred"),
    K.CONSULTATION_ANSWER:    ("Jawaban konsultasi",                   "Answer to the consultation"),
    K.COPY_NOTED:             ("Tembusan dicatat",                     "Carbon copy noted"),
    K.RAPID_STARTED:          ("Respon cepat dimulai",                 "Rapid response started"),
    K.REPORTER_REMINDER:      ("Pengingat bagi Pelapor",               "Reminder to the reporter"),
    K.PROGRESS:               ("Perkembangan laporan",                 "Progress"),
    K.TERM_STARTED:           ("Jangka waktu mulai",                   "Term started"),
    K.TERM_CHANGED:           ("Jangka waktu berubah",                 "Term changed"),
    K.RAPID_ALERT:            ("Siaga respon cepat",                   "Rapid-response alert"),
    K.OFFICE_ALARM:           ("Peringatan kantor",                    "Office alarm"),
    K.ASSIGNMENT:             ("Penugasan",                            "Assignment"),
    K.OFFICE_TASK:            ("Tugas kantor",                         "Office task"),
    K.OFFICE_NOTICE:          ("Pemberitahuan kantor",                 "Office notice"),
}  # fmt: skip


def title_of(kind: str, language: Language) -> str:
    """The title of a letter's kind. Raises ValueError for a kind that does not exist."""
    return TITLES[K(kind)][0 if language == "id" else 1]
