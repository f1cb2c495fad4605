#!/usr/bin/python3
"""Writes envelopes.hex anew: the envelope from its page, a second time, over libsodium alone.

Usage: make.py > envelopes.hex
"""
import ctypes
import hashlib
import hmac
import struct

SODIUM = ctypes.CDLL("libsodium.so.23")
SODIUM.sodium_init()
SWARM = b"digits"
NOON = 1_800_000_000_000_000  # microseconds since 1970


def counting(first, size=32):
    return bytes((first + i) & 0xff for i in range(size))


def sodium(name, size, *arguments):
    out = ctypes.create_string_buffer(size)
    if getattr(SODIUM, name)(out, *arguments) != 0:
        raise ValueError(name)
    return out.raw


def hkdf(salt, secret, info):
    prk = hmac.digest(salt, secret, "sha256")
    return expand(prk, info)


def expand(prk, info):
    return hmac.digest(prk, info + b"\x01", "sha256")


class Peer:
    def __init__(self, number, agreement):
        public, self.secret = ctypes.create_string_buffer(32), ctypes.create_string_buffer(64)
        SODIUM.crypto_sign_seed_keypair(public, self.secret, counting(number))
        self.verification = public.raw
        self.id = hashlib.sha256(public.raw).digest()
        self.scalar = counting(agreement)
        self.agreement = sodium("crypto_scalarmult_base", 32, self.scalar)

    def sign(self, message):
        return sodium("crypto_sign_detached", 64, None, message, ctypes.c_ulonglong(len(message)),
                      self.secret)


def number(n):
    for lead, shape, limit in ((0xcc, ">B", 1 << 8), (0xcd, ">H", 1 << 16), (0xce, ">I", 1 << 32)):
        if n < 0x80:
            return bytes([n])
        if n < limit:
            return bytes([lead]) + struct.pack(shape, n)
    return b"\xcf" + struct.pack(">Q", n)


def text(t):
    return (bytes([0xa0 | len(t)]) if len(t) < 32 else bytes([0xd9, len(t)])) + t


def binary(b):
    return (bytes([0xc4, len(b)]) if len(b) < 256 else b"\xc5" + struct.pack(">H", len(b))) + b


def envelope(sender, to, root, *, suite, kind, signed, sequence, payload, deadline=0,
             correlation=0, compression=0, swarm=SWARM, now=NOON):
    epoch = now // 3_600_000_000 * 256
    header = (b"\x9d" + number(1) + text(swarm) + number(kind) + number(1 if signed else 0)
              + number(compression) + number(0) + number(epoch) + binary(sender.id)
              + (text(to) if isinstance(to, bytes) else binary(to.id)) + number(sequence)
              + number(now) + number(deadline) + number(correlation))
    plain = payload
    if signed:
        digest = hashlib.blake2b(payload, digest_size=32).digest()
        plain = sender.sign(b"starling/envelope/1" + header + digest) + payload
    key = expand(root, b"starling/epoch/1" + struct.pack("<I", epoch))
    nonce = struct.pack("<QQQ", sequence, now, 0)
    name = {1: "crypto_aead_xchacha20poly1305_ietf_encrypt", 2: "crypto_aead_aes256gcm_encrypt"}
    body = sodium(name[suite], len(plain) + 16, None, plain, ctypes.c_ulonglong(len(plain)), header,
                  ctypes.c_ulonglong(len(header)), None, nonce, key)
    return header + binary(body)


def session_root(sender, to, suite, swarm):
    shared = sodium("crypto_scalarmult", 32, sender.scalar, to.agreement)
    return hkdf(b"starling/session/1", shared,
                b"starling/session/1" + bytes([suite]) + sender.id + to.id + swarm)


def main():
    one, two = Peer(1, 101), Peer(2, 102)
    roots = {suite: session_root(one, two, suite, SWARM) for suite in (1, 2)}
    topic = hkdf(b"starling/topic/1", counting(50), b"starling/topic/1" + one.id + SWARM)
    first = NOON + 1
    second = first + 1
    print("signed", envelope(one, two, roots[1], suite=1, kind=1, signed=True, sequence=first,
                             payload=b"hello").hex())
    print("vouched", envelope(one, two, roots[1], suite=1, kind=300, signed=False, sequence=second,
                              payload=bytes(300), deadline=NOON + 2_000_000, correlation=7,
                              compression=3).hex())
    print("aes", envelope(one, two, roots[2], suite=2, kind=2, signed=True, sequence=first,
                          payload=b"hello").hex())
    print("topic", envelope(one, b"rounds", topic, suite=1, kind=1, signed=True, sequence=first,
                            payload=b"").hex())


if __name__ == "__main__":
    main()
