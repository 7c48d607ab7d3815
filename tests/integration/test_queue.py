"""Queues: a model is not RabbitMQ, and the probes of the role."""
import os
import unittest

import pc

RABBITMQ = os.environ.get("PC_TEST_RABBITMQ", "")
NAMED = ("queue/order/requeue-position", "queue/delivery/redelivered-flag", "queue/delivery/unacknowledged-on-disconnect",
         "queue/limits/overflow", "queue/expiry/message-ttl", "queue/routing/unroutable", "queue/declare/other-arguments")


class Queue(pc.Case):
    LEAKS = True
    def test_an_in_memory_queue_is_not_rabbitmq(self):
        report = self.report("run", "queue=memory:", RABBITMQ, "--suite", "memory-queue-is-not-rabbitmq", "--deadline", "30s", status=1)
        self.assertIn("must not stand in for RabbitMQ", report["verdict"]["sentence"])
        self.assertIn("a model", report["verdict"]["sentence"])
        self.assertGreaterEqual(report["counts"]["behaviours_differ"], 10)

    def test_the_named_probes_are_there(self):
        _, output, _ = self.run_program("list", "probes", status=0)
        for probe in NAMED:
            self.assertIn(probe + " ", output)
        self.assertGreaterEqual(output.count("\nqueue/"), 40)


if __name__ == "__main__":
    unittest.main(verbosity=1)
