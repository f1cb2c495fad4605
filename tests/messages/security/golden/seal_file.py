#!/usr/bin/python3
"""Writes sealed_file.hex anew: the sealed file from its page, a second time, over libsodium alone.

Usage: seal_file.py > sealed_file.hex
"""
import ctypes
import hmac
import struct

SODIUM = ctypes.CDLL("libsodium.so.23")
SODIUM.sodium_init()
CHUNK = 1 << 20


def expand(prk, info):
    return hmac.digest(prk, info + b"\x01", "sha256")


def seal(content, key, salt):
    root = hmac.digest(salt, key, "sha256")
    head = (b"starling sealed file 1\n" + salt
            + expand(root, b"starling/sealed file/key name/1")[:16])
    sealing = expand(root, b"starling/sealed file/1")
    chunks = [content[i:i + CHUNK] for i in range(0, len(content), CHUNK)] or [b""]
    out = head
    for i, chunk in enumerate(chunks):
        nonce = struct.pack("<QB15x", i, i + 1 == len(chunks))
        sealed = ctypes.create_string_buffer(len(chunk) + 16)
        SODIUM.crypto_aead_xchacha20poly1305_ietf_encrypt(
            sealed, None, chunk, ctypes.c_ulonglong(len(chunk)), head,
            ctypes.c_ulonglong(len(head)), None, nonce, sealing)
        out += sealed.raw
    return out


KEY, SALT = bytes(range(32)), bytes(range(100, 132))
print("hello", seal(b"hello", KEY, SALT).hex())
print("nothing", seal(b"", KEY, SALT).hex())
# Of two chunks and a bit, what is compared is the end: its tag stands for the rest of its chunk.
print("end_of_three_chunks", seal(bytes(2 * CHUNK + 5), KEY, SALT)[-42:].hex())
