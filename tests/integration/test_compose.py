"""From a recording of real servers to a compose file that runs the same, and back: its settings are given to real servers."""
import json
import os
import shutil
import socket
import subprocess
import time

import pc
from pc import BIN, POSTGRESQL, SOURCE
from server import free_port
import yaml

FILES = os.path.join(SOURCE, "tests", "integration", "compose")
# The services that it was started below: more of them make more of the file.
NAMES = {"database": "PC_TEST_POSTGRESQL", "orders": "PC_TEST_MARIADB", "cache": "PC_TEST_REDIS", "sessions": "PC_TEST_MEMCACHED",
         "queue": "PC_TEST_RABBITMQ"}
URLS = {name: os.environ[variable] for name, variable in NAMES.items() if variable in os.environ}
PASSWORDS = {"POSTGRES_PASSWORD": "a$b", "MARIADB_ROOT_PASSWORD": "c", "RABBITMQ_PASSWORD": "d"}
# The settings of a server that a compose file has no say in.
OWN = {"database": {"ssl"}, "cache": {"maxclients", "os", "mem_allocator"}}


class Compose(pc.Case):
    production = ""

    @classmethod
    def setUpClass(cls):
        """Production has its own ideas."""
        for name, value in (("TimeZone", "'Europe/Berlin'"), ("default_transaction_isolation", "'repeatable read'"),
                            ("DateStyle", "'ISO, DMY'"), ("extra_float_digits", "0"), ("lc_messages", "'C'")):
            subprocess.run([os.path.join(BIN, "psql"), POSTGRESQL, "-XAtqc", f"ALTER SYSTEM SET {name} = {value}"], check=True)
        subprocess.run([os.path.join(BIN, "psql"), POSTGRESQL, "-XAtqc", "SELECT pg_reload_conf()"], check=True, stdout=subprocess.DEVNULL)
        for name, value in (("maxmemory", "50331648"), ("maxmemory-policy", "volatile-ttl"), ("appendonly", "yes"),
                            ("notify-keyspace-events", "Ex"), ("hash-max-listpack-entries", "7")):
            subprocess.run(["redis-cli", "-u", URLS["cache"], "CONFIG", "SET", name, value], check=True, stdout=subprocess.DEVNULL)

    def setUp(self):
        super().setUp()
        self.wait_until(lambda: self.sql("SHOW TimeZone") == "Europe/Berlin", "PostgreSQL reads its settings")
        self.servers = []
        self.addCleanup(self.end_servers)

    def end_servers(self):
        for server in self.servers:
            server.terminate()
            server.wait(60)

    def record(self, urls, name):
        """A recording of an environment with these services, and its header."""
        lines = "".join(f"    {service}: \"{url}\"\n" for service, url in urls.items())
        self.write("paritycheck.yaml", f"environments:\n  production:\n{lines}")
        self.run_program("record", "production", "-o", name, "--select", "sql/text/l*", "--select", "sql/dates/*",
                         "--select", "cache/keys/*", "--select", "queue/order/*", "-q")
        with open(self.path(name), encoding="utf-8") as file:
            header = json.loads(file.readline())
        for service, recorded in header["services"].items():
            self.assertTrue(recorded["fingerprint"], f"{service} did not answer")
        return header["services"]

    def record_production(self):
        """Of all five, once for all tests."""
        if not Compose.production:
            self.record(URLS, "production.jsonl")
            with open(self.path("production.jsonl"), encoding="utf-8") as file:
                Compose.production = file.read()
        self.write("production.jsonl", Compose.production)
        return json.loads(Compose.production.split("\n", 1)[0])["services"]

    def compose(self):
        """The compose file for all five, read as Compose reads it."""
        recorded = self.record_production()
        return recorded, *self.composed("production.jsonl")

    def composed(self, recording):
        """The text of the compose file for a recording, and its services as Compose reads them."""
        self.run_program("compose", recording, "-o", "mirror.yml", status=0)
        with open(self.path("mirror.yml"), encoding="utf-8") as file:
            text = file.read()
        done = subprocess.run(["docker-compose", "-f", "mirror.yml", "config"], cwd=self.folder, env=dict(self.env, **PASSWORDS),
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr + text)
        return text, yaml.safe_load(done.stdout)["services"]

    def start(self, url, *command):
        """A server as an unprivileged user, once it answers."""
        user = [] if os.geteuid() else ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"]
        with open(self.path("server.log"), "ab") as log:
            self.servers.append(subprocess.Popen([*user, *command], stdout=log, stderr=log, cwd=self.tmp))
        host, port = url.split("//")[1].split("@")[-1].split("/")[0].split(":")
        until = time.monotonic() + pc.SOON
        while time.monotonic() < until and self.servers[-1].poll() is None:
            try:
                socket.create_connection((host, int(port)), 1).close()
                return url
            except OSError:
                time.sleep(0.05)
        with open(self.path("server.log"), encoding="utf-8", errors="replace") as log:
            self.fail(f"{command}\n{log.read()}")

    def start_postgresql(self, service):
        """A PostgreSQL made and started as its image would do it."""
        os.chmod(self.folder, 0o755)
        os.chmod(self.tmp, 0o777)
        port = free_port()
        data = os.path.join(self.tmp, "data")
        user = [] if os.geteuid() else ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"]
        arguments = service["environment"]["POSTGRES_INITDB_ARGS"].split()
        subprocess.run([*user, os.path.join(BIN, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-N", *arguments],
                       check=True, stdout=subprocess.DEVNULL, cwd=self.tmp, env=dict(self.env, TZ="UTC"))
        program, *options = service["command"]
        self.assertEqual(program, "postgres")
        url = self.start(f"postgresql://postgres@127.0.0.1:{port}/postgres", os.path.join(BIN, program), "-D", data, "-p", str(port),
                         "-k", self.tmp, *options)
        self.wait_until(lambda: subprocess.run([os.path.join(BIN, "pg_isready"), "-q", "-d", url], check=False).returncode == 0, "PostgreSQL")
        return url

    def assert_same_settings(self, service, expected, url):
        actual = self.record({service: url}, f"{service}.jsonl")[service]["fingerprint"]
        leave = OWN.get(service, set())
        self.assertEqual({name: value for name, value in actual["settings"].items() if name not in leave},
                         {name: value for name, value in expected["fingerprint"]["settings"].items() if name not in leave})

    def test_services_are_those_of_production(self):
        recorded, text, services = self.compose()
        versions = {name: service["fingerprint"]["version"] for name, service in recorded.items()}
        images = {"database": "postgres", "orders": "mariadb", "cache": "redis", "sessions": "memcached", "queue": "rabbitmq"}
        self.assertEqual(sorted(services), sorted(URLS))
        for name in URLS:
            image = images[name]
            repository, tag = services[name]["image"].split(":")
            self.assertEqual(repository, image)
            self.assertRegex(versions[name], rf"^{tag}([^0-9.]|$)")
            self.assertIn("healthcheck", services[name])
            self.assertTrue(all("127.0.0.1" in str(port) for port in services[name]["ports"]))
        self.assertIn("# the image has Etc/UTC; sql/dates/", text)
        self.assertEqual(yaml.safe_load(text)["services"]["database"]["environment"]["POSTGRES_PASSWORD"][:20], "${POSTGRES_PASSWORD:")

    def test_real_servers_take_the_settings_and_then_are_the_same(self):
        recorded, _, services = self.compose()
        os.chmod(self.folder, 0o755)
        os.chmod(self.tmp, 0o777)

        port = free_port()
        url = self.start(f"redis://127.0.0.1:{port}/0", *services["cache"]["command"], "--port", str(port), "--dir", self.tmp)
        self.assert_same_settings("cache", recorded["cache"], url)

        self.assert_same_settings("database", recorded["database"], self.start_postgresql(services["database"]))

    def test_a_locale_of_icu_is_kept(self):
        self.sql("CREATE DATABASE icu TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'de-AT'")
        self.addCleanup(self.sql, "DROP DATABASE icu")
        recorded = self.record({"database": POSTGRESQL.removesuffix("/postgres") + "/icu"}, "icu.jsonl")
        self.assertEqual(recorded["database"]["fingerprint"]["settings"]["datlocale"], "de-AT")
        text, services = self.composed("icu.jsonl")
        self.assertNotIn("add it", text)
        self.assertIn("--icu-locale=de-AT", services["database"]["environment"]["POSTGRES_INITDB_ARGS"])
        self.assert_same_settings("database", recorded["database"], self.start_postgresql(services["database"]))

    def test_other_servers_know_their_arguments(self):
        _, _, services = self.compose()
        if "orders" in URLS:
            program, *options = services["orders"]["command"]
            path = shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin")
            known = subprocess.run([path, "--no-defaults", *options, "--verbose", "--help"], capture_output=True, text=True, check=False)
            self.assertEqual(known.returncode, 0, known.stderr[-2000:])
            self.assertNotIn("unknown", known.stderr)
        command = services["sessions"].get("command", ["memcached"])
        port = free_port()
        self.start(f"memcached://127.0.0.1:{port}", *command, "-l", "127.0.0.1", "-p", str(port))

    def test_where_development_runs_something_else(self):
        self.record_production()
        self.run_program("compose", "production.jsonl", "-o", "mirror.yml", status=0)
        _, output, _ = self.run_program("compose", "production.jsonl", "--against", "mirror.yml", status=0)
        self.assertIn("runs what was recorded of production", output)
        expected = {
            "django.yml": ("django.yml:21:12: service 'db': 'postgres:13-alpine' pins 13; production runs PostgreSQL 15",
                           "django.yml:29:12: service 'redis': 'redis' has no version"),
            "rails.yml": ("rails.yml:17:12: service 'mysql' is MySQL; production runs",
                          "rails.yml:28:12: service 'jobs' is Redis; production runs RabbitMQ" if "queue" in URLS else "does the job"),
            "node.yml": ("node.yml:10:21: the database is SQLite; production runs", "rabbitmq:3-management' may become another" if "queue" in URLS else "does the job",
                         "node.yml: nothing does the job of 'cache'"),
            "anchors.yml": ("the cache is a dictionary in the process; production runs Redis",)}
        for name, lines in expected.items():
            shutil.copy(os.path.join(FILES, name), self.folder)
            _, output, _ = self.run_program("compose", "production.jsonl", "--against", name, status=1)
            for line in lines:
                self.assertIn(line, output)

    def test_wrong_input_is_told(self):
        self.write("none.jsonl", "{}\n")
        _, _, errors = self.run_program("compose", "none.jsonl", status=2)
        self.assertIn("none.jsonl:1: not a recording", errors)
        _, _, errors = self.run_program("compose", status=2)
        self.assertIn("expected one recording", errors)
        self.record({"cache": URLS["cache"]}, "r.jsonl")
        self.write("mine.yml", "mine\n")
        _, _, errors = self.run_program("compose", "r.jsonl", "-o", "mine.yml", status=2)
        self.assertIn("exists already", errors)
        _, output, _ = self.run_program("compose", "r.jsonl", status=0)
        self.assertIn("redis", yaml.safe_load(output)["services"]["cache"]["image"])


if __name__ == "__main__":
    pc.main()
