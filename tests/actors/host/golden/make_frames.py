#!/usr/bin/python3
"""Writes host_frames.hex anew: what hosts say to each other, from its pages, a second time.

Usage: make_frames.py > host_frames.hex
"""
import hashlib
import pathlib
import struct
import sys

sys.path.append(str(pathlib.Path(__file__).parents[3] / "messages/security/golden"))
from make import Peer, binary, envelope, number, session_root, text  # noqa: E402

SWARM = b"swallows"
NOON = 500_000 * 3_600_000_000  # microseconds since 1970
HOST_A, HOST_B = Peer(1, 2), Peer(100, 101)
TENSOR = struct.pack("<20000f", *range(20_000))  # 80,000 bytes: it goes beside its letter


def registration(peer, swarm):
    fields = (peer.id, peer.verification, peer.agreement, bytes([1]), bytes([1]),
              b"xchacha20-poly1305", struct.pack("<Q", NOON), swarm)
    said = b"starling/registration/1" + b"".join(struct.pack("<I", len(f)) + f for f in fields)
    return said + peer.sign(said)


def array(*values):
    return bytes([0x90 | len(values)]) + b"".join(values)


def choice(index, *fields):
    return array(number(index), array(*fields))


def introduction(peer):
    def with_signature(signature):
        return array(binary(registration(peer, SWARM + b"/members")), text(b"127.0.0.1:7600"),
                     number(NOON), b"\xc3", binary(signature))

    signature = peer.sign(b"starling/introduction/1" + with_signature(bytes(64)))
    return b"\x01" + with_signature(signature)


def outline():
    score = b"\xcb" + struct.pack(">d", 0.5)
    update = choice(1, number(7), number(6), number(3), score, binary(b""))
    names = array(binary(hashlib.blake2b(TENSOR, digest_size=32).digest()))
    return choice(2, array(number(2), number(5), update), b"\xc2", number(20_000), number(0), names)


def chunk():
    return choice(3, b"\xc6" + struct.pack(">I", len(TENSOR)) + TENSOR)


def sealed(kind, signed, sequence, payload):
    return envelope(HOST_A, HOST_B, session_root(HOST_A, HOST_B, 1, SWARM), suite=1, kind=kind,
                    signed=signed, sequence=NOON + sequence, payload=payload, swarm=SWARM, now=NOON)


def main():
    frames = {
        "greeting": choice(0, text(b"forest"), binary(registration(HOST_A, SWARM))),
        "parcel": choice(1, number(70_000), number(300), binary(b"piece")),
        "credit": choice(2, number(1 << 20)),
        "introduction": introduction(HOST_A),
        "status": sealed(1, True, 1, choice(1, number(1), b"\xc3", number(9))),
        "outline": sealed(65, True, 2, outline()),
        "chunk_request": sealed(4, False, 3, choice(4, array(binary(bytes(range(32)))))),
        "small_chunk": sealed(3, False, 4, choice(3, binary(b"four"))),
        # Too long for a page of digits: its hash stands for it.
        "chunk_hash": hashlib.blake2b(chunk(), digest_size=32).digest(),
    }
    for name, frame in frames.items():
        print(name, frame.hex())


if __name__ == "__main__":
    main()
