"""Servers that are set up as companies run them, each started once and changed from one set-up to
the next, with what is others'."""
import contextlib
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile

import pc
from broker import wait_until
from server import Server, free_port

PASSWORD = "Hk4-secret-Word"


def output_of(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


class Started:
    """What tests/services/with-NAME gives its command, from now on until it is closed. None of it
    where the service is not to be had."""
    def __init__(self, name, *options, **environment):
        command = [
            os.path.join(pc.SOURCE, "tests", "services", "with-" + name), *options, "sh", "-c",
            "env -0 && printf '\\0' && exec cat >/dev/null"
        ]
        self.process = subprocess.Popen(command,
                                        stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE,
                                        env=dict(os.environ, **environment))
        self.found = None

    def variables(self):
        if self.found is None:
            said = b""
            while not said.endswith(b"\0\0") and (more := self.process.stdout.read1(65536)):
                said += more
            self.found = dict(
                entry.split("=", 1) for entry in said.decode().split("\0") if "=" in entry)
        return self.found

    def __getitem__(self, name):
        return self.variables()["PC_TEST_" + name]

    def status(self):
        """Of a start that failed; None: it runs."""
        return None if self.variables() else self.process.wait()

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(60)


class Certificates:
    """An authority, a server's certificate for this machine, and one of a client called
    'certified', in a folder that every server may read."""
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="pc-certificates-", dir=os.environ.get("PC_TEST_TMP", "/tmp"))
        os.chmod(self.folder, 0o755)
        self.make("ca", "authority", "-addext", "basicConstraints=critical,CA:TRUE")
        for name, subject in (("server", "127.0.0.1"), ("client", "certified")):
            self.make(name, subject, "-CA", self.path("ca.crt"), "-CAkey", self.path("ca.key"),
                      "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", "-addext",
                      "basicConstraints=CA:FALSE")
            os.chmod(self.path(name + ".key"), 0o644)
        # PostgreSQL's client takes no key that others may read.
        shutil.copy(self.path("client.key"), self.path("own.key"))
        os.chmod(self.path("own.key"), 0o600)

    def make(self, name, subject, *more):
        output_of("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                  "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", f"/CN={subject}",
                  "-keyout", self.path(name + ".key"), "-out", self.path(name + ".crt"), *more)

    def path(self, name):
        return os.path.join(self.folder, name)

    def named(self, certificate, key, file="client.key"):
        """The client's own, as options of a URL that are called so."""
        return f"&{certificate}={self.path('client.crt')}&{key}={self.path(file)}"

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.path(name), 0o644)
        return self.path(name)

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class Production:
    """What all of them have. A set-up is a function of it that gives the URL to ask; undo holds
    what takes it back, and life what ends the server."""
    def __init__(self):
        self.life = contextlib.ExitStack()
        self.undo = contextlib.ExitStack()

    def status(self):
        """Of a start that failed; None: it runs."""
        return None

    def close(self):
        self.life.close()

    def prepare(self):
        """Once, before the first set-up: users, and what is others'."""

    def inventory(self):
        """All that is others', with its content."""
        raise NotImplementedError

    def left(self):
        """What bears a run's name."""
        raise NotImplementedError


