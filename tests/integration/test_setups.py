"""Services as companies set them up: each works, or the run is incomplete with the reason and the
remedy; what is others' stays as it was."""
import os
import re
import time
import typing
import unittest

import pc
from production_servers import (PASSWORD, Beanstalkd, Certificates, MariaDB, Memcached, PostgreSQL,
                                RabbitMQ, Redis)

# Seconds: of a probe, and of a run that has to end by itself, however busy the machine is.
DEADLINE = 60
LIMIT = 400
RABBITMQ_RIGHTS = "rabbitmqctl set_permissions -p '/' '{}' '\\^pc_' "


class Setup(typing.NamedTuple):
    server: type
    name: str
    arrange: typing.Callable  # sets the server up so, and gives the URL to ask
    reason: str = ""  # a regular expression; "": it works, and does not differ from itself
    remedy: str = ""
    doctor: int = 3  # what doctor, which changes nothing, can tell of one that does not work


SETUPS = (
    Setup(PostgreSQL, "a role with CREATE on the database", lambda s: s.role("modest")),
    Setup(PostgreSQL, "a role without CREATE on the database", lambda s: s.role("poor"),
          "may not create schemas", "GRANT CREATE ON DATABASE postgres TO poor"),
    Setup(PostgreSQL, "a role with CREATE in public alone", lambda s: s.role("public_only"),
          "may not create schemas", "GRANT CREATE ON DATABASE postgres TO public_only"),
    Setup(PostgreSQL, "a role of two connections", lambda s: s.role("few"),
          "may have only 2 connections", "ALTER ROLE few CONNECTION LIMIT"),
    Setup(PostgreSQL, "all slots taken", PostgreSQL.full, "remaining connection slots are reserved",
          "max_connections"),
    Setup(PostgreSQL, "nearly all slots taken", lambda s: s.full(14),
          "only [0-3] of the server's connections are free", "max_connections"),
    Setup(PostgreSQL, "a database of three connections", PostgreSQL.few_for_the_database,
          "this database takes only 3 connections", "ALTER DATABASE postgres CONNECTION LIMIT"),
    Setup(PostgreSQL, "a role that may not log in", lambda s: s.role("locked"),
          "not permitted to log in", "ALTER ROLE .* LOGIN"),
    Setup(PostgreSQL, "a hot standby", PostgreSQL.standby, "takes no writes",
          "give .* its primary"),
    Setup(PostgreSQL, "a role that is read-only by default", lambda s: s.role("reader"),
          "takes no writes", "ALTER ROLE reader SET default_transaction_read_only = off"),
    Setup(PostgreSQL, "a client certificate", PostgreSQL.certified),
    Setup(PostgreSQL, "no client certificate", lambda s: s.certified(named=False),
          "requires a valid client certificate", "sslcert=FILE&sslkey=FILE"),
    Setup(PostgreSQL, "a role for TLS over TLS", lambda s: s.role("tlsonly", "sslmode=require")),
    Setup(PostgreSQL, "a role for TLS without it", lambda s: s.role("tlsonly"),
          "no pg_hba.conf entry .* no encryption", "sslmode=require"),
    Setup(PostgreSQL, "statements of 50 ms at most", lambda s: s.role("hurried")),
    Setup(PostgreSQL, "transactions idle for two seconds at most", lambda s: s.role("impatient")),
    Setup(PostgreSQL, "serializable by default", lambda s: s.role("serial")),
    Setup(PostgreSQL,
          "definitions refused by a trigger",
          PostgreSQL.no_definitions,
          "definitions only by the migration tool",
          "CREATE SCHEMA",
          doctor=0),
    Setup(PostgreSQL, "a pooler of transactions", PostgreSQL.pooled,
          "a connection pooler or proxy seems to stand in between", "own host and port"),
    Setup(MariaDB, "a user of scratches alone", lambda s: s.user("modest")),
    Setup(MariaDB, "a user without CREATE", lambda s: s.user("poor"), "may not create databases",
          r"GRANT ALL ON `pc\\_%`\.\* TO poor"),
    Setup(MariaDB, "a read-only replica", lambda s: s.with_setting("read_only", "ON"),
          r"takes no writes \(read_only is on\)", "give .* its primary"),
    Setup(MariaDB, "a user of two connections", lambda s: s.user("few"),
          "may have only 2 connections", "MAX_USER_CONNECTIONS"),
    Setup(MariaDB, "all connections taken", MariaDB.full, "Too many connections",
          "max_connections"),
    Setup(MariaDB, "a user for TLS over TLS", lambda s: s.user("encrypted", "ssl-mode=required")),
    Setup(MariaDB, "a user for TLS without it", lambda s: s.user("encrypted"), "Access denied",
          "ssl-mode=required"),
    Setup(MariaDB, "a client certificate", MariaDB.certified),
    Setup(MariaDB, "no client certificate", lambda s: s.certified(named=False), "Access denied",
          "ssl-cert=FILE&ssl-key=FILE"),
    Setup(MariaDB, "a password that has expired", lambda s: s.user("expired"), "must SET PASSWORD",
          "ALTER USER"),
    Setup(MariaDB, "a user who is locked", lambda s: s.user("shut"), "account is locked",
          "ALTER USER .* ACCOUNT UNLOCK"),
    Setup(MariaDB, "statements of 50 ms at most",
          lambda s: s.with_setting("max_statement_time", "0.05")),
    Setup(Redis, "a user of scratches alone", lambda s: s.url("modest")),
    Setup(Redis, "a user of all but administration", lambda s: s.url("plain")),
    Setup(Redis, "a user of other keys", lambda s: s.url("elsewhere"),
          "may not write keys that begin with 'pc_'",
          r"ACL SETUSER paritycheck on >PASSWORD ~pc_\*"),
    Setup(Redis, "a user who reads", lambda s: s.url("reader"),
          "may not write keys that begin with 'pc_'", "ACL SETUSER paritycheck"),
    Setup(Redis, "full memory", lambda s: s.with_setting("maxmemory", "1000"), "memory is full",
          "maxmemory"),
    Setup(Redis, "a replica", Redis.replica, "replica that takes no writes", "give its master"),
    Setup(Redis, "too few replicas", lambda s: s.with_setting("min-replicas-to-write", "1"),
          "takes no writes while too few of its replicas are connected", "connect a replica"),
    Setup(Redis, "a save that failed", Redis.failed_save, "unable to persist to disk",
          "CONFIG SET stop-writes-on-bgsave-error no"),
    Setup(Redis, "all connections taken", Redis.full, "max number of clients", "maxclients"),
    Setup(Redis, "a password that is not given", lambda s: s.with_password(s.url()), "NOAUTH",
          "redis://:PASSWORD@HOST"),
    Setup(Redis, "a password that is wrong",
          lambda s: s.with_password(s.url().replace("//", "//:wrong@")), "WRONGPASS",
          "redis://USER:PASSWORD@HOST"),
    Setup(Redis, "renamed commands", lambda s: s.url(server=s.narrow)),
    Setup(Redis, "a database that is not there",
          lambda s: s.url(server=s.narrow).replace("/0", "/5"), "DB index is out of range",
          "database 0"),
    Setup(Memcached, "one megabyte", lambda s: s.url("small")),
    Setup(Memcached, "items of half a megabyte", lambda s: s.url("small_items")),
    Setup(Memcached, "keys that are not told", lambda s: s.url("silent")),
    Setup(Memcached, "all connections taken", Memcached.busy,
          "[Tt]oo many open connections|no answer", "-c"),
    Setup(Memcached, "users", lambda s: s.url("users"), "unauthenticated", "-Y"),
    Setup(RabbitMQ, "a user of scratches alone", lambda s: s.url("modest")),
    Setup(RabbitMQ, "policies on every queue", lambda s: s.url(host="policed")),
    Setup(RabbitMQ, "a user without the right to configure", lambda s: s.url("unmade"),
          "'unmade' may not configure .* access to queue .* refused",
          RABBITMQ_RIGHTS.format("unmade")),
    Setup(RabbitMQ, "a user without the right to write", lambda s: s.url("mute"),
          "'mute' may not write .* access to exchange .* refused", RABBITMQ_RIGHTS.format("mute")),
    Setup(RabbitMQ, "a user without the right to read", lambda s: s.url("deaf"),
          "'deaf' may not read .* access to queue .* refused", RABBITMQ_RIGHTS.format("deaf")),
    Setup(RabbitMQ, "a user without a virtual host", lambda s: s.url("stranger"),
          "access to vhost '/' refused", "rabbitmqctl set_permissions"),
    Setup(RabbitMQ,
          "a virtual host of one queue",
          lambda s: s.url(host="tight"),
          "queue limit in vhost 'tight' .* is reached",
          "set_vhost_limits",
          doctor=0),
    Setup(RabbitMQ, "a virtual host of one connection", lambda s: s.url(host="narrow"),
          "connection limit .* is reached", "set_vhost_limits"),
    Setup(RabbitMQ, "too little memory", lambda s: s.alarm("memory"),
          "takes no messages: low on memory", "vm_memory_high_watermark"),
    Setup(RabbitMQ, "too little room on its disk", lambda s: s.alarm("disk"),
          "takes no messages: low on disk", "disk_free_limit"),
    Setup(RabbitMQ, "a client certificate", RabbitMQ.encrypted),
    Setup(RabbitMQ, "no client certificate", lambda s: s.encrypted(named=False), "cannot connect",
          "certfile=FILE&keyfile=FILE"),
    Setup(Beanstalkd, "jobs of 100 bytes at most", lambda s: s.url("small")),
    Setup(Beanstalkd, "a server that drains", Beanstalkd.draining, "takes no jobs", "drain"),
)

