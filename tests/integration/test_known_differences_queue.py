"""Queues' known differences (known_differences.py)."""
import sys

import known_differences
from known_differences import REQUIRED, program, same, succeeds, variable

FULL = ["--maxmemory", "8mb", "--maxmemory-policy"]
WANTED = [("with-node-queues", [], dict(same("NODE_QUEUES"), PC_NODE_QUEUES="PC_NODE_QUEUES")),
          ("with-node-caches", [], same("IOREDIS_MOCK")),
          ("with-redis", [*FULL, "noeviction"], {"PC_TEST_REDIS": "PC_TEST_REDIS_NOEVICTION"}),
          ("with-redis", [*FULL, "allkeys-lru"], {"PC_TEST_REDIS": "PC_TEST_REDIS_LRU"})]


class Queues(known_differences.Known):
    ROLE = "queue"
    ENTRIES = 27
    REPRESENTED = {"node-queues": "amqplib", "node-caches": "ioredis-mock", "kombu": "kombu-memory"}

    def services(self):
        rabbitmq, redis, node = variable("RABBITMQ"), variable("REDIS"), variable("NODE_QUEUES")
        kombu = succeeds("/usr/bin/python3", "-c", "import kombu, amqp, redis")
        found = {
            "memory": "memory:",
            "rabbitmq": rabbitmq,
            "beanstalkd": variable("BEANSTALKD"),
            "redis-list": redis,
            "amqplib": node and program("node_queue.js", "amqplib:" + rabbitmq),
            "fake-amqplib": node and program("node_queue.js", "fake-amqplib"),
            "mock-amqplib": node and program("node_queue.js", "mock-amqplib"),
            "kombu-memory": kombu and program("kombu_queue.py", "memory://"),
            "kombu-redis": kombu and program("kombu_queue.py", redis),
            "kombu-amqp": kombu and program("kombu_queue.py", rabbitmq),
        }
        found = {name: url and "queue=" + url for name, url in found.items()}
        # What is asked of Redis' own commands, whatever they are used for.
        return found | {"redis": redis, "ioredis-mock": variable("IOREDIS_MOCK"), "redis-noeviction": variable("REDIS_NOEVICTION"),
                        "redis-lru": variable("REDIS_LRU")}


if __name__ == "__main__":
    if not variable("RABBITMQ") or not variable("BEANSTALKD") or not variable("REDIS"):
        print("RabbitMQ, Beanstalkd or Redis is not there")
        sys.exit(1 if "rabbitmq" in REQUIRED else 77)
    sys.exit(known_differences.main(Queues, WANTED))
