"""The desks of forwarding and examination: from the focal point's answer to the issued report."""

from collections.abc import Mapping

from models.stages import Stage

HINTS: Mapping[Stage, tuple[str, str]] = {
    Stage.REGISTERED: (
        "Laporan diterima. Teruskan kepada narahubung instansi; surat resmi ditujukan kepada pimpinannya.",
        "Accepted. Forward it to the institution's focal point; the formal letter goes to its head.",
    ),
    Stage.CLARIFICATION: (
        "Instansi sedang diminta menjawab. Tidak perlu tindakan, kecuali ada langkah yang menunggu di bawah.",
        "Institutions have been asked. Nothing to do unless a step waits below.",
    ),
    Stage.EVALUATION: (
        "Semua instansi selesai menjawab atau waktunya habis. Timbang hasilnya dan tentukan langkah berikut.",
        "Every institution has answered or its time is up. Weigh what came in and choose the next step.",
    ),
    Stage.FIELD_EXAM: (
        "Pemeriksaan lapangan berlangsung. Catat temuannya setelah selesai.",
        "A field examination is under way. Write down its findings when it is done.",
    ),
    Stage.CONCILIATION: (
        "Konsiliasi berlangsung. Catat kesepakatan sebagai butir bertanggal, atau kegagalannya.",
        "Conciliation is under way. Record the agreement as dated items, or its failure.",
    ),
    Stage.MEDIATION: (
        "Mediasi berlangsung. Catat kesepakatan sebagai butir bertanggal, atau kegagalannya.",
        "Mediation is under way. Record the agreement as dated items, or its failure.",
    ),
    Stage.REPORTER_RESPONSE: (
        "Pelapor diberi waktu menanggapi rancangan hasil. Bukti baru yang kuat membuka pemeriksaan kembali.",
        "The reporter may reply to the draft result. Strong new evidence reopens the examination.",
    ),
    Stage.REPORT_DRAFTING: (
        "Susun laporan hasil pemeriksaan, lalu ajukan bedah laporan.",
        "Draft the examination report, then ask for the case review.",
    ),
    Stage.CASE_REVIEW: (
        "Catat hasil bedah laporan: setuju atau kembalikan.",
        "Record the case review's result: approved or sent back.",
    ),
    Stage.REPORT_ISSUED: (
        "Kepala Perwakilan menerbitkan laporan hasil. Jika ditemukan, tulis tindakan korektif per instansi.",
        "The office head issues the report. If maladministration is found, write the corrective actions.",
    ),
}
