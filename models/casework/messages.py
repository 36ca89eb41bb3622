"""What an officer reads when a decision cannot be taken: in English the error's docstring, in Indonesian this table.

What was typed is never repeated: the reason is shown in Prefect, which must not have it (rule 5).
"""

from collections.abc import Mapping

from models.casework import errors as e
from models.decisions.forms import FormError, TextLanguage
from models.decisions.words import FIELDS
from models.lifecycle import UnknownStep

INDONESIAN: Mapping[type[Exception], str] = {
    e.CaseworkError: "Hal ini tidak dapat dilakukan.",
    e.UnknownComplaint: "Tidak ada laporan dengan nomor itu. Periksa nomornya pada daftar laporan.",
    e.UnknownInstitution: "Kode instansi tidak dikenal. Pilih salah satu dari daftar.",
    e.UnknownOfficer: "Tidak ada petugas aktif dengan nama itu di kantor ini. Pilih dari daftar.",
    e.UnknownOffice: "Tidak ada Kantor Perwakilan dengan kode itu.",
    e.Missing: "Ada isian yang diperlukan untuk keputusan ini tetapi masih kosong. Lengkapi lalu kirim lagi.",
    e.NotForwardedThere: "Laporan ini belum diteruskan kepada instansi itu. Teruskan dahulu, atau pilih instansi lain.",
    e.AlreadyForwarded: "Sudah berada di instansi itu, yang belum menjawab. Tunggulah, atau mintalah klarifikasi.",
    e.NoSuchClock: "Tidak ada jangka waktu seperti itu yang berjalan pada laporan ini.",
    e.NotSuspendable: "Jangka waktu ini ditetapkan oleh peraturan dan tidak dapat dihentikan sementara.",
    e.NotExtendable: "Jangka waktu ini hanya dapat diperpanjang satu kali, paling lama sepanjang jangka waktu semula.",
    e.NotYetReceived: "Jangka waktu ini belum berjalan: belum ada bukti surat diterima. Tetapkan tanggalnya dahulu.",
    e.InTheFuture: "Tanggal itu belum terjadi. Isi tanggal kejadian yang sebenarnya.",
    e.InThePast: "Tanggal itu sudah lewat. Isi tanggal yang akan datang.",
    e.BeforeSending: "Tanggal itu sebelum surat dikirim. Periksa tanggal penerimaannya.",
    e.ItemsOpen: "Belum semua butir diverifikasi selesai. Verifikasi yang masih terbuka, atau pilih keputusan lain.",
    e.NoItems: "Tulis sedikitnya satu butir, satu per baris: KODE INSTANSI: apa yang harus dilakukan.",
    e.UnknownItem: "Tidak ada butir dengan nomor itu. Nomor yang ada tercantum di atas.",
    e.WrongKind: "Bentuk maladministrasi itu tidak dikenal dalam peraturan yang berlaku bagi laporan ini.",
    e.NoSuchAct: "Tidak ada langkah seperti itu yang menunggu. Mungkin sudah dijalankan.",
    e.TooOld: (
        "Peristiwa sudah lebih dari dua tahun (Pasal 24 ayat (3) UU 37/2008). Kecualikan F7 dengan alasan, "
        "misalnya pembiaran yang masih berlangsung, atau tolak laporan."
    ),
    e.SameExaminer: "Keberatan harus diperiksa oleh orang lain, bukan Asisten pemeriksa laporan ini.",
    e.DeskMovedOn: "Laporan sudah berubah sejak formulir ini dibuka. Lihat keadaan terbaru, lalu putuskan lagi.",
    e.RunSuperseded: "Laporan ini kini ditangani run lain. Buka dari daftar laporan.",
    e.NotErasable: "Data Pelapor baru dapat dihapus setelah laporan ditutup.",
    e.BadLine: "Baris ini tidak dapat dibaca. Keterangan kolom menunjukkan cara menulisnya; angkanya nomor baris itu.",
    e.NobodyNamed: "Belum ada yang disebut. Pilih pejabat dari direktori, atau tulis baris KODE: nama; jabatan; surel.",
    e.NoDayYet: "Pertemuan ini belum mempunyai waktu dan tempat. Tetapkan dahulu, karena undangan memuatnya.",
    e.NoDate: "Setiap butir rencana aksi memerlukan tanggal: KODE INSTANSI: apa yang dilakukan, YYYY-MM-DD.",
    e.NoSuchGathering: "Nomor itu bukan nomor pertemuan. `narahubung network list` menunjukkan pertemuan yang ada.",
    e.NotInvited: "Instansi itu tidak termasuk yang diundang atau diminta. Undang dahulu, atau pilih instansi lain.",
    e.NotInPost: (
        "Orang ini tidak memegang jabatan yang dapat dikonfirmasi, atau tidak dapat disurati. Tetapkan pejabatnya, "
        "atau catat mutasinya."
    ),
    e.AbsenteesAsked: (
        "Instansi yang tidak hadir masih dalam jangka waktunya untuk menyebut narahubungnya. Tetapkan yang sudah "
        "diajukan, tunggu sampai jangka waktunya lewat dan atasannya diberi tahu, atau batalkan dengan alasan."
    ),
    e.NobodyAbsent: "Semua yang diundang hadir, sehingga tidak ada yang perlu ditindaklanjuti.",
    e.StillOpen: "Kegiatan seperti itu masih terbuka. Lanjutkan yang sudah ada.",
    e.SameOfficial: "Itu pejabat yang digantikan atau yang ditanya. Sebut pejabat lain, atau catat ia masih bertugas.",
    e.NotTheirs: "Pejabat yang pindah tidak dapat mengonfirmasi penggantinya. Penggantinya atau instansi dapat.",
    e.WrongUndertaking: "Hal ini milik kegiatan jejaring yang lain.",
    FormError: "Formulir tidak dapat dibaca. Periksa isian yang disebut, lalu kirim lagi.",
    UnknownStep: "Keputusan ini tidak mungkin pada tahap laporan sekarang. Lihat keadaan terbaru, lalu putuskan lagi.",
}


def reason_for(error: Exception, language: TextLanguage) -> str:
    """The reason in the officer's language; of details only names of fields, and numbers."""
    known = next((kind for kind in type(error).__mro__ if kind in INDONESIAN), e.CaseworkError)
    reason = INDONESIAN[known] if language == "id" else (known.__doc__ or "").strip()
    return f"{reason} ({detail})" if (detail := _detail(error, language)) else reason


def _detail(error: Exception, language: TextLanguage) -> str:
    index = 0 if language == "id" else 1
    if isinstance(error, e.Missing):
        names = [name.strip() for name in error.detail.split(",")]
        return ", ".join(FIELDS[name].title[index] for name in names if name in FIELDS)
    if isinstance(error, e.ItemsOpen | e.BadLine | e.NoDate | e.StillOpen):
        return error.detail
    if isinstance(error, FormError):
        names = [fault.partition(":")[0].partition(".")[0] for fault in error.faults]
        return ", ".join(FIELDS[name].title[index] for name in names if name in FIELDS)
    return ""
