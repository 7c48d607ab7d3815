"""Streams: librdkafka's mock cluster is not Apache Kafka, and the probes of the role."""
import os
import unittest

import pc

KAFKA = os.environ.get("PC_TEST_KAFKA", "")
NAMED = ("stream/partition/key-hash", "stream/groups/offset-reset", "stream/limits/message-bytes",
         "stream/transactions/read-committed", "stream/topics/auto-creation")


class Stream(pc.Case):
    def test_a_mock_is_not_kafka(self):
        report = self.report("run", "kafka-mock:", KAFKA, "--suite", "mock-is-not-kafka", status=1)
        self.assertIn("must not stand in for", report["verdict"]["sentence"])
        self.assertGreaterEqual(report["counts"]["behaviours_differ"], 5)

    def test_the_named_probes_are_there(self):
        _, output, _ = self.run_program("list", "probes", status=0)
        for probe in NAMED:
            self.assertIn(probe + " ", output)
        self.assertGreaterEqual(output.count("\nstream/"), 30)


if __name__ == "__main__":
    unittest.main(verbosity=1)
