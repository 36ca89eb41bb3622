"""What the sample's attachments hold: one page that says what it stands for, or one plain picture."""

import struct
import zlib
from typing import Final

WIDTH: Final = 320
HEIGHT: Final = 200


def paper(name: str) -> bytes:
    """The content of the sample attachment `name`: a picture for `.png`, else a PDF."""
    return _picture(name) if name.endswith(".png") else _page(name)


def _picture(name: str) -> bytes:
    """A PNG of one muted colour that depends on the name."""
    tint = zlib.crc32(name.encode())
    pixel = bytes(96 + (tint >> shift & 0x7F) for shift in (0, 8, 16))
    rows = (b"\0" + pixel * WIDTH) * HEIGHT
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _page(name: str) -> bytes:
    """A PDF of one page with its own name on it."""
    shown = (
        name.encode("latin-1", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    )
    words = b"BT /F1 18 Tf 72 760 Td (Contoh lampiran) Tj 0 -30 Td (" + shown + b") Tj ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(words), words),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F1 5 0 R >> >>",
    )
    document, places = b"%PDF-1.4\n", list[int]()
    for number, content in enumerate(objects, start=1):
        places.append(len(document))
        document += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return (
        document
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(document))
    )
