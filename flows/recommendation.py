"""The desks of a Recommendation: draft, signature, monitoring, sanction and publication."""

from collections.abc import Mapping

from models.stages import Stage

HINTS: Mapping[Stage, tuple[str, str]] = {
    Stage.RECOMMENDATION_DRAFT: (
        "Rancangan Rekomendasi di kantor pusat: tulis butirnya, masing-masing untuk atasan Terlapor.",
        "The draft Recommendation is at headquarters: write its items, each for a superior.",
    ),
    Stage.RECOMMENDATION_ISSUED: (
        "Menunggu tanda tangan Ketua. Penyampaian paling lambat 14 hari sejak ditandatangani.",
        "Waiting for the Chair's signature. Delivery within 14 days of it.",
    ),
    Stage.RECOMMENDATION_MONITORING: (
        "Awasi pelaksanaan Rekomendasi (Pasal 38 UU 37/2008). Yang tidak dapat ditarik kembali menunggu 60 hari kerja.",
        "Watch its implementation (UU 37/2008 Art. 38). What cannot be undone waits for 60 working days.",
    ),
    Stage.SANCTION_RECOMMENDATION: (
        "Sanksi direkomendasikan kepada pejabat dua tingkat di atasnya. Tunggu hasilnya, atau putuskan publikasi.",
        "A sanction was recommended two levels up. Await its result, or decide on publication.",
    ),
    Stage.PUBLICATION: (
        "Lakukan publikasi serta laporan kepada DPR dan Presiden, lalu catat tanggal dan medianya.",
        "Publish and report to the DPR and the President, then record date and medium.",
    ),
}
