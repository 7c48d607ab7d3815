"""PGlite: one connection at a time, or many that are one session; what is left in it, and connections that end."""
import os
import select
import socket
import subprocess
import threading
import time

import pc
from listening import Listener
from postgresql_since import between
from pc import BIN, POSTGRESQL

ONE = os.environ.get("PC_TEST_PGLITE", "")
SHARED = os.environ.get("PC_TEST_PGLITE_SHARED", "")
RUNS = int(os.environ.get("PC_SAME_RUNS", "1"))
REASON = "needs several sessions, and the service takes one connection at a time"
# What PGlite answers otherwise than Debian's PostgreSQL 15, on the same encoding and locale.
DIFFERENCES = {(probe, observation) for probe, observation, _ in between(15, 18)} | {  # it is a PostgreSQL 18
    ("sql/text/unicode-upper", "folded"),  # its C library makes U+1E9E of a lower-case sharp s
    ("sql/schemas/search-path-of-the-user", "before a session sets it"),  # it is started with one of its own
    # It has neither ICU nor the locales of an operating system.
    ("sql/text/case-insensitive-column", "distinct titles"),
    ("sql/text/case-insensitive-column", "equal to 'order'"),
    ("sql/text/case-insensitive-column", "equal to 'ÄRGER'"),
    ("sql/text/named-collation", "en_US"),
    # What one connection leaves in the session the next one finds.
    ("sql/sessions/reconnect", "the basket on a new connection"),
    # No timer runs in it.
    ("sql/timeouts/statement-timeout", "a slow query"),
    ("sql/timeouts/statement-timeout", "the transaction afterwards"),
}


def psql(url, *statements):
    """Sends statements on one connection of their own, waiting while a slot that was free a moment ago is not noticed to be."""
    commands = [part for statement in statements for part in ("-c", statement)]
    for _ in range(100):
        result = subprocess.run([os.path.join(BIN, "psql"), url, "-XAtq", *commands], capture_output=True, text=True, check=False)
        if result.returncode == 0:
            return result.stdout.split()
        if not any(text in result.stderr for text in ("server closed the connection unexpectedly", "invalid response to SSL negotiation")):
            break
        time.sleep(0.05)
    raise AssertionError(result.stderr)


class Proxy(Listener):
    """Stands in front of a server of one connection and passes one at a time; others are hung up on, or wait where queue is set.

    cut_every: hangs up after so many pieces from the client, cuts times; gone: for good after the last."""

    def __init__(self, target, queue=False, cut_every=0, cuts=0, gone=False):
        super().__init__()
        host, port = target.split("@")[1].split("/")[0].split(":")
        self.upstream = (host, int(port))
        self.queue, self.cut_every, self.cuts, self.gone = queue, cut_every, cuts, gone
        self.busy = threading.Lock()
        self.refused = 0
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        self.listen()

    def serve(self, client):
        if not self.busy.acquire(blocking=self.queue):
            self.refused += 1
            client.close()
            return
        try:
            # Who waited and gave up is not let in any more: the server would be busy with it.
            if self.has_gone(client):
                client.close()
                return
            with client, self.reach() as server:
                threading.Thread(target=self.answer, args=(server, client), daemon=True).start()
                try:
                    self.ask(client, server)
                finally:
                    # Closing alone would wait for the thread that reads.
                    server.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        finally:
            self.busy.release()

    @staticmethod
    def has_gone(client):
        waiting = select.poll()
        waiting.register(client, select.POLLRDHUP)
        return bool(waiting.poll(0))

    def reach(self):
        """The server itself may not have noticed the end of the last connection: it hangs up on one that comes too early."""
        for _ in range(200):
            server = socket.create_connection(self.upstream)
            server.settimeout(0.05)
            try:
                server.recv(1)
            except socket.timeout:
                server.settimeout(None)
                return server
            except OSError:
                pass
            server.close()
            time.sleep(0.02)
        raise OSError("the server hangs up")

    def ask(self, client, server):
        for pieces in range(1, 1 << 30):
            data = client.recv(65536)
            if not data:
                return
            if self.cuts and pieces % self.cut_every == 0:
                self.cuts -= 1
                if self.gone and not self.cuts:
                    self.listener.shutdown(socket.SHUT_RDWR)
                    self.listener.close()
                client.shutdown(socket.SHUT_RDWR)
                return
            server.sendall(data)

    @staticmethod
    def answer(server, client):
        try:
            while data := server.recv(65536):
                client.sendall(data)
            client.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


