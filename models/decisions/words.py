"""How the decisions and the fields of a desk are called, in Indonesian and in English. Pure.

The labels are what an officer picks in the form; each is unique in its language, so that it leads back to its code.
"""

from collections.abc import Mapping
from typing import NamedTuple

from models.decisions.decision import Decision as D


class FieldWords(NamedTuple):
    """A field's title and help: Indonesian, then English."""

    title: tuple[str, str]
    help: tuple[str, str]


DECISIONS: Mapping[D, tuple[str, str]] = {
    D.KEEP_WAITING: ("Tetap menunggu (tidak ada perubahan)", "Keep waiting (nothing changes)"),
    D.SORT_AS_REPORT: ("Catat sebagai Laporan Masyarakat", "Register as a report"),
    D.SORT_AS_EMERGENCY: ("Tangani dengan Respon Cepat (RCO)", "Handle by rapid response"),
    D.SORT_AS_CONSULTATION: ("Catat sebagai Konsultasi Non Laporan", "Register as a consultation"),
    D.SORT_AS_INITIATIVE: (
        "Jadikan Investigasi Atas Prakarsa Sendiri",
        "Make it an own-initiative investigation",
    ),
    D.NOTE_CARBON_COPY: ("Catat sebagai tembusan", "Note as a carbon copy"),
    D.FORWARD_CONSULTATION: (
        "Teruskan konsultasi kepada narahubung",
        "Forward the consultation to the focal point",
    ),
    D.ANSWER_CONSULTATION: ("Jawab konsultasi dan tutup", "Answer the consultation and close"),
    D.NOTE_FIRST_CONTACT: ("Catat kontak pertama Respon Cepat", "Note the first contact"),
    D.SETTLE_RAPIDLY: ("Selesai melalui Respon Cepat", "Settled by rapid response"),
    D.TURN_INTO_REPORT: ("Jadikan Laporan Masyarakat biasa", "Turn into an ordinary report"),
    D.CONCLUDE_DETECTION: ("Deteksi awal selesai, ajukan ke pleno", "Early detection concluded, to plenary"),
    D.PASS_FORMAL: ("Syarat formil terpenuhi", "Formal requirements met"),
    D.ASK_REPORTER: ("Minta Pelapor melengkapi data", "Ask the reporter to complete the data"),
    D.COMPLETE_DATA: ("Data Pelapor sudah lengkap", "The reporter's data are complete"),
    D.DEEM_WITHDRAWN: ("Anggap dicabut (data tidak dilengkapi)", "Deem withdrawn (data not completed)"),
    D.PASS_MATERIAL: ("Syarat materiil terpenuhi, ajukan ke pleno", "Material requirements met, to plenary"),
    D.ACCEPT: ("Terima laporan (pleno)", "Accept the report (plenary)"),
    D.REJECT: ("Tolak laporan (pleno)", "Reject the report (plenary)"),
    D.PROPOSE_TRANSFER: ("Usulkan pelimpahan", "Propose a transfer"),
    D.ACCEPT_TRANSFER: ("Terima pelimpahan", "Accept the transfer"),
    D.REFUSE_TRANSFER: ("Tolak pelimpahan", "Refuse the transfer"),
    D.FORWARD: ("Teruskan kepada narahubung instansi", "Forward to an institution's focal point"),
    D.NOTE_ACKNOWLEDGED: ("Catat tanda terima dari instansi", "Note the institution's acknowledgement"),
    D.REQUEST_CLARIFICATION: ("Minta klarifikasi tertulis", "Request a written clarification"),
    D.RECORD_ANSWER: ("Catat jawaban instansi", "Record the institution's answer"),
    D.SETTLE_INFORMALLY: ("Diselesaikan instansi, dengan bukti", "Settled by the institution, with proof"),
    D.SEND_SECOND_REQUEST: ("Kirim permintaan klarifikasi kedua", "Send the second request"),
    D.NOTE_RIGHT_UNUSED: ("Catat hak jawab tidak digunakan", "Note that the right to answer was not used"),
    D.SUMMON: ("Panggil Terlapor", "Summon the reported party"),
    D.EXCUSE_ABSENCE: ("Terima alasan ketidakhadiran", "Accept the excuse for the absence"),
    D.ASK_FORCE: ("Minta bantuan Polri menghadirkan", "Ask the police to bring the person"),
    D.RELEASE_TRACK: ("Lepaskan instansi dari laporan ini", "Release the institution from this complaint"),
    D.ORDER_FIELD_EXAM: ("Lakukan pemeriksaan lapangan", "Order a field examination"),
    D.CONCLUDE_FIELD_EXAM: ("Pemeriksaan lapangan selesai", "Field examination done"),
    D.OPEN_CONCILIATION: ("Buka konsiliasi", "Open conciliation"),
    D.OPEN_MEDIATION: ("Buka mediasi", "Open mediation"),
    D.CALL_SESSION: ("Undang ke pertemuan para pihak", "Call the parties to a session"),
    D.RECORD_SESSION: ("Catat hasil pertemuan", "Record a session"),
    D.NOTE_AGREEMENT: ("Para pihak sepakat", "The parties agreed"),
    D.NOTE_FAILURE: ("Tidak tercapai kesepakatan", "No agreement was reached"),
    D.DRAFT_RESULT: ("Sampaikan rancangan hasil kepada Pelapor", "Send the draft result to the reporter"),
    D.RECORD_REPLY: ("Catat tanggapan Pelapor", "Record the reporter's reply"),
    D.REEXAMINE: ("Periksa kembali", "Re-examine"),
    D.START_DRAFTING: ("Susun laporan hasil pemeriksaan", "Draft the examination report"),
    D.ASK_REVIEW: ("Ajukan bedah laporan", "Ask for the case review"),
    D.APPROVE_REVIEW: ("Bedah laporan menyetujui", "The case review approves"),
    D.SEND_BACK: ("Bedah laporan mengembalikan", "The case review sends it back"),
    D.ISSUE_FOUND: ("Terbitkan: ditemukan maladministrasi", "Issue: maladministration found"),
    D.ISSUE_NOT_FOUND: ("Terbitkan: tidak ditemukan", "Issue: not found"),
    D.ISSUE_STOPPED: ("Terbitkan: pemeriksaan dihentikan", "Issue: examination stopped"),
    D.ISSUE_FOUND_SETTLED: (
        "Terbitkan: ditemukan dan telah diselesaikan",
        "Issue: found and already settled",
    ),
    D.REPORT_ITEM: ("Catat laporan pelaksanaan butir", "Record what the institution reports on an item"),
    D.VERIFY_ITEM: ("Verifikasi pelaksanaan butir", "Verify an item"),
    D.CLOSE_SETTLEMENT_KEPT: ("Kesepakatan dipenuhi, tutup", "Settlement kept, close"),
    D.NOTE_SETTLEMENT_BROKEN: ("Kesepakatan tidak dipenuhi", "Settlement broken"),
    D.CLOSE_ACTIONS_DONE: ("Tindakan korektif selesai, tutup", "Corrective actions done, close"),
    D.HAND_OVER: ("Serahkan ke Resolusi dan Monitoring", "Hand over to resolution and monitoring"),
    D.COMPLETE_FILE: ("Berkas dari pemeriksaan lengkap", "The examination's file is complete"),
    D.CLOSE_RESOLVED: ("Selesai dalam resolusi, tutup", "Settled in resolution, close"),
    D.PROPOSE_RECOMMENDATION: ("Usulkan Rekomendasi", "Propose a Recommendation"),
    D.APPROVE_RECOMMENDATION: ("Setujui rancangan Rekomendasi", "Approve the draft Recommendation"),
    D.SIGN_RECOMMENDATION: ("Ketua menandatangani Rekomendasi", "The Chair signs the Recommendation"),
    D.CLOSE_IMPLEMENTED: ("Rekomendasi dilaksanakan, tutup", "Recommendation implemented, close"),
    D.RECOMMEND_SANCTION: ("Rekomendasikan penjatuhan sanksi", "Recommend a sanction"),
    D.DECIDE_PUBLICATION: (
        "Putuskan publikasi dan laporan ke DPR/Presiden",
        "Decide on publication and report",
    ),
    D.PUBLISH: ("Publikasi telah dilakukan, tutup", "Published, close"),
    D.RECORD_OBJECTION: ("Catat keberatan Pelapor", "Record the reporter's objection"),
    D.UPHOLD_OBJECTION: ("Keberatan diterima", "Uphold the objection"),
    D.REFUSE_OBJECTION: ("Keberatan ditolak", "Refuse the objection"),
    D.REOPEN: ("Buka kembali karena fakta baru", "Reopen for new facts"),
    D.RESUME_AT_VERIFICATION: ("Lanjutkan pada verifikasi", "Resume at verification"),
    D.RESUME_AT_EXAMINATION: ("Lanjutkan pada pemeriksaan", "Resume at examination"),
    D.RELEASE_ACT: ("Jalankan langkah yang menunggu persetujuan", "Release the step that waits"),
    D.DECLINE_ACT: ("Jangan jalankan langkah yang menunggu", "Decline the step that waits"),
    D.SET_RECEIPT: ("Tetapkan tanggal surat diterima", "Set the date of receipt"),
    D.PAUSE_CLOCK: ("Hentikan sementara jangka waktu", "Pause a deadline"),
    D.RESUME_CLOCK: ("Lanjutkan jangka waktu", "Resume a deadline"),
    D.EXTEND_CLOCK: ("Perpanjang jangka waktu", "Extend a deadline"),
    D.ASSIGN: ("Tunjuk Asisten pemeriksa", "Assign the examiner"),
    D.LINK: ("Tautkan dengan laporan yang sama", "Link to the same complaint"),
    D.ADD_NOTE: ("Tambah catatan", "Add a note"),
    D.CORRECT: ("Koreksi keputusan sebelumnya", "Correct an earlier decision"),
    D.WITHDRAW: ("Pelapor mencabut laporan", "The reporter withdraws"),
    D.CLOSE_EARLY: ("Tutup dengan alasan lain", "Close for another reason"),
    D.CHANGE_PLAN: ("Ubah rencana pertemuan", "Change the plan of the gathering"),
    D.INVITE: ("Undang instansi", "Invite institutions"),
    D.NOTE_ATTENDEES: (
        "Catat pejabat yang hadir atau diusulkan",
        "Note officials who attend or are nominated",
    ),
    D.NOTE_HELD: ("Catat pertemuan terlaksana", "Note that the gathering was held"),
    D.NAME_FOCAL_POINTS: ("Tetapkan peserta sebagai narahubung", "Make the nominated officials focal points"),
    D.ASK_ABSENTEES: ("Tindak lanjuti instansi yang tidak hadir", "Follow up those who were absent"),
    D.NOTE_OBSTACLES: ("Catat kendala", "Note obstacles"),
    D.AGREE_PLAN: ("Sepakati rencana aksi", "Agree on an action plan"),
    D.OPEN_COMMITMENT: ("Mulai penandatanganan komitmen bersama", "Begin the signing of a joint commitment"),
    D.CLOSE_PLAN_DONE: ("Rencana aksi selesai, tutup", "Action plan done, close"),
    D.CARRY_PLAN_OVER: (
        "Bawa sisa rencana aksi ke pertemuan berikutnya",
        "Carry the rest over to the next gathering",
    ),
    D.CONCLUDE_GATHERING: ("Tutup tanpa rencana aksi", "Close without an action plan"),
    D.ASK_SIGNATURES: ("Minta tanda tangan instansi lain", "Ask more institutions to sign"),
    D.NOTE_SIGNATURES: ("Catat tanda tangan", "Note signatures"),
    D.CONCLUDE_COMMITMENT: ("Komitmen berlaku, tutup", "The commitment is in force, close"),
    D.NOTE_CONFIRMED: ("Catat narahubung terkonfirmasi", "Note that the focal point is confirmed"),
    D.NAME_SUCCESSOR: ("Tetapkan pengganti", "Name the successor"),
    D.ASK_INSTITUTION: ("Tanyakan kepada pimpinan instansi", "Ask the institution's head"),
    D.CALL_OFF: ("Batalkan", "Call it off"),
}

