"""Kombu's own transports behind exec: they keep the contract, and each is the same as itself."""
import os
import unittest

import pc
from test_exec import Case

KOMBU = os.path.join(pc.SOURCE, "adapters", "exec", "programs", "kombu_queue.py")
PYTHON = "/usr/bin/python3"
TRANSPORTS = ("memory://", "env:PC_TEST_REDIS", "env:PC_TEST_RABBITMQ")
RUNS = int(os.environ.get("PC_KOMBU_RUNS", "1"))


class Kombu(Case):
    def kombu(self, transport):
        return f"queue=exec:{PYTHON} -B {KOMBU} {transport}"

    def test_contract(self):
        for transport in TRANSPORTS:
            with self.subTest(transport):
                self.doctor(self.kombu(transport), 0, "engine: kombu", "receive conforms", "fine")

    def test_each_transport_against_itself(self):
        """What a starved program could not answer in time is told, and is no difference."""
        for transport in TRANSPORTS * RUNS:
            with self.subTest(transport):
                url = self.kombu(transport)
                report = self.report("run", url, url)
                self.assertEqual(report["divergences"], [])
                self.assert_nearly_whole(report, 0)
                self.assertGreaterEqual(report["counts"]["behaviours"], 40)


if __name__ == "__main__":
    unittest.main(verbosity=1)
