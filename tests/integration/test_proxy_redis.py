"""Behind a proxy for Redis nothing is sent but the question whose session it is, and an application that is busy behind the same
proxy is answered as before; a service that does not tell is asked only what needs no session."""
import json
import os
import socket
import sys
import threading
import unittest

import pc
from listening import Listener

REDIS = os.environ.get("PC_TEST_REDIS", "")
NUTCRACKER = os.environ.get("PC_TEST_NUTCRACKER", "")
MINIREDIS = os.environ.get("PC_TEST_MINIREDIS", "")
REASON = "needs a session of its own, and the service does not prove that a connection has one ('session: own')"


def port(url):
    return int(url.rsplit(":", 1)[1].split("/")[0])


class Client:
    """A connection that speaks RESP2, as far as is needed here."""

    def __init__(self, url):
        self.stream = socket.create_connection(("127.0.0.1", port(url)))
        self.file = self.stream.makefile("rb")

    def ask(self, *words):
        parts = [str(word).encode() for word in words]
        self.stream.sendall(b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts))
        return self.reply()

    def reply(self):
        line = self.file.readline()
        if not line:
            raise EOFError
        kind, rest = line[:1], line[1:-2]
        if kind == b"$":
            return None if rest == b"-1" else self.file.read(int(rest) + 2)[:-2].decode()
        if kind == b"*":
            return None if rest == b"-1" else [self.reply() for _ in range(int(rest))]
        return int(rest) if kind == b":" else line[:-2].decode()

    def close(self):
        self.file.close()
        self.stream.close()


class Application:
    """Clients that each count in keys of their own, and check it, until they are stopped."""

    def __init__(self, url, clients=4):
        self.url, self.answers, self.wrong = url, [0] * clients, []
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self.work, args=(i,)) for i in range(clients)]

    def work(self, i):
        client = Client(self.url)
        try:
            while not self.over.is_set():
                n = self.answers[i] + 1
                for words, expected in ((("INCR", f"app:{i}"), n), (("GET", f"app:{i}"), str(n)), (("SET", f"app:last:{i}", n), "+OK"),
                                        (("RPUSH", f"app:list:{i}", n), n)):
                    given = client.ask(*words)
                    if given != expected:
                        self.wrong.append(f"{words} -> {given!r}, not {expected!r}")
                self.answers[i] = n
        except (EOFError, OSError) as problem:
            self.wrong.append(f"client {i}: {problem!r}")
        finally:
            client.close()

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join()


class Multiplexer(Listener):
    """Passes every client's commands on by so many connections, one command at a time, each by the next."""

    def __init__(self, url, size):
        super().__init__()
        self.backends = [(Client(url), threading.Lock()) for _ in range(size)]
        self.turns, self.lock, self.asked = 0, threading.Lock(), []
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.listen()

    def close(self):
        super().close()
        for backend, _ in self.backends:
            backend.close()

    def serve(self, client):
        file = client.makefile("rb")
        try:
            while line := file.readline():
                words = [file.read(int(file.readline()[1:]) + 2)[:-2] for _ in range(int(line[1:]))]
                with self.lock:
                    self.turns += 1
                    backend, busy = self.backends[self.turns % len(self.backends)]
                    self.asked.append(b" ".join(words[:2]).decode().upper())
                with busy:
                    client.sendall(self.raw(backend, words))
        except OSError:
            pass
        finally:
            client.close()

    @staticmethod
    def raw(backend, words):
        given = backend.ask(*[word.decode("latin-1") for word in words])
        if isinstance(given, int):
            return b":%d\r\n" % given
        if given is None:
            return b"$-1\r\n"
        return given.encode() + b"\r\n" if given[:1] in "+-" else b"$%d\r\n%s\r\n" % (len(given), given.encode())