class PostgreSQL(Production):
    roles = {
        "modest": "",
        "few": "CONNECTION LIMIT 2",
        "reader": "",
        "hurried": "",
        "impatient": "",
        "audited": "",
        "tlsonly": "",
        "certified": "",
        "serial": "",
        "locked": ""
    }
    powerless = {"poor": "", "public_only": "GRANT CREATE ON SCHEMA public TO public_only"}
    hba = """local all all trust
local replication all trust
hostssl all certified 127.0.0.1/32 cert
hostssl all tlsonly 127.0.0.1/32 trust
host all postgres,{} 127.0.0.1/32 trust
"""

    def __init__(self, certificates):
        super().__init__()
        self.certificates = certificates
        self.server = Server(tcp=True)
        self.life.callback(self.server.close)
        for name, source in (("server.crt", "server.crt"), ("server.key", "server.key"),
                             ("ca.crt", "ca.crt")):
            with open(certificates.path(source), encoding="utf-8") as file:
                self.server.write(name, file.read())
        plain = [
            role for role in [*self.roles, *self.powerless] if role not in ("tlsonly", "certified")
        ]
        self.server.write("pg_hba.conf", self.hba.format(",".join(plain)))
        self.server.start("ssl=on", "ssl_ca_file=ca.crt", "max_connections=20", "max_wal_senders=2",
                          "wal_level=replica", "hot_standby=on")

    def prepare(self):
        for role, options in self.roles.items():
            self.server.sql(
                f"CREATE ROLE {role} LOGIN {options}; GRANT CREATE ON DATABASE postgres TO {role}")
        for role, grant in self.powerless.items():
            self.server.sql(f"CREATE ROLE {role} LOGIN; {grant}")
        for setting in ("locked NOLOGIN", "reader SET default_transaction_read_only = on",
                        "hurried SET statement_timeout = 50",
                        "impatient SET idle_in_transaction_session_timeout = 2000",
                        "serial SET default_transaction_isolation = 'serializable'"):
            self.server.sql("ALTER ROLE " + setting)
        self.server.sql("""CREATE SCHEMA shop;
            CREATE TABLE shop.orders (n integer PRIMARY KEY, t text);
            INSERT INTO shop.orders SELECT n, n::text FROM generate_series(1, 50) AS n;
            CREATE TABLE public.users (n integer);
            INSERT INTO public.users VALUES (1);
            CREATE SCHEMA pc_reports;
            CREATE TABLE pc_reports.kept (n integer)""")

    def inventory(self):
        return self.server.sql("""SELECT 'schema', nspname, nspacl::text FROM pg_namespace
            WHERE nspname !~ '^pg_(toast|temp)'
            UNION ALL SELECT relkind::text, relnamespace::regnamespace || '.' || relname,
              relacl::text FROM pg_class WHERE relnamespace <> 99
            UNION ALL SELECT 'role', rolname, rolconfig::text FROM pg_roles
            UNION ALL SELECT 'database', datname, datacl::text FROM pg_database
            UNION ALL SELECT 'rows', md5(string_agg(n || t, ',' ORDER BY n)), NULL FROM shop.orders
            UNION ALL SELECT 'rows', count(*)::text, NULL FROM public.users ORDER BY 1, 2, 3""")

    def left(self):
        return [name for name in self.server.leftovers() if name != "pc_reports"]

    def role(self, name, options="sslmode=disable"):
        return self.server.url(name, options=options)

    def full(self, taken=17):
        """All slots that are not kept for superusers are taken, or so many of the 17."""
        said = b"user\0modest\0database\0postgres\0\0"
        for _ in range(taken):
            client = socket.create_connection(("127.0.0.1", self.server.port))
            self.undo.callback(client.close)
            client.sendall(struct.pack("!ii", len(said) + 8, 196608) + said)
            client.recv(65536)
        return self.role("modest")

    def few_for_the_database(self):
        self.server.sql("ALTER DATABASE postgres CONNECTION LIMIT 3")
        self.undo.callback(self.server.sql, "ALTER DATABASE postgres CONNECTION LIMIT -1")
        return self.role("modest")

    def no_definitions(self):
        """As auditing does it."""
        self.server.sql("""CREATE FUNCTION public.refuse() RETURNS event_trigger
            LANGUAGE plpgsql AS $$ BEGIN
              IF current_user = 'audited' THEN
                RAISE EXCEPTION 'definitions only by the migration tool';
              END IF;
            END $$;
            CREATE EVENT TRIGGER refuse ON ddl_command_start EXECUTE FUNCTION public.refuse()""")
        self.undo.callback(self.server.sql,
                           "DROP EVENT TRIGGER refuse; DROP FUNCTION public.refuse()")
        return self.role("audited")

    def standby(self):
        data = os.path.join(self.server.folder, "standby")
        self.server.call(os.path.join(pc.BIN, "pg_basebackup"), "-h", self.server.folder, "-p",
                         str(self.server.port), "-U", "postgres", "-D", data, "-R", "-X", "fetch",
                         "-c", "fast", "--no-sync")
        standby = object.__new__(Server)
        standby.__dict__.update(self.server.__dict__, data=data, process=None)
        standby.start("max_connections=20", "max_wal_senders=2")
        self.undo.callback(standby.kill)
        return standby.url("modest")

    def pooled(self):
        bouncer = Started("pgbouncer", PC_TEST_POSTGRESQL=self.server.url())
        self.undo.callback(bouncer.close)
        return bouncer["PGBOUNCER_TRANSACTION"]

    def certified(self, named=True):
        own = self.certificates.named("sslcert", "sslkey", "own.key") if named else ""
        return self.server.url(
            "certified",
            options=f"sslmode=verify-full&sslrootcert={self.certificates.path('ca.crt')}{own}")


