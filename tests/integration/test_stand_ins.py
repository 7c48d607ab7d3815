"""Stand-ins for Redis that people develop on: each against itself, and against the real one."""
import json
import os
import unittest

import pc

REDIS = os.environ.get("PC_TEST_REDIS", "")
STAND_IN = os.environ.get("PC_TEST_FAKEREDIS") or os.environ.get("PC_TEST_MINIREDIS") or ""
RUNS = int(os.environ.get("PC_SAME_RUNS", "1"))
# miniredis stands still for some ten seconds now and then, under load: what that costs of some 360 behaviours.
FAULTS = 60


class StandIn(pc.Case):
    def setUp(self):
        super().setUp()
        # miniredis does not tell whether a connection keeps its session.
        service = {"url": STAND_IN, **({} if os.environ.get("PC_TEST_FAKEREDIS") else {"session": "own"})}
        environments = {"stand-in": {"cache": service}, "another": {"cache": service}, "redis": {"cache": REDIS}}
        self.write("paritycheck.yaml", json.dumps({"environments": environments}))

    def test_it_is_not_redis(self):
        report = self.report("run", "stand-in", "redis", "--suite", "dictionary-is-not-redis", "--deadline", "30s")
        self.assertIn(report["verdict"]["exit_status"], (1, 3))
        self.assertLessEqual(len(report["problems"]), FAULTS, report["problems"])
        raw = {d["probe"] for d in report["divergences"] if d["probe"].startswith("redis/")}
        self.assertGreater(len(raw), 40)

    def test_it_agrees_with_itself(self):
        for _ in range(RUNS):
            report = self.report("run", "stand-in", "another", "--suite", "dictionary-is-not-redis", "--deadline", "30s")
            self.assertEqual(report["divergences"], [])
            self.assertLessEqual(len(report["problems"]), FAULTS, report["problems"])
            self.assertGreater(report["counts"]["behaviours"], 300)


if __name__ == "__main__":
    unittest.main(verbosity=1)
