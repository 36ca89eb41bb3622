"""The two checklists of verification: formal (DOMAIN 4.6) and material (DOMAIN 4.7) requirements. Pure."""

from collections.abc import Mapping
from enum import StrEnum


class FormalItem(StrEnum):
    """A formal requirement: UU 37/2008 Art. 24; PO 48/2020 Art. 4."""

    IDENTITY = "F1"
    IDENTITY_DOCUMENT = "F2"
    DESCRIPTION = "F3"
    PRIOR_COMPLAINT = "F4"
    POWER_OF_ATTORNEY = "F5"
    GROUP_STATEMENT = "F6"
    WITHIN_TWO_YEARS = "F7"
    CONFIDENTIALITY = "F8"


FORMAL: Mapping[FormalItem, tuple[str, str]] = {
    FormalItem.IDENTITY: (
        "nama lengkap, tempat dan tanggal lahir, status perkawinan, pekerjaan, dan alamat lengkap",
        "full name, place and date of birth, marital status, occupation and full address",
    ),
    FormalItem.IDENTITY_DOCUMENT: (
        "salinan atau nomor identitas yang sah (KTP, SIM, atau paspor)",
        "a copy or the number of a valid identity document (KTP, SIM or passport)",
    ),
    FormalItem.DESCRIPTION: (
        "uraian rinci tentang peristiwa, tindakan, atau keputusan yang dilaporkan",
        "a detailed description of the event, act or decision complained of",
    ),
    FormalItem.PRIOR_COMPLAINT: (
        "bukti bahwa keluhan sudah disampaikan kepada Terlapor atau atasannya, beserta tanggalnya",
        "proof, with its date, that the matter was raised with the reported party or its superior",
    ),
    FormalItem.POWER_OF_ATTORNEY: (
        "surat kuasa, apabila laporan disampaikan oleh kuasa",
        "a power of attorney, if somebody else files the report",
    ),
    FormalItem.GROUP_STATEMENT: (
        "surat pernyataan yang ditandatangani dan identitas para anggota kelompok",
        "a signed statement and the identities of the members of the group",
    ),
    FormalItem.WITHIN_TWO_YEARS: (
        "tanggal peristiwa, yang tidak lebih dari dua tahun yang lalu",
        "the date of the event, no more than two years ago",
    ),
    FormalItem.CONFIDENTIALITY: (
        "pilihan apakah identitas Pelapor dirahasiakan, beserta alasannya",
        "whether the reporter's identity is to be kept secret, and why",
    ),
}
"""What the reporter is asked for, in Indonesian and in English, as it stands in the letter."""

MATERIAL: Mapping[str, tuple[str, str]] = {
    "M1": ("termasuk wewenang Ombudsman", "within the Ombudsman's authority"),
    "M2": ("tidak sedang atau telah diperiksa pengadilan", "not before a court, now or earlier"),
    "M3": ("belum memperoleh penyelesaian", "not settled already"),
    "M4": (
        "tidak dalam penyelesaian instansi yang masih wajar",
        "not in timely settlement by the institution",
    ),
    "M5": ("bukan laporan yang sama yang sudah ditangani", "not the same report handled before"),
    "M6": ("dugaan maladministrasi dan kerugian dapat disebutkan", "maladministration and harm can be named"),
    "M7": ("ada hubungan Pelapor dengan kerugian", "the reporter is related to the harm"),
}
"""What the examiner weighs: UU 37/2008 Arts 24(3), 26, 36; M6 and M7 are the offices' practice."""