class MariaDB(Production):
    scratch = "GRANT ALL ON `pc\\_%`.* TO {0}; GRANT PROCESS ON *.* TO {0}"
    users = {
        "modest": "",
        "few": "WITH MAX_USER_CONNECTIONS 2",
        "encrypted": "REQUIRE SSL",
        "certified": "REQUIRE X509",
        "expired": "PASSWORD EXPIRE",
        "shut": "ACCOUNT LOCK"
    }

    def __init__(self, certificates):
        super().__init__()
        self.certificates = certificates
        self.started = Started("mariadb", "--set", "ssl-ca=" + certificates.path("ca.crt"))
        self.life.callback(self.started.close)

    def status(self):
        return self.started.status()

    def sql(self, text):
        return output_of("mariadb", "--no-defaults", "--socket", self.started["MARIADB_SOCKET"],
                         "-u", "root", "-NBe", text)

    def prepare(self):
        made = [
            f"CREATE USER {name}@'127.0.0.1' IDENTIFIED BY '{PASSWORD}' {options}; " +
            self.scratch.format(f"{name}@'127.0.0.1'") for name, options in self.users.items()
        ]
        self.sql("; ".join(made) + f""";
            CREATE USER poor@'127.0.0.1' IDENTIFIED BY '{PASSWORD}';
            GRANT SELECT ON app.* TO poor@'127.0.0.1';
            CREATE TABLE app.orders (n integer PRIMARY KEY, t text)
              AS SELECT seq AS n, seq AS t FROM app.seq_1_to_50;
            CREATE DATABASE pc_reports;
            CREATE TABLE pc_reports.kept (n integer)""")

    def inventory(self):
        return self.sql("""SELECT TABLE_SCHEMA, TABLE_NAME, CREATE_TIME
            FROM information_schema.TABLES WHERE TABLE_SCHEMA NOT IN
              ('information_schema', 'performance_schema', 'sys', 'mysql') ORDER BY 1, 2;
            SELECT SCHEMA_NAME FROM information_schema.SCHEMATA ORDER BY 1;
            SELECT User, Host FROM mysql.user ORDER BY 1, 2;
            CHECKSUM TABLE app.orders;
            SELECT @@read_only, @@max_connections""")

    def left(self):
        return [
            name for name in self.sql("SHOW DATABASES LIKE 'pc\\_%'").split()
            if name != "pc_reports"
        ]

    def user(self, name, options="ssl-mode=disabled"):
        port = self.started["MARIADB"].rsplit(":", 1)[1].split("/")[0]
        return f"mysql://{name}:{PASSWORD}@127.0.0.1:{port}?{options}"

    def with_setting(self, name, value, user="modest"):
        before = self.sql(f"SELECT @@GLOBAL.{name}").strip()
        self.sql(f"SET GLOBAL {name} = {value}")
        self.undo.callback(self.sql, f"SET GLOBAL {name} = {before}")
        return self.user(user)

    def full(self):
        # A connection counts from its greeting on, and is kept without a login for so long.
        self.with_setting("connect_timeout", 600)
        url = self.with_setting("max_connections", 10)
        port = int(self.started["MARIADB"].rsplit(":", 1)[1].split("/")[0])
        for _ in range(10):
            client = socket.create_connection(("127.0.0.1", port))
            self.undo.callback(client.close)
            client.recv(4096)
        return url

    def certified(self, named=True):
        own = self.certificates.named("ssl-cert", "ssl-key") if named else ""
        return self.user("certified", "ssl-mode=required" + own)


