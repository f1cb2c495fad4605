#!/usr/bin/python3
"""Key files, and what is sealed with them.

Usage: keys_test.py STARLING SOURCE_FOLDER [UNITTEST OPTION]…
"""
import hashlib
import pathlib
import re
import sys
import unittest

import cli_test


class Keygen(cli_test.Cli):
    def test_keys_are_for_their_owner_alone_and_only_the_id_is_printed(self):
        done = self.call("keygen", "-o", "a.key")
        self.assertRegex(done.stdout, r"^[0-9a-f]{64}\n$")
        self.assertEqual(done.stderr, "")
        secret = self.folder / "a.key"
        self.assertEqual(secret.stat().st_mode & 0o777, 0o600)
        lines = secret.read_text("utf-8").splitlines()
        self.assertEqual([line.split()[0] for line in lines[1:]],
                         ["starling-key", "signing", "agreement"])
        shown = (self.folder / "a.key.pub").read_text("utf-8")
        self.assertIn(f"id {done.stdout}", shown)
        for line in lines[2:]:
            self.assertNotIn(line.split()[1], shown + done.stdout)
        key = re.search("verification (.*)", shown).group(1)
        self.assertEqual(hashlib.sha256(bytes.fromhex(key)).hexdigest() + "\n", done.stdout)

    def test_keys_that_are_there_are_kept(self):
        first = self.call("keygen").stdout
        before = (self.folder / "starling.key").read_text("utf-8")
        done = self.call("keygen", status=1)
        self.assertEqual(done.stdout, "")
        self.assertIn("starling.key is there already; --force replaces it", done.stderr)
        self.assertEqual((self.folder / "starling.key").read_text("utf-8"), before)
        self.assertNotEqual(self.call("keygen", "--force").stdout, first)
        self.assertNotEqual((self.folder / "starling.key").read_text("utf-8"), before)
        self.refused("keygen", "-o", "no/where", says="there is no folder no")


    def test_a_key_of_checkpoints_is_for_its_owner_alone(self):
        done = self.call("keygen", "--checkpoint", "-o", "state.key")
        self.assertEqual(done.stdout + done.stderr, "")
        secret = self.folder / "state.key"
        self.assertEqual(secret.stat().st_mode & 0o777, 0o600)
        self.assertFalse((self.folder / "state.key.pub").exists())
        before = secret.read_text("utf-8")
        self.assertRegex(before, r"\n" + "starling-file-key 1\nsealing [0-9a-f]{64}\n$")
        self.call("keygen", "--checkpoint", "-o", "state.key", status=1)
        self.assertEqual(secret.read_text("utf-8"), before)


class SealedCheckpoints(cli_test.Cli):
    def test_a_run_goes_on_from_a_sealed_checkpoint_to_the_bit_and_from_no_other(self):
        for name in ("state.key", "other.key"):
            self.call("keygen", "--checkpoint", "-o", name)
        sealed = ("--set", "checkpoint.key=state.key")
        keep = ("--set", "checkpoint.every=2", "--set", "checkpoint.path=state")
        whole = self.run_json("--set", "rounds.max=4")
        self.run_json("--set", "rounds.max=2", *keep, *sealed)
        state = self.folder / "state"
        content = state.read_bytes()
        self.assertTrue(content.startswith(b"starling sealed file 1\n"))
        resumed = self.run_json("--set", "rounds.max=4", "--resume", "state", *sealed)
        self.assertEqual(resumed["per_round"][0]["round"], 3)
        self.assertEqual(resumed["model_hash"], whole["model_hash"])
        again = ("run", "small.yaml", "--quiet", "--resume", "state")
        self.refused(*again, says="--resume: state: it is sealed, and checkpoint.key names no key")
        self.refused(*again, "--set", "checkpoint.key=other.key",
                     says="state: it is sealed with another key")
        self.refused(*again, "--set", "checkpoint.key=no.key",
                     says=("checkpoint.key", "no.key: cannot be read"))
        for changed in (content[:-1], content + b"x", content[:-1] + bytes([content[-1] ^ 1])):
            state.write_bytes(changed)
            self.refused(*again, *sealed, says="state: it is cut or damaged")
        self.run_json("--set", "rounds.max=2", *keep)
        self.refused(*again, *sealed, says="state: it is not sealed")


if __name__ == "__main__":
    cli_test.Cli.starling, cli_test.Cli.source = (pathlib.Path(w).resolve() for w in sys.argv[1:3])
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
