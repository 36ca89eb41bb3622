"""The desks of corrective action: items verified one by one, settlements watched, and resolution."""

from collections.abc import Mapping

from models.stages import Stage

HINTS: Mapping[Stage, tuple[str, str]] = {
    Stage.SETTLEMENT_MONITORING: (
        "Awasi janji dalam kesepakatan; verifikasi setiap butir.",
        "Watch the promises of the settlement; verify each item.",
    ),
    Stage.CORRECTIVE_MONITORING: (
        "Awasi tindakan korektif (Pasal 54 PO 58/2023: 30 hari kerja sejak LHP diterima). Verifikasi setiap butir.",
        "Watch the corrective actions (PO 58/2023 Art. 54: 30 working days from receipt). Verify each item.",
    ),
    Stage.RESOLUTION: (
        "Resolusi dan Monitoring: periksa kelengkapan berkas, upayakan penyelesaian, atau usulkan Rekomendasi.",
        "Resolution: check the file's completeness, seek a settlement, or propose a Recommendation.",
    ),
}