class Redis(Production):
    recipe = (
        "~pc_* &* +@all -@admin -@dangerous +info +keys +sort +sort_ro +restore +client|list +client|kill "
        "+config|get +acl|whoami +acl|dryrun "
        "-script|flush -function").split()
    users = {
        "modest": recipe,
        "elsewhere": ["~app:*", *recipe[1:]],
        "reader": ["~*", "&*", "+@read", "+@connection", "+info", "+acl|whoami", "+acl|dryrun"],
        "plain": ["~pc_*", "&*", "+@all", "-@admin", "-@dangerous"]
    }

    def __init__(self, certificates):
        super().__init__()
        self.started = Started("redis")
        settings = certificates.write(
            "redis.conf", 'rename-command FLUSHALL ""\nrename-command CONFIG ""\ndatabases 1\n')
        self.narrow = Started("redis", "--include", settings)
        for each in (self.started, self.narrow):
            self.life.callback(each.close)

    def status(self):
        return self.started.status()

    def ask(self, *words, server=None):
        folder = (server or self.started)["REDIS_FOLDER"]
        return json.loads(output_of("redis-cli", "-s", os.path.join(folder, "redis.sock"), "--json",
                                    *words))

    def prepare(self):
        for name, rights in self.users.items():
            self.ask("ACL", "SETUSER", name, "on", ">" + PASSWORD, *rights)
        for server in (self.started, self.narrow):
            self.ask("MSET", "app:a", "1", "pc_reports", "2", "session:9", "x", server=server)
            self.ask("RPUSH", "app:queue", "a", "b", "c", server=server)

    def inventory(self):
        return [[(key, self.ask("TTL", key, server=server), self.ask(*content, server=server))
                 for key, content in (("app:a", ("GET", "app:a")),
                                      ("app:queue", ("LRANGE", "app:queue", "0", "-1")),
                                      ("pc_reports", ("GET", "pc_reports")),
                                      ("session:9", ("GET", "session:9")))] +
                [sorted(self.ask("KEYS", "*", server=server))]
                for server in (self.started, self.narrow)]

    def left(self):
        return [
            key for server in (self.started, self.narrow)
            for key in self.ask("KEYS", "pc_*", server=server) if key != "pc_reports"
        ]

    def url(self, user="", server=None):
        url = (server or self.started)["REDIS"]
        return url.replace("//", f"//{user}:{PASSWORD}@", 1) if user else url

    def with_setting(self, name, value, url=None):
        before = self.ask("CONFIG", "GET", name)[name]
        self.ask("CONFIG", "SET", name, value)
        self.undo.callback(self.ask, "CONFIG", "SET", name, before)
        return url or self.url()

    def with_password(self, url):
        folder = os.path.join(self.started["REDIS_FOLDER"], "redis.sock")
        self.ask("CONFIG", "SET", "requirepass", PASSWORD)
        self.undo.callback(output_of, "redis-cli", "-s", folder, "--no-auth-warning", "-a",
                           PASSWORD, "CONFIG", "SET", "requirepass", "")
        return url

    def replica(self):
        """Of a master that cannot be reached."""
        self.ask("REPLICAOF", "127.0.0.1", "1")
        self.undo.callback(self.ask, "REPLICAOF", "NO", "ONE")
        return self.url()

    def info(self):
        return output_of("redis-cli", "-u", self.url(), "INFO")

    def failed_save(self):
        """Its folder takes no file: it takes no more writes then."""
        folder = self.started["REDIS_FOLDER"]
        os.chmod(folder, 0o555)
        self.undo.callback(os.chmod, folder, 0o755)
        self.with_setting("save", "3600 1")
        with contextlib.suppress(json.JSONDecodeError):
            self.ask("BGSAVE")
        wait_until(lambda: "rdb_last_bgsave_status:err" in self.info(), pc.SOON)

        def mend():
            os.chmod(folder, 0o755)
            self.ask("SAVE")

        self.undo.callback(mend)
        return self.url()

    def full(self):
        """As many clients as it takes."""
        port = int(self.url().rsplit(":", 1)[1].split("/")[0])
        clients = []

        def free():
            for client in clients:
                client.close()
            wait_until(lambda: self.ask("CONFIG", "SET", "maxclients", "10000") == "OK", pc.SOON)

        self.undo.callback(free)
        self.ask("CONFIG", "SET", "maxclients", "8")
        for _ in range(8):
            client = socket.create_connection(("127.0.0.1", port))
            clients.append(client)
            client.sendall(b"PING\r\n")
            client.recv(100)
        return self.url()