class PGlite(pc.Case):
    def proxy(self, **options):
        proxy = Proxy(ONE, **options)
        self.addCleanup(proxy.close)
        return proxy

    def assert_nothing_left(self):
        for url in (ONE, SHARED):
            self.assertEqual(psql(url, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'pc\\_%'"), [])
        self.assertEqual(os.listdir(self.tmp) + os.listdir(self.state), [])

    def check(self, url, *arguments, note, behaviours=150):
        report = self.report("run", url, url, *arguments, status=0)
        self.assertEqual(report["divergences"], [])
        self.assertEqual(report["problems"], [])
        self.assertGreater(report["counts"]["behaviours"], behaviours)
        self.assertEqual({s["reason"] for s in report["skipped"]} - {pc.UNKNOWN}, {REASON})
        self.assertIn("sql/locking/same-row", {s["probe"] for s in report["skipped"]})
        for environment in report["environments"]:
            fingerprint = environment["services"]["sql"]["fingerprint"]
            self.assertTrue(fingerprint["one_connection"])
            self.assertIn("a look-alike: it calls itself", "\n".join(fingerprint["notes"]))
            self.assertIn(note, "\n".join(fingerprint["notes"]))
        self.assert_nothing_left()

    def test_one_connection_agrees_with_itself(self):
        for _ in range(RUNS):
            self.check(ONE, note="it takes one connection at a time")

    def test_many_connections_agree_with_themselves(self):
        for _ in range(RUNS):
            self.check(SHARED, note="all its connections are one session")

    def test_what_could_not_be_asked_is_listed(self):
        _, output, _ = self.run_program("run", ONE, ONE, "--select", "sql/isolation/*", "--select", "sql/nulls/*", status=0)
        text = " ".join(output.split())
        self.assertIn("Not asked", text)
        self.assertIn(REASON, text)
        for probe in ("dirty-read", "phantom", "write-skew"):
            self.assertIn(f"sql/isolation/{probe}", text)

    def test_only_what_cannot_be_asked_is_selected(self):
        report = self.report("run", ONE, ONE, "--select", "sql/isolation/*", status=3)
        self.assertEqual(report["counts"]["behaviours"], 0)

    def test_it_is_not_postgresql(self):
        report = self.report("run", ONE, POSTGRESQL, status=1)
        self.assertEqual(report["problems"], [])
        # Which collations the distribution's server has is a matter of the machine's locales.
        self.assertEqual({(d["probe"], d["observation"]) for d in report["divergences"] if d["probe"] != "sql/text/collations-of-the-system"},
                         DIFFERENCES)
        names = {s["name"] for s in report["settings"]}
        self.assertLessEqual({"version", "datcollate"}, names)
        self.assert_nothing_left()

    def test_postgresql_itself_takes_many(self):
        report = self.report("run", POSTGRESQL, POSTGRESQL, "--suite", "smoke", status=0)
        for environment in report["environments"]:
            self.assertNotIn("one_connection", environment["services"]["sql"]["fingerprint"])
        self.assertEqual(report["skipped"], [])

    def test_what_another_left_in_the_session_does_not_count(self):
        psql(ONE, "SET search_path TO nowhere", "SET standard_conforming_strings TO off", "SET TIME ZONE 'Asia/Tokyo'",
             "CREATE TEMPORARY TABLE users (other INTEGER)", "PREPARE p AS SELECT 1", "SELECT pg_advisory_lock(1)")
        self.assertEqual(psql(ONE, "SHOW search_path"), ["nowhere"])
        report = self.report("run", ONE, POSTGRESQL, "--suite", "smoke")
        self.assertEqual(report["problems"], [])
        self.assertLessEqual({(d["probe"], d["observation"]) for d in report["divergences"]}, DIFFERENCES)
        self.assertNotIn("TimeZone", {s["name"] for s in report["settings"] if s["other"] == "Asia/Tokyo"})
        self.assertNotEqual(psql(ONE, "SHOW search_path"), ["nowhere"])
        self.assertEqual(psql(ONE, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), ["0"])

    def test_a_second_connection_that_is_kept_waiting(self):
        proxy = self.proxy(queue=True)
        began = time.monotonic()
        report = self.report("run", proxy.url + "?connect_timeout=45", proxy.url + "?connect_timeout=45", "--select", "sql/nulls/*", status=0)
        self.assertEqual(report["divergences"], [])
        self.assertTrue(all(e["services"]["sql"]["fingerprint"]["one_connection"] for e in report["environments"]))
        self.assertLess(time.monotonic() - began, 240)

    def test_connections_that_are_dropped_cost_answers_not_the_run(self):
        proxy = self.proxy(cut_every=30, cuts=4)
        report = self.report("run", proxy.url, proxy.url, "--suite", "smoke", status=3)
        self.assertEqual(proxy.cuts, 0)
        self.assertEqual(report["divergences"], [])
        self.assertGreater(len(report["problems"]), 0)
        self.assertLessEqual(len(report["problems"]), 4)
        self.assertGreater(report["counts"]["behaviours"], 3)
        self.assert_nothing_left()

    def test_a_server_that_goes_away_ends_the_run(self):
        proxy = self.proxy(cut_every=50, cuts=1, gone=True)
        began = time.monotonic()
        report = self.report("run", proxy.url, proxy.url, "--suite", "smoke", "--deadline", "2s", status=3)
        self.assertLess(time.monotonic() - began, 120)
        self.assertEqual(report["divergences"], [])
        self.assertGreater(len(report["problems"]), 3)
        # What the run could not remove any more is told, and can be removed: the server is still there behind the proxy.
        self.run_program("clean", ONE, "--run", report["environments"][0]["run"], status=0)
        for url in (ONE, SHARED):
            self.assertEqual(psql(url, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'pc\\_%'"), [])


if __name__ == "__main__":
    pc.main()
