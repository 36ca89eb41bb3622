"""The desks of verification: formal and material requirements, plenary, transfer, objection, reopening."""

from collections.abc import Mapping

from models.decisions.checklists import FORMAL, MATERIAL
from models.stages import Stage


def _listed(items: Mapping[str, tuple[str, str]], index: int) -> str:
    return "\n".join(f"- {code}: {text[index]}" for code, text in items.items())


_FORMAL = {item.value: text for item, text in FORMAL.items()}

HINTS: Mapping[Stage, tuple[str, str]] = {
    Stage.FORMAL_CHECK: (
        f"Periksa syarat formil (Pasal 24 UU 37/2008):\n\n{_listed(_FORMAL, 0)}",
        f"Check the formal requirements (UU 37/2008 Art. 24):\n\n{_listed(_FORMAL, 1)}",
    ),
    Stage.AWAITING_REPORTER: (
        "Menunggu Pelapor melengkapi data. Jangka waktunya dihitung sejak pemberitahuan diterima.",
        "Waiting for the reporter to complete the data; the term runs from receipt of the notice.",
    ),
    Stage.MATERIAL_CHECK: (
        f"Periksa syarat materiil:\n\n{_listed(MATERIAL, 0)}",
        f"Check the material requirements:\n\n{_listed(MATERIAL, 1)}",
    ),
    Stage.PLENARY: (
        "Catat keputusan rapat pleno: terima (dengan klasifikasi dan Asisten pemeriksa), tolak, atau limpahkan.",
        "Record the plenary's decision: accept (with class and examiner), reject, or transfer.",
    ),
    Stage.TRANSFER: (
        "Kantor penerima memutuskan menerima atau menolak pelimpahan (Pasal 17 PO 58/2023).",
        "The receiving office accepts or refuses the transfer (PO 58/2023 Art. 17).",
    ),
    Stage.OBJECTION: (
        "Pelapor berkeberatan atas penutupan. Harus diperiksa oleh orang lain, bukan Asisten pemeriksanya.",
        "The reporter objects to the closing. Somebody other than the examiner reviews it.",
    ),
    Stage.REOPENED: (
        "Laporan dibuka kembali: lanjutkan pada verifikasi atau pada pemeriksaan.",
        "The complaint is open again: resume at verification or at examination.",
    ),
}