class Memcached(Production):
    def __init__(self, certificates):
        super().__init__()
        users = certificates.write("memcached.users", f"ada:{PASSWORD}\n")
        # A word behind an option is its value where it begins with a digit.
        options = {
            "small": ("-m", "2"),
            "small_items": ("-I", "512k"),
            "few": ("-c", "40", "-t", "1"),
            "users": ("-Y" + users, ),
            "silent": ("-X", )
        }
        self.servers = {name: Started("memcached", *words) for name, words in options.items()}
        for server in self.servers.values():
            self.life.callback(server.close)

    def status(self):
        return self.servers["small"].status()

    def url(self, name):
        return self.servers[name]["MEMCACHED"]

    def connect(self, name):
        host, port = self.url(name).split("//")[1].split(":")
        return socket.create_connection((host, int(port)), 10)

    def ask(self, name, *lines):
        with self.connect(name) as connection:
            if name == "users":
                connection.sendall(
                    f"set key 0 0 {len(PASSWORD) + 4}\r\nada {PASSWORD}\r\n".encode())
                connection.recv(100)
            connection.sendall(b"".join(line.encode() + b"\r\n" for line in lines) + b"quit\r\n")
            said = b""
            # The list of keys comes from a thread that knows no further command.
            while not said.endswith(b"END\r\n") and (more := connection.recv(65536)):
                said += more
        return said.decode().split("\r\n")

    def prepare(self):
        for name in self.servers:
            self.ask(name, "set app:a 5 0 3", "one", "set pc_reports 0 0 3", "two")

    def inventory(self):
        return {name: self.ask(name, "get app:a pc_reports") for name in self.servers}

    def left(self):
        return [
            line for name in self.servers if name != "silent"
            for line in self.ask(name, "lru_crawler metadump all")
            if line.startswith("key=pc_") and not line.startswith("key=pc_reports ")
        ]

    def busy(self):
        clients = []
        for _ in range(60):
            client = self.connect("few")
            clients.append(client)
            self.undo.callback(client.close)
            client.sendall(b"version\r\n")
            client.recv(100)
        return self.url("few")


