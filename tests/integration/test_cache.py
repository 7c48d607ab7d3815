"""Caches against Redis; what is others' stays as it was; servers that die, and rude ones."""
import json
import os
import random
import signal
import socket
import subprocess
import threading
import time

import cache_servers
import pc
from cache_servers import DJANGO, REDIS, redis
from server import free_port

FOREIGN = int(os.environ.get("PC_FOREIGN_RUNS", "2"))


class Cache(cache_servers.CacheCase):
    LEAKS = True
    def test_django_locmem_is_not_django_on_redis(self):
        report = self.report("run", DJANGO + " locmem", DJANGO + " " + REDIS, status=1)
        self.assertEqual(report["problems"], [])
        self.assertIn("cache/sharing/another-process", {d["probe"] for d in report["divergences"]})
        self.assert_no_key_left()

    def test_a_dictionary_is_not_redis(self):
        report = self.report("run", "memory:", REDIS, "--suite", "dictionary-is-not-redis", "--allow", "intrusive", status=1)
        self.assertIn("must not stand in for Redis", report["verdict"]["sentence"])
        self.assertIn("a model", report["verdict"]["sentence"])
        self.assertEqual(report["problems"], [])
        differing = {d["probe"] for d in report["divergences"]}
        for probe in ("cache/value/serialization", "cache/value/mutable-alias"):
            self.assertIn(probe, differing)
        self.assert_no_key_left()

    def test_the_named_probes_are_there(self):
        _, output, _ = self.run_program("list", "probes", status=0)
        for probe in ("cache/value/serialization", "cache/value/mutable-alias", "cache/memory/eviction",
                      "cache/memory/eviction-refusal", "cache/expiry/zero-ttl", "cache/expiry/beyond-thirty-days",
                      "cache/limits/value-size", "cache/limits/key-length", "cache/counters/missing-key",
                      "cache/atomicity/compare-and-set"):
            self.assertIn(probe + " ", output)
        self.assertGreaterEqual(output.count("\ncache/"), 60)
        self.assertGreaterEqual(output.count("\nredis/"), 80)

    def test_foreign_keys_stay(self):
        random.seed(int(os.environ.get("PC_SEED", "7")))
        planted = {f"app:{i}": os.urandom(8).hex() for i in range(100)}
        for key, value in planted.items():
            redis("SET", key, value)
        redis("RPUSH", "app:list", "1", "2")
        for i in range(FOREIGN):
            process = self.popen("run", "memory:", REDIS)
            if i % 2:
                time.sleep(random.uniform(0.05, 1.5))
                process.kill()
            process.communicate(timeout=pc.PATIENCE)
            self.settled()
            self.run_program("clean", REDIS, "--forget", status=0)
        self.assertEqual({key: redis("GET", key).strip() for key in planted}, planted)
        self.assertEqual(redis("LRANGE", "app:list", "0", "-1").split(), ["1", "2"])
        self.assert_no_key_left()
        redis("DEL", "app:list", *planted)


class Death(pc.Case):
    """A Redis of this test's own, killed and started again."""

    def setUp(self):
        super().setUp()
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.server = None
        self.start()
        self.addCleanup(self.stop)

    def start(self):
        self.server = subprocess.Popen(["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
                                        "--dir", self.tmp], stdout=subprocess.DEVNULL)
        for _ in range(200):
            if subprocess.run(["redis-cli", "-u", self.url, "PING"], capture_output=True, text=True, check=False).stdout == "PONG\n":
                return
            time.sleep(0.05)
        self.fail("the server does not start")

    def stop(self):
        self.server.kill()
        self.server.wait()

    def test_killed_and_started_again_in_the_middle(self):
        process = self.popen("run", "memory:", self.url, "--report", "json")
        self.wait_for_answers_beside("memory:", 40)
        self.stop()
        time.sleep(0.3)
        self.start()
        output, errors = process.communicate(timeout=pc.PATIENCE)
        self.assertEqual(process.returncode, 3, errors)
        report = json.loads(output)
        faults = [p for p in report["problems"] if p["kind"] == "fault"]
        self.assertTrue(faults)
        self.assertGreater(report["counts"]["behaviours"], 30)
        self.assertEqual(redis("--scan", url=self.url).split(), [])

    def test_stopped_for_good(self):
        process = self.popen("run", "memory:", self.url, "--report", "json", "--deadline", "3s")
        self.wait_for_answers_beside("memory:", 5)
        self.server.send_signal(signal.SIGSTOP)
        output, errors = process.communicate(timeout=pc.PATIENCE)
        self.server.send_signal(signal.SIGCONT)
        self.assertEqual(process.returncode, 3, errors)
        self.assertTrue(json.loads(output)["problems"])


class Rude(pc.Case):
    """A server that answers garbage, half a reply, too much or nothing: a fault, never a hang or a crash."""

    REPLIES = {
        "garbage": b"\x00\xff\x13 what is this\r\n",
        "half": b"$100\r\nabc",
        "too much": b"$900000000\r\n" + b"x" * 65536,
        "deep": b"*1\r\n" * 3000,
        "nothing": b"",
        "an error": b"-ERR go away\r\n",
    }

    def serve(self, listener, reply):
        def answer(connection):
            with connection:
                try:
                    while connection.recv(65536):
                        connection.sendall(reply)
                except OSError:
                    pass
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    def test_rude_servers(self):
        for name, reply in self.REPLIES.items():
            with self.subTest(name=name), socket.create_server(("127.0.0.1", 0)) as listener:
                threading.Thread(target=self.serve, args=(listener, reply), daemon=True).start()
                began = time.monotonic()
                status, output, errors = self.run_program(
                    "run", "memory:", f"redis://127.0.0.1:{listener.getsockname()[1]}/0", "--deadline", "1s")
                self.assertEqual(status, 3, output + errors)
                self.assertNotIn("Sanitizer", output + errors)
                self.assertLess(time.monotonic() - began, 60)
                listener.shutdown(socket.SHUT_RDWR)


if __name__ == "__main__":
    cache_servers.main()