PROBES = {
    PostgreSQL: ("sql/nulls/sort-position", "sql/transactions/error-aborts",
                 "sql/locking/select-for-update"),
    MariaDB: ("sql/nulls/sort-position", "sql/locking/select-for-update"),
    Redis: ("cache/value/empty-text", "cache/sharing/lock", "redis/transactions/watch-changed"),
    Memcached: ("cache/value/empty-text", "cache/sharing/lock"),
    RabbitMQ: ("queue/confirm/confirmed", "queue/consumers/exclusive-consumer"),
    Beanstalkd: ("queue/confirm/confirmed", "queue/consumers/prefetch-fairness"),
}


class Setups(pc.Case):
    BESIDE = "class"
    SERVER = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server, cls.ready = None, False
        if cls.SERVER:
            cls.server = cls.SERVER(CERTIFICATES)
            cls.addClassCleanup(cls.server.close)

    def examine(self, setup):
        status = self.server.status()
        if status == 77:
            self.skipTest(f"{self.SERVER.__name__} is not there")
        self.assertIsNone(status)
        if not type(self).ready:
            self.server.prepare()
            type(self).ready = True
        before = self.server.inventory()
        with self.server.undo:
            self.ask(setup, setup.arrange(self.server))
        self.assertEqual(self.server.inventory(), before)
        self.assertEqual([
            self.server.left(),
            os.listdir(self.tmp),
            os.listdir(self.state) if os.path.isdir(self.state) else []
        ], [[], [], []])

    def ask(self, setup, url):
        selection = [word for probe in PROBES[self.SERVER] for word in ("--select", probe)]
        said = self.say("doctor", url, status=setup.doctor if setup.reason else 0)
        if setup.reason and setup.doctor:
            self.assert_told(setup, said)
            self.assert_told(setup, self.say("record", url, "-o", os.devnull, *selection, status=3))
        if not setup.reason:
            report = self.report("run",
                                 url,
                                 url,
                                 *selection,
                                 "--deadline",
                                 f"{DEADLINE}s",
                                 status=0)
            self.assertEqual([report["divergences"], report["problems"]], [[], []])
            self.assertGreaterEqual(report["counts"]["behaviours"], len(PROBES[self.SERVER]))
            return
        said = self.say("run", url, url, *selection, status=3)
        self.assert_told(setup, said)
        self.assertNotRegex(said, r"\bdiffer:")

    def say(self, *words, status):
        began = time.monotonic()
        _, output, errors = self.run_program(*words, "--deadline", f"{DEADLINE}s", status=status)
        said = " ".join((output + errors).split())
        self.assertLess(time.monotonic() - began, LIMIT)
        self.assertNotIn(PASSWORD, said)
        return said

    def assert_told(self, setup, said):
        self.assertRegex(said, setup.reason)
        self.assertRegex(said, setup.remedy)


def case_of(server):
    rows = [(setup.name, setup) for setup in SETUPS if setup.server is server]
    body = pc.tests_of(rows, "is_safe", lambda self, _, setup: self.examine(setup))
    return type("On" + server.__name__, (Setups, ), {"SERVER": server, **body})


OnPostgreSQL = case_of(PostgreSQL)
OnMariaDB = case_of(MariaDB)
OnRedis = case_of(Redis)
OnMemcached = case_of(Memcached)
OnBeanstalkd = case_of(Beanstalkd)


class OnRabbitMQ(case_of(RabbitMQ)):
    def test_zz_nothing_is_left_in_any_virtual_host(self):
        if not self.ready:
            self.skipTest("no set-up was asked")
        self.assertEqual(self.server.names(), ["mail", "orders", "pc_reports", "theirs"])


del Setups

if __name__ == "__main__":
    CERTIFICATES = Certificates()
    try:
        unittest.main(testRunner=pc.ConcurrentRunner)
    finally:
        CERTIFICATES.close()
