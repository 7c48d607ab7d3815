"""Streams: librdkafka's mock cluster is not Apache Kafka, and the probes of the role."""
import os
import unittest

import pc

KAFKA = os.environ.get("PC_TEST_KAFKA", "")
DISCONNECTS = int(os.environ.get("PC_DISCONNECTS", "24"))
ASKS = 6
NAMED = ("stream/partition/key-hash", "stream/groups/offset-reset", "stream/limits/message-bytes",
         "stream/transactions/read-committed", "stream/topics/auto-creation")


class Stream(pc.Case):
    LEAKS = True
    def test_a_mock_is_not_kafka(self):
        report = self.report("run", "kafka-mock:", KAFKA, "--suite", "mock-is-not-kafka", status=1)
        self.assertIn("must not stand in for", report["verdict"]["sentence"])
        self.assertGreaterEqual(report["counts"]["behaviours_differ"], 5)

    def test_clients_that_go_without_a_word_crash_no_worker(self):
        for _ in range(0, DISCONNECTS, 2 * ASKS):
            with pc.busy_cores():
                report = self.report("run", KAFKA, KAFKA, "--select", "stream/disconnect/**", "--asks", str(ASKS), "--deadline", "300s")
            self.assertEqual([p["message"] for p in report["problems"] if p["text"] == "crashed"], [])
            self.assertEqual(report["divergences"], [])

    def test_the_named_probes_are_there(self):
        _, output, _ = self.run_program("list", "probes", status=0)
        for probe in NAMED:
            self.assertIn(probe + " ", output)
        self.assertGreaterEqual(output.count("\nstream/"), 30)


if __name__ == "__main__":
    unittest.main(verbosity=1)