class Proxies(pc.Case):
    def setUp(self):
        super().setUp()
        self.direct = Client(REDIS)
        self.addCleanup(self.direct.close)
        self.direct.ask("FLUSHALL")

    def assert_refused(self, url, *texts):
        for arguments in (("doctor", url), ("record", url, "--suite", "nightly", "-o", "r.jsonl"),
                          ("run", "memory:", url, "--select", "cache/value/*")):
            _, output, errors = self.run_program(*arguments, status=3)
            said = " ".join((output + errors).split())
            for text in texts:
                self.assertIn(text, said, arguments)
        self.assertEqual([os.listdir(self.tmp), os.listdir(self.state) if os.path.isdir(self.state) else []], [[], []])

    def refused_beside_an_application(self, url, *texts):
        with Application(url) as application:
            answers = sum(application.answers)
            self.assert_refused(url, *texts)
            self.assertGreater(sum(application.answers), answers)
        self.assertEqual(application.wrong, [])
        keys = {f"app:{kind}{i}" for i in range(4) for kind in ("", "last:", "list:")}
        self.assertEqual(set(self.direct.ask("KEYS", "*")), keys)
        for i, n in enumerate(application.answers):
            self.assertEqual([self.direct.ask("GET", f"app:{i}"), self.direct.ask("LLEN", f"app:list:{i}")], [str(n), n])

    def test_nutcracker_is_called_by_its_name(self):
        self.refused_beside_an_application(NUTCRACKER, "a proxy that knows few commands, such as twemproxy (nutcracker)",
                                           "Use the server's own host and port")
        os.kill(int(os.environ["PC_TEST_NUTCRACKER_PID"]), 0)

    def test_one_that_multiplexes(self):
        for size, text in ((1, "two connections have the client ids"), (2, ""), (3, "")):
            multiplexer = Multiplexer(REDIS, size)
            self.addCleanup(multiplexer.close)
            self.direct.ask("FLUSHALL")
            self.assert_refused(multiplexer.url, "a proxy seems to stand in between (" + text)
            self.assertEqual(set(multiplexer.asked), {"PING", "CLIENT ID"})
            self.refused_beside_an_application(multiplexer.url, "a proxy seems to stand in between (")

    def test_a_database_of_ones_own_is_a_state_of_the_session(self):
        self.assert_refused(MINIREDIS.replace("/0", "/3"), "SELECT would change other clients' sessions")
        self.assert_refused(MINIREDIS + "?protocol=3", "HELLO 3 would change other clients' sessions")

    def test_one_that_does_not_tell_is_asked_what_needs_no_session(self):
        # No time passes in it, for which it is not fit.
        _, output, _ = self.run_program("doctor", "--contract", MINIREDIS, status=3)
        for operation, found in (("set", "conforms"), ("gets", "unsupported"), ("cas", "unsupported"), ("touch", "conforms")):
            self.assertRegex(output, f"\n    {operation} +{found}")
        self.assertIn("CLIENT ID is refused, so that it cannot be told whether a proxy stands in between", output)
        report = self.report("run", MINIREDIS, REDIS, "--select", "redis/*/*", "--select", "cache/atomicity/*", "--deadline", "30s")
        skipped = {s["probe"]: s["reason"] for s in report["skipped"] if s["environment"] == MINIREDIS}
        self.assertIn(REASON, skipped.values())
        asked = {d["probe"] for d in report["divergences"]}
        self.assertGreater(len(asked), 20)
        self.assertFalse(asked & {probe for probe, reason in skipped.items() if reason == REASON})
        self.assertGreater(report["counts"]["behaviours"], 150)

    def test_what_is_declared_is_asked(self):
        self.write("paritycheck.yaml", f"environments:\n  fake: {{cache: {json.dumps({'url': MINIREDIS, 'session': 'own'})}}}\n"
                   f"  real: {{cache: {json.dumps(REDIS)}}}\n")
        report = self.report("run", "fake", "real", "--select", "redis/transactions/*", "--deadline", "30s")
        self.assertNotIn(REASON, {s["reason"] for s in report["skipped"]})
        self.assertGreater(report["counts"]["behaviours"], 10)

    def test_a_queue_needs_sessions(self):
        self.assert_queue_refused("queue=" + MINIREDIS)

    def assert_queue_refused(self, url):
        _, output, _ = self.run_program("doctor", url, status=3)
        self.assertIn("a queue needs sessions of its own (BRPOP, MULTI)", output)


if __name__ == "__main__":
    for name, value in (("redis", REDIS), ("nutcracker", NUTCRACKER), ("miniredis", MINIREDIS)):
        if not value:
            print(f"{name} is not there")
            sys.exit(1 if name in os.environ.get("PC_REQUIRE_SERVICES", "") else 77)
    unittest.main(verbosity=1)