class RabbitMQ(Production):
    own, nothing = "^pc_", "^$"
    # configure, write and read, in the virtual host /.
    users = {
        "modest": (own, r"^(pc_|amq\.default)", own),
        "unmade": (nothing, ".*", ".*"),
        "mute": (".*", nothing, ".*"),
        "deaf": (".*", ".*", nothing),
        "stranger": None
    }
    limits = {"tight": {"max-queues": 1}, "narrow": {"max-connections": 1}}
    policies = {"policed": {"max-length": 100, "message-ttl": 600000}}

    def __init__(self, certificates):
        super().__init__()
        self.certificates = certificates
        self.port = free_port()
        definitions = certificates.write("rabbitmq.json", json.dumps(self.definitions()))
        lines = ("load_definitions = " + definitions, f"listeners.ssl.1 = 127.0.0.1:{self.port}",
                 "ssl_options.cacertfile = " + certificates.path("ca.crt"),
                 "ssl_options.certfile = " + certificates.path("server.crt"),
                 "ssl_options.keyfile = " + certificates.path("server.key"),
                 "ssl_options.verify = verify_peer", "ssl_options.fail_if_no_peer_cert = true")
        self.started = Started("rabbitmq", *(word for line in lines for word in ("--conf", line)))
        self.life.callback(self.started.close)

    def definitions(self):
        hosts = ["/", *self.limits, *self.policies]
        users = [{"name": name, "password": PASSWORD, "tags": []} for name in self.users]
        rights = [{
            "user": name,
            "vhost": "/",
            **dict(zip(("configure", "write", "read"), words))
        } for name, words in self.users.items() if words]
        return {
            "users": [{
                "name": "guest",
                "password": "guest",
                "tags": ["administrator"]
            }, *users],
            "vhosts": [{
                "name": host
            } for host in hosts],
            "permissions": [
                *rights, *({
                    "user": "guest",
                    "vhost": host,
                    "configure": ".*",
                    "write": ".*",
                    "read": ".*"
                } for host in hosts)
            ],
            "parameters": [{
                "vhost": host,
                "component": "vhost-limits",
                "name": "limits",
                "value": value
            } for host, value in self.limits.items()],
            "policies": [{
                "vhost": host,
                "name": "all",
                "pattern": ".*",
                "apply-to": "queues",
                "priority": 0,
                "definition": value
            } for host, value in self.policies.items()]
        }

    def status(self):
        return self.started.status()

    def control(self, expression):
        program = os.path.join(self.started["RABBITMQ_FOLDER"], "rabbitmqctl")
        return output_of(program, "-q", "eval", expression)

    def connect(self):
        import kombu
        return kombu.Connection(self.started["RABBITMQ"])

    def prepare(self):
        import kombu
        with self.connect() as connection:
            channel = connection.channel()
            exchange = kombu.Exchange("theirs", "topic", channel=channel, durable=True)
            exchange.declare()
            for i, name in enumerate(("orders", "pc_reports", "mail")):
                kombu.Queue(name, exchange, f"key.{i}", channel=channel, durable=True).declare()
                for j in range(i + 1):
                    kombu.Producer(channel, exchange).publish({"n": j}, routing_key=f"key.{i}")

    def inventory(self):
        import kombu
        found = {}
        with self.connect() as connection:
            channel = connection.channel()
            for name in ("orders", "pc_reports", "mail"):
                queue = kombu.Queue(name, channel=channel)
                found[name] = []
                while (message := queue.get()) is not None:
                    found[name].append(message.body)
        return found

    def left(self):
        """An Erlang machine for each set-up were too dear: see names."""
        return []

    def names(self):
        """Of all queues and exchanges of every virtual host that the broker did not make itself."""
        names = self.control(
            "[N || R <- mnesia:dirty_all_keys(rabbit_queue) ++ "
            "mnesia:dirty_all_keys(rabbit_exchange), "
            "N <- [binary_to_list(element(4, R))], N /= \"\", string:prefix(N, \"amq.\") == "
            "nomatch]."
        )
        return sorted(json.loads(names))

    def url(self, user="", host="%2F"):
        url = self.started["RABBITMQ"].rsplit("/", 1)[0] + "/" + host
        return url.replace("guest:guest", f"{user}:{PASSWORD}") if user else url

    def alarm(self, resource):
        what = f"{{resource_limit, {resource}, node()}}"
        self.control(f"rabbit_alarm:set_alarm({{{what}, []}}).")
        self.undo.callback(self.control, f"rabbit_alarm:clear_alarm({what}).")
        return self.url()

    def encrypted(self, named=True):
        own = self.certificates.named("certfile", "keyfile") if named else ""
        authority = self.certificates.path("ca.crt")
        return f"amqps://guest:guest@localhost:{self.port}/%2F?cacertfile={authority}{own}"


class Beanstalkd(Production):
    def __init__(self, _):
        super().__init__()
        self.servers = {
            "small": Started("beanstalkd", "-z", "100"),
            "draining": Started("beanstalkd")
        }
        for server in self.servers.values():
            self.life.callback(server.close)

    def status(self):
        return self.servers["small"].status()

    def url(self, name):
        return self.servers[name]["BEANSTALKD"]

    def ask(self, name, *lines):
        host, port = self.url(name).split("//")[1].split(":")
        with socket.create_connection((host, int(port)), 10) as connection:
            connection.sendall(b"".join(line.encode() + b"\r\n" for line in lines) + b"quit\r\n")
            said = b""
            while more := connection.recv(65536):
                said += more
        return said.decode()

    def prepare(self):
        for name in self.servers:
            self.ask(name, "use orders", "put 1 0 60 3", "one", "put 2 0 60 3", "two",
                     "use pc_reports", "put 1 0 60 5", "three")

    def inventory(self):
        return [(self.ask(name, "use orders", "peek-ready", "use pc_reports", "peek-ready"), [
            line for tube in ("orders", "pc_reports")
            for line in self.ask(name, "stats-tube " + tube).split("\n") if "current-jobs" in line
        ]) for name in self.servers]

    def left(self):
        return [
            line for name in self.servers for line in self.ask(name, "list-tubes").split()
            if line.startswith("pc_") and line != "pc_reports"
        ]

    def draining(self):
        """Until its end: there is no way back."""
        os.kill(int(self.servers["draining"]["BEANSTALKD_PID"]), signal.SIGUSR1)
        wait_until(lambda: "draining: true" in self.ask("draining", "stats"), pc.SOON)
        return self.url("draining")
