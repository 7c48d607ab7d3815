"""Every way that a PostgreSQL can be named, what is refused and how that is told, and which rights a role needs."""
import os
import socket
import subprocess
import threading
import time

import pc
from server import Server

SECRET = "Zx9-hidden-Word"
WRONG = "Qy7-mistaken-Word"
PROBE = "-- title: t\n-- bites: b\n-- severity: high\n\nCREATE TABLE t (n INTEGER);\n--? a\nSELECT count(*) FROM t;\n"


def certificate(folder, name):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", os.path.join(folder, name + ".key"),
                    "-out", os.path.join(folder, name + ".crt")], check=True, capture_output=True)


class Connections(pc.Case):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(tcp=True)
        cls.addClassCleanup(cls.server.close)
        for name in ("server", "other"):
            certificate(cls.server.folder, name)
        for ending in ("crt", "key"):
            with open(os.path.join(cls.server.folder, f"server.{ending}"), encoding="utf-8") as file:
                cls.server.write(f"server.{ending}", file.read())
        cls.server.write("pg_hba.conf", "local all postgres trust\nlocal all all scram-sha-256\n"
                         "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n")
        cls.server.start("ssl=on")
        cls.server.sql(f"CREATE ROLE modest LOGIN PASSWORD '{SECRET}'")
        cls.server.sql("GRANT CREATE ON DATABASE postgres TO modest")
        cls.root = os.path.join(cls.server.folder, "server.crt")

    def setUp(self):
        super().setUp()
        for name in [name for name in self.env if name.startswith("PG")]:
            del self.env[name]
        self.write("own/x.sql", PROBE)

    def leftovers(self):
        journals = os.listdir(self.state) if os.path.isdir(self.state) else []
        return self.server.leftovers() + os.listdir(self.tmp) + journals

    def assert_works(self, url, env=None):
        """Doctor, a run and a recording; gives all that they said."""
        said = []
        for arguments in (("doctor", url), ("run", "sqlite::memory:", url, "--no-builtin", "--probes", "own"),
                          ("run", "sqlite::memory:", url, "--no-builtin", "--probes", "own", "--report", "json"),
                          ("record", url, "-o", "r.jsonl", "--no-builtin", "--probes", "own")):
            _, output, errors = self.run_program(*arguments, status=0, env=env or self.env)
            said += [output, errors]
        with open(self.path("r.jsonl"), encoding="utf-8") as file:
            said.append(file.read())
        os.unlink(self.path("r.jsonl"))
        self.assert_nothing_left()
        return "\n".join(said)

    def assert_refused(self, url, status, *texts, env=None):
        """The same from doctor and from a run."""
        for arguments in (("doctor", url), ("run", "sqlite::memory:", url, "--no-builtin", "--probes", "own")):
            _, output, errors = self.run_program(*arguments, status=status, env=env or self.env)
            said = " ".join((output + errors).split())
            for text in texts:
                self.assertIn(text, said)
            for secret in (SECRET, WRONG):
                self.assertNotIn(secret, said)
        self.assert_nothing_left()

    def service(self, *lines):
        return self.write("service.conf", "\n".join(["[parity]", "host=127.0.0.1", f"port={self.server.port}", "dbname=postgres",
                                                     "user=modest", *lines, ""]))

    def passfile(self, password=SECRET):
        path = self.write("pass", f"*:*:*:*:{password}\n")
        os.chmod(path, 0o600)
        return path

    def test_a_named_service(self):
        file = self.service(f"password={SECRET}")
        self.assertNotIn(SECRET, self.assert_works(f"postgresql:///?service=parity&servicefile={file}"))
        self.assert_refused("postgresql:///?service=parity", 3, "no file is named with servicefile=FILE", env=dict(self.env, PGSERVICEFILE=file))
        self.assert_refused(f"postgresql:///?service=nowhere&servicefile={file}", 3, 'definition of service "nowhere" not found')
        self.assert_refused(f"postgresql:///?service=parity&servicefile={self.path('none')}", 3, "none", "not found")

    def test_a_service_that_names_a_password_file(self):
        file = self.service(f"passfile={self.passfile()}")
        self.assertNotIn(SECRET, self.assert_works(f"postgresql:///?service=parity&servicefile={file}"))

    def test_a_password_file_counts_only_where_it_is_named(self):
        path = self.passfile()
        home = dict(self.env, HOME=self.folder, PGPASSFILE=path)
        os.symlink(path, self.path(".pgpass"))
        self.assertNotIn(SECRET, self.assert_works(self.server.url("modest", options=f"passfile={path}")))
        self.assert_refused(self.server.url("modest"), 3, "no password supplied", env=home)

    def test_the_password_appears_nowhere(self):
        file = self.service(f"password={SECRET}")
        seen, stop = [], threading.Event()

        def watch():
            while not stop.is_set():
                seen.append(subprocess.run(["ps", "axwwe", "-o", "args"], capture_output=True, text=True, check=False).stdout)
                time.sleep(0.02)

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            for url in (self.server.url("modest", options=f"passfile={self.passfile()}"), f"postgresql:///?service=parity&servicefile={file}"):
                self.assertNotIn(SECRET, self.assert_works(url))
        finally:
            stop.set()
            watcher.join()
        self.assertTrue(any("postgresql://" in listing for listing in seen))
        self.assertNotIn(SECRET, "\n".join(seen))

    def test_a_unix_socket(self):
        folder = self.server.folder
        for url in (f"postgresql:///postgres?host={folder}&port={self.server.port}&user=postgres",
                    f"postgresql://postgres@{folder.replace('/', '%2F')}:{self.server.port}/postgres"):
            self.assertIn("ssl: off", self.assert_works(url))
        self.assert_refused(f"postgresql:///postgres?host={self.tmp}&user=postgres", 3, "No such file or directory")

    def test_keywords_in_the_url(self):
        said = self.assert_works(f"postgresql://?host=127.0.0.1&port={self.server.port}&dbname=postgres&user=modest&password={SECRET}"
                                 "&options=-c%20work_mem%3D8MB&connect_timeout=5&client_encoding=UTF8")
        self.assertNotIn(SECRET, said)
        self.assertIn("password=***", said)

    def test_several_hosts(self):
        port = self.server.port
        self.assert_works(f"postgresql://postgres@127.0.0.1:1,127.0.0.1:{port}/postgres")
        self.assert_works(f"postgresql://postgres@/postgres?host={self.tmp},127.0.0.1&port=5432,{port}")
        self.assert_refused("postgresql://postgres@127.0.0.1:1,127.0.0.1:2/postgres", 3, "port 1 failed", "port 2 failed")

    def test_a_host_that_stays_silent(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            port = silent.getsockname()[1]
            url = f"postgresql://postgres@127.0.0.1:{port},127.0.0.1:{self.server.port}/postgres?connect_timeout=3"
            self.assert_works(url)
            began = time.monotonic()
            self.assert_refused(f"postgresql://postgres@127.0.0.1:{port}/postgres?connect_timeout=3", 3, "no answer within the time-out")
            self.assertLess(time.monotonic() - began, 60)

    def test_tls(self):
        url = self.server.url("modest", options=f"passfile={self.passfile()}")
        self.assertIn("ssl: on", self.assert_works(url + "&sslmode=require"))
        self.assertIn("ssl: off", self.assert_works(url + "&sslmode=disable"))
        self.assertIn("ssl: on", self.assert_works(f"{url}&sslmode=verify-full&sslrootcert={self.root}"))
        report = self.report("run", "sqlite::memory:", url + "&sslmode=require", "--no-builtin", "--probes", "own", status=0)
        settings = [e["services"]["sql"]["fingerprint"]["settings"] for e in report["environments"]]
        self.assertIn("on", [s.get("ssl") for s in settings])
        other = os.path.join(self.server.folder, "other.crt")
        self.assert_refused(f"{url}&sslmode=verify-full&sslrootcert={other}", 3, "certificate verify failed")
        name = url.replace("@127.0.0.1:", "@localhost:")
        self.assert_refused(f"{name}&sslmode=verify-full&sslrootcert={self.root}", 3, 'does not match host name "localhost"')
        self.assert_refused(f"{url}&sslmode=verify-full&sslrootcert={self.path('none.crt')}", 3, "none.crt", "does not exist")

    def test_wrong_passwords(self):
        message = 'password authentication failed for user "modest"'
        address = self.server.url("modest").split("@")[1]
        self.assert_refused(f"postgresql://modest:{WRONG}@{address}", 3, message)
        self.assert_refused(f"postgresql://modest@{address}?password={WRONG}", 3, message)
        self.assert_refused(f"postgresql://modest@{address}?passfile={self.passfile(WRONG)}", 3, message)
        self.assert_refused(f"postgresql:///?service=parity&servicefile={self.service('password=' + WRONG)}", 3, message)

    def test_a_password_that_is_not_escaped(self):
        address = self.server.url("modest").split("@")[1]
        for password in (f"a?{SECRET}", f"{SECRET}?b", f"a?{SECRET}=c", f"{SECRET}?sslmode=c", f"12?{SECRET}"):
            self.assert_refused(f"postgresql://modest:{password}@{address}", 2, "'?' %3F")
        for query in ("user=me@server", "user=me%40server"):
            self.assert_refused(f"postgresql://127.0.0.1:1?{query}", 3, "Connection refused")

    def test_what_does_not_exist(self):
        self.assert_refused(self.server.url(database="nowhere"), 3, 'database "nowhere" does not exist')
        self.assert_refused(self.server.url("nobody-here"), 3, "nobody-here")

    def test_unknown_options(self):
        rows = (("sslmod=require", "has no option 'sslmod', did you mean 'sslmode'?"),
                ("servicefil=x", "has no option 'servicefil', did you mean 'servicefile'?"),
                ("paswordfile=x", "has no option 'paswordfile'"), ("passfil=x", "did you mean 'passfile'?"))
        for option, message in rows:
            self.assert_refused(self.server.url(options=option), 2, message)

    def test_a_modest_role_is_enough(self):
        said = self.assert_works(self.server.url("modest", options=f"passfile={self.passfile()}"))
        self.assertNotIn("more rights", said)

    def test_more_rights_than_needed_are_told(self):
        _, output, _ = self.run_program("doctor", self.server.url(), status=0)
        self.assertIn("the role postgres has more rights than the probes need (SUPERUSER", output)
        self.assertIn("GRANT CREATE ON DATABASE postgres TO paritycheck", output)
        for right in ("CREATEDB", "CREATEROLE", "BYPASSRLS", "REPLICATION"):
            self.server.sql(f"CREATE ROLE \"Ex-{right}\" LOGIN {right} PASSWORD '{SECRET}'; GRANT CREATE ON DATABASE postgres TO \"Ex-{right}\"")
            _, output, _ = self.run_program("doctor", self.server.url(f"Ex-{right}", options=f"passfile={self.passfile()}"), status=0)
            self.assertIn(f"the role \"Ex-{right}\" has more rights than the probes need ({right})", output)
            self.assertIn("own schemas", output)

    def test_fewer_rights_than_needed_are_told(self):
        self.server.sql(f"CREATE ROLE \"Few-rights\" LOGIN PASSWORD '{SECRET}'")
        url = self.server.url("Few-rights", options=f"passfile={self.passfile()}")
        grant = 'GRANT CREATE ON DATABASE postgres TO "Few-rights"'
        self.assert_refused(url, 3, 'the role "Few-rights" may not create schemas in this database', grant)
        _, output, _ = self.run_program("doctor", url, status=3)
        self.assertIn("NOT FIT: reached, but the role", output)
        self.assertNotIn("NOT THERE", output)
        self.server.sql(grant)
        self.assert_works(url)

    def test_a_server_that_takes_no_writes(self):
        self.server.sql(f"CREATE ROLE reader LOGIN PASSWORD '{SECRET}'; GRANT CREATE ON DATABASE postgres TO reader; "
                        "ALTER ROLE reader SET default_transaction_read_only = on")
        self.assert_refused(self.server.url("reader", options=f"passfile={self.passfile()}"), 3, "takes no writes")
        _, output, _ = self.run_program("doctor", self.server.url("reader", options=f"passfile={self.passfile()}"), status=3)
        self.assertIn("NOT FIT: reached, but it takes no writes", output)

    def test_connection_loss_tells_no_password(self):
        """The server ends every session of the role while its questions run."""
        self.write("slow/x.sql", PROBE.replace("SELECT count(*) FROM t", "SELECT pg_sleep(3)"))
        url = self.server.url("modest", options=f"passfile={self.passfile()}")
        process = self.popen("run", url, url, "--no-builtin", "--probes", "slow", "--report", "json")
        until = time.monotonic() + pc.SOON
        while time.monotonic() < until and process.poll() is None:
            if self.server.sql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'modest' "
                               "AND query LIKE '%pg_sleep%'") != "0":
                break
            time.sleep(0.05)
        output, errors = process.communicate(timeout=pc.PATIENCE)
        self.assertEqual(process.returncode, 3, output + errors)
        self.assertIn("fault", output)
        self.assertNotIn(SECRET, output + errors)
        self.assert_nothing_left()


if __name__ == "__main__":
    pc.main()