FIELDS: Mapping[str, FieldWords] = {
    "decision": FieldWords(
        ("Keputusan", "Decision"),
        (
            "Pilih satu keputusan, lalu isi hanya kolom yang keterangannya menyebut keputusan itu.",
            "Choose one decision, then fill in only the fields whose help names it.",
        ),
    ),
    "officer": FieldWords(
        ("Diputuskan oleh", "Decided by"),
        (
            "Nama petugas yang memutuskan. Wajib untuk setiap keputusan.",
            "The officer who takes the decision. Needed for every decision.",
        ),
    ),
    "text": FieldWords(
        ("Uraian", "Text"),
        (
            "Isi surat, jawaban, atau hasil; tersimpan di berkas, tidak di Prefect.",
            "The letter's, answer's or result's words; kept in the file, not in Prefect.",
        ),
    ),
    "note": FieldWords(
        ("Alasan atau catatan", "Reason or note"),
        ("Tersimpan di berkas laporan.", "Kept in the complaint's file."),
    ),
    "institution": FieldWords(
        ("Instansi", "Institution"), ("Instansi yang dimaksud.", "The institution meant.")
    ),
    "office": FieldWords(
        ("Kantor tujuan", "Receiving office"), ("Kantor Perwakilan penerima.", "The office it goes to.")
    ),
    "examiner": FieldWords(
        ("Asisten pemeriksa", "Examiner"),
        ("Beserta jumlah laporan yang ditangani.", "With the number of complaints in hand."),
    ),
    "complexity": FieldWords(
        ("Klasifikasi", "Class"), ("Menentukan lama pemeriksaan.", "Sets the length of the examination.")
    ),
    "reason": FieldWords(
        ("Alasan penutupan", "Closing reason"), ("Sesuai ketentuan.", "As the rules name it.")
    ),
    "missing": FieldWords(
        ("Data yang kurang", "What is missing"),
        ("Butir yang diminta dari Pelapor.", "The items asked of the reporter."),
    ),
    "waived": FieldWords(
        ("Syarat yang dikecualikan", "Waived requirements"),
        ("Dengan alasan pada catatan.", "With the reason in the note."),
    ),
    "found": FieldWords(
        ("Maladministrasi yang ditemukan", "Maladministration found"),
        ("Yang utama lebih dahulu.", "The primary one first."),
    ),
    "items": FieldWords(
        ("Butir", "Items"),
        (
            "Satu per baris: KODE INSTANSI (rencana aksi: atau KODE KANTOR): apa yang harus dilakukan, YYYY-MM-DD.",
            "One per line: INSTITUTION CODE (of a plan: or OFFICE CODE): what is to be done, YYYY-MM-DD.",
        ),
    ),
    "item": FieldWords(
        ("Butir nomor", "Item number"), ("Nomor pada daftar di atas.", "The number in the list above.")
    ),
    "status": FieldWords(("Status butir", "Item's status"), ("Menurut verifikasi.", "As verified.")),
    "clock": FieldWords(("Jangka waktu", "Deadline"), ("Jangka waktu yang dimaksud.", "The deadline meant.")),
    "pause": FieldWords(
        ("Alasan penghentian", "Reason for the pause"),
        ("Sesuai jangka waktunya.", "One that the deadline admits."),
    ),
    "act": FieldWords(
        ("Langkah yang menunggu", "Step that waits"),
        ("Langkah yang dijalankan atau tidak.", "The step to take or to leave."),
    ),
    "on": FieldWords(
        ("Tanggal", "Date"), ("YYYY-MM-DD; kosong berarti hari ini.", "YYYY-MM-DD; empty means today.")
    ),
    "days": FieldWords(
        ("Hari tambahan", "Days more"),
        ("Paling banyak sepanjang jangka waktu semula.", "At most the original length."),
    ),
    "number": FieldWords(
        ("Nomor agenda laporan lain", "The other complaint's agenda number"),
        ("Laporan induk.", "The master complaint."),
    ),
    "happening": FieldWords(
        ("Nomor kejadian", "Number of the happening"),
        ("Yang dikoreksi, menurut riwayat.", "The one to correct, as in the history."),
    ),
    "at_once": FieldWords(
        ("Langsung minta klarifikasi", "Request clarification at once"),
        ("Surat permintaan pertama langsung dikirim.", "The first request goes out at once."),
    ),
    "invited": FieldWords(
        ("Instansi yang diminta", "Institutions asked"), ("Boleh lebih dari satu.", "One or more.")
    ),
    "present": FieldWords(
        ("Instansi yang hadir atau menandatangani", "Institutions present or signing"),
        (
            "Pada pertemuan: yang lain dicatat tidak hadir.",
            "For a gathering: the others are noted as absent.",
        ),
    ),
    "starts": FieldWords(
        ("Waktu mulai", "Begins"),
        ("YYYY-MM-DD HH:MM, waktu setempat kantor.", "YYYY-MM-DD HH:MM, the office's local time."),
    ),
    "mode": FieldWords(("Cara", "Mode"), ("Luring, daring, atau hibrida.", "On site, on line, or hybrid.")),
    "place": FieldWords(
        ("Tempat atau tautan", "Place or link"),
        ("Sebagaimana tertulis dalam undangan.", "As the invitation says."),
    ),
    "theme": FieldWords(
        ("Tema", "Theme"), ("Sebagaimana tertulis dalam undangan.", "As the invitation says.")
    ),
    "opener": FieldWords(("Pembuka acara", "Opened by"), ("Nama dan jabatan.", "Name and office.")),
    "agenda": FieldWords(
        ("Susunan acara", "Agenda"),
        (
            "Satu mata acara per baris, sebagaimana dalam undangan; kosong berarti tetap.",
            "One item per line, as the invitation says; empty leaves it as it is.",
        ),
    ),
    "people": FieldWords(
        ("Pejabat", "Officials"),
        (
            "Satu per baris: KODE INSTANSI: nama; jabatan; surel; telepon.",
            "One per line: INSTITUTION CODE: name; position; e-mail; telephone.",
        ),
    ),
    "person": FieldWords(
        ("Pejabat dalam direktori", "Official in the directory"),
        ("Yang sudah terdaftar atau diusulkan.", "One who is listed or has been proposed."),
    ),
    "obstacles": FieldWords(
        ("Kendala", "Obstacles"),
        (
            "Satu per baris: komunikasi, kompetensi, kewenangan, rotasi atau lainnya; KODE INSTANSI (atau -): uraian.",
            "One per line: communication, competence, authority, rotation or other; INSTITUTION CODE (or -): words.",
        ),
    ),
    "wording": FieldWords(("Versi naskah", "Version of the text"), ("Misalnya 2026-1.", "Such as 2026-1.")),
    "witness": FieldWords(("Saksi", "Witness"), ("Nama dan jabatan.", "Name and office.")),
    "until": FieldWords(
        ("Berlaku sampai", "Valid until"),
        ("YYYY-MM-DD; kosong berarti masa berlaku biasa.", "YYYY-MM-DD; empty means the usual validity."),
    ),
    "desk": FieldWords(
        ("Tanda meja (jangan diubah)", "Desk token (leave as it is)"),
        ("Menunjukkan versi laporan yang Anda lihat.", "Tells which version you are looking at."),
    ),
}
