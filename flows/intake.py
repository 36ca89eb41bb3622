"""The desks of intake: what the front desk and the duty examiner look at and decide."""

from collections.abc import Mapping

from models.stages import Stage

HINTS: Mapping[Stage, tuple[str, str]] = {
    Stage.ACCESS: (
        "Tentukan jenis akses: laporan, konsultasi, tembusan, Respon Cepat, atau prakarsa sendiri.",
        "Say what kind of access this is: report, consultation, carbon copy, rapid response or own initiative.",
    ),
    Stage.CONSULTATION: (
        "Jawab konsultasi, teruskan kepada narahubung, atau jadikan laporan tanpa menanyakan data dua kali.",
        "Answer, forward to the focal point, or turn it into a report without asking anything twice.",
    ),
    Stage.RAPID_RESPONSE: (
        "Keadaan mendesak: hubungi instansi sekarang dan catat kontak pertama. Jam berjalan juga pada hari libur.",
        "Urgent: call the institution now and note the first contact. The clock runs on holidays as well.",
    ),
    Stage.EARLY_DETECTION: (
        "Prakarsa sendiri: kumpulkan informasi awal, lalu ajukan ke rapat pleno.",
        "Own initiative: gather the first information, then put it before the plenary.",
    ),
}
