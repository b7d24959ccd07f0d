"""What a file is, by its first and last bytes; its name says nothing."""

LARGEST = 10 * 1024 * 1024  # bytes
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
_PDF, _PDF_END = b"%PDF-", b"%%EOF"
_PNG_END = b"IEND\xaeB`\x82"
_TAIL = 1024  # bytes after which a program may still have written something


def media_type_of(content: bytes) -> str | None:
    """Return application/pdf, image/png or image/jpeg; None for all else, and for a torn file."""
    tail = content[-_TAIL:]
    if content.startswith(_PDF) and _PDF_END in tail:
        return "application/pdf"
    if content.startswith(_PNG) and tail.endswith(_PNG_END):
        return "image/png"
    if content.startswith(_JPEG) and _JPEG_END in tail:
        return "image/jpeg"
    return None
