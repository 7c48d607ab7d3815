"""Streams' known differences (known_differences.py)."""
import sys

import known_differences
from known_differences import REQUIRED, variable


class Streams(known_differences.Known):
    ROLE = "stream"
    ENTRIES = 12
    REPRESENTED = {"kafka": "kafka"}

    def services(self):
        kafka = variable("KAFKA")
        return {
            "kafka-mock": "kafka-mock:",
            "kafka": kafka,
            "librdkafka-consistent-random": kafka and kafka + "?partitioner=consistent_random",
            "librdkafka-murmur2-random": kafka and kafka + "?partitioner=murmur2_random",
        }


if __name__ == "__main__":
    if not variable("KAFKA"):
        print("Kafka is not there")
        sys.exit(1 if "kafka" in REQUIRED else 77)
    sys.exit(known_differences.main(Streams, []))
