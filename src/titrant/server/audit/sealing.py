"""The file format of a backup: compressed, encrypted in pieces, and whole or refused.

A file is a line that says what it is and how its key is made, then pieces. A piece is its length in
four bytes, big-endian, and AES-256-GCM over up to 256 KiB of a deflate stream; its nonce is its
number, and the first line and whether it is the last piece are authenticated with each. A piece
that was changed, moved, left out or cut off the end is refused.
"""

import os
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = "titrant backup 1"
PIECE = 256 * 1024
WORK = 2**15  # scrypt's n: about a tenth of a second, 32 MiB


class NotOpened(Exception):
    """A backup cannot be opened; the sentence says whether the file or the key is wrong."""


@dataclass(frozen=True)
class Key:
    """What opens a backup: the bytes of a key file, or a passphrase that somebody types."""

    secret: bytes
    passphrase: bool = False

    def of_file(self, salt: bytes) -> AESGCM:
        """Return the cipher of the one file with this salt."""
        if self.passphrase:
            return AESGCM(Scrypt(salt=salt, length=32, n=WORK, r=8, p=1).derive(self.secret))
        kdf = HKDF(algorithm=SHA256(), length=32, salt=salt, info=MAGIC.encode())
        return AESGCM(kdf.derive(self.secret))


class Head(msgspec.Struct, frozen=True):
    """The first line of a file; nothing in it is about the clinic."""

    titrant: str
    key: str
    salt: str


class Sealed:
    """Writes a sealed file piece by piece; `close` writes the last one."""

    def __init__(self, file: IO[bytes], key: Key) -> None:
        salt = os.urandom(32)
        kind = "passphrase" if key.passphrase else "key file"
        self._head = msgspec.json.encode(Head(MAGIC, kind, b64encode(salt).decode())) + b"\n"
        self._file = file
        self._cipher = key.of_file(salt)
        self._packed = zlib.compressobj(6)
        self._waiting = bytearray()
        self._number = 0
        file.write(self._head)

    def write(self, content: bytes) -> None:
        """Add bytes."""
        self._waiting += self._packed.compress(content)
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]

    def close(self) -> None:
        """Write what waits as the last piece, and see it onto the disk."""
        self._waiting += self._packed.flush()
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        self._put(bytes(self._waiting), last=True)
        self._file.flush()
        os.fsync(self._file.fileno())

    def _put(self, content: bytes, *, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number), content, _bound(self._head, last=last))
        self._file.write(len(sealed).to_bytes(4, "big") + sealed)
        self._number += 1


def opened(file: IO[bytes], key: Key) -> Iterator[bytes]:
    """Yield what was sealed, piece by piece; raises `NotOpened` with a sentence.

    The last piece tells whether the file is whole: nothing is believed before the end was reached.
    """
    head = file.readline(1024)
    cipher = key.of_file(_salt(head, key))
    unpacked = zlib.decompressobj()
    number, last = 0, False
    while not last:
        sealed = _piece(file)
        try:
            content = cipher.decrypt(_nonce(number), sealed, _bound(head, last=False))
        except InvalidTag:
            content = _last_piece(cipher, number, sealed, head)
            last = True
        yield unpacked.decompress(content)
        number += 1
    if file.read(1):
        raise NotOpened("This backup has something after its end: it was changed.")


def check(file: IO[bytes], key: Key) -> None:
    """Read a whole file, and raise `NotOpened` where it is not what was written."""
    for _ in opened(file, key):
        pass


def lines(file: IO[bytes], key: Key) -> Iterator[bytes]:
    """Yield the lines of what was sealed."""
    rest = b""
    for content in opened(file, key):
        *whole, rest = (rest + content).split(b"\n")
        yield from whole
    if rest:
        raise NotOpened("This backup ends in the middle of a line.")


def _salt(head: bytes, key: Key) -> bytes:
    try:
        said = msgspec.json.decode(head, type=Head)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise NotOpened("This file is not a backup of Titrant.") from None
    if said.titrant != MAGIC:
        raise NotOpened("This backup was written by a later version of Titrant.")
    wanted = "passphrase" if key.passphrase else "key file"
    if said.key != wanted:
        raise NotOpened(f"This backup opens with a {said.key}, and a {wanted} was given.")
    return b64decode(said.salt)


def _piece(file: IO[bytes]) -> bytes:
    length = file.read(4)
    size = int.from_bytes(length, "big")
    sealed = file.read(size) if len(length) == 4 and size <= 2 * PIECE else b""
    if len(length) < 4 or len(sealed) < size or not sealed:
        raise NotOpened("This backup is cut off: it does not reach its end. Use another one.")
    return sealed


def _last_piece(cipher: AESGCM, number: int, sealed: bytes, head: bytes) -> bytes:
    try:
        return cipher.decrypt(_nonce(number), sealed, _bound(head, last=True))
    except InvalidTag:
        if number:
            raise NotOpened("This backup was changed, or is damaged. Use another one.") from None
        raise NotOpened(
            "This key does not open this backup, or the file is damaged at its beginning."
        ) from None


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _bound(head: bytes, *, last: bool) -> bytes:
    return head + (b"last" if last else b"more")
