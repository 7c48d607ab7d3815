"""What is measured: costs that are the same on a busy machine as on an idle one."""

import dataclasses
import json
import os
import subprocess
import urllib.parse

import process_tree
import proxy
import recordings

HERE = os.path.dirname(os.path.abspath(__file__))
DJANGO = os.path.join(os.path.dirname(os.path.dirname(HERE)), "adapters", "exec", "programs", "django_cache.py")
COMPARED = 1000000  # probes in each of the two recordings
RUN_AT_LEAST = 650  # probes in the run that needs no server
STATEMENTS = (10, 510)  # in two scripts: what starting costs cancels out
ASKS = 2
# Of what the last part of a figure's name says: the unit, and how many decimals mean something.
UNITS = {
    "memory": ("MiB", 1),
    "processes": ("processes", 0),
    "round-trips": ("round trips per probe", 1),
    "bytes": ("bytes per probe", 0),
    "system-calls": ("system calls per statement", 1),
}
# Probes that wait for nothing: how often a server is asked who waits depends on the machine.
SOME_SQL = ("sql/nulls/*", "sql/affected-rows/*", "sql/grouping/*")
SOME_CACHE = ("cache/append/*", "cache/keys/*", "cache/value/*")
SOME_QUEUE = ("queue/content/*", "queue/counting/*")


class Failed(Exception):
    """Something could not be measured."""


@dataclasses.dataclass(frozen=True)
class Service:
    """Asked some probes by one worker. It has a url, or a variable which holds a test server's."""

    role: str
    probes: tuple
    url: str = None
    variable: str = None
    statement: tuple = None  # the language of a script, and what each of its statements is


SERVICES = {
    "sqlite": Service("sql", SOME_SQL, url="sqlite::memory:", statement=("sql", "SELECT 1;")),
    "postgresql": Service("sql", SOME_SQL, variable="PC_TEST_POSTGRESQL",
                          statement=("sql", "SELECT 1;")),
    "mariadb": Service("sql", SOME_SQL, variable="PC_TEST_MARIADB", statement=("sql", "SELECT 1;")),
    # A Python with Django takes a while to start: few probes will do.
    "exec": Service("cache", ("cache/append/*",), url=f"exec:/usr/bin/python3 {DJANGO} locmem"),
    "redis": Service("cache", (*SOME_CACHE, "redis/hashes/*"), variable="PC_TEST_REDIS",
                     statement=("redis", "GET ${k}:a")),
    "memcached": Service("cache", SOME_CACHE, variable="PC_TEST_MEMCACHED"),
    "rabbitmq": Service("queue", SOME_QUEUE, variable="PC_TEST_RABBITMQ"),
    "beanstalkd": Service("queue", SOME_QUEUE, variable="PC_TEST_BEANSTALKD"),
}
GROUPS = ("compare", "run", *SERVICES)


def selection(patterns):
    return [word for pattern in patterns for word in ("--select", pattern)]


def workers(processes):
    return [process for process in processes if process.arguments[1:2] == ["worker"]]


class Measurement:
    """Of one program, in a folder that is the measurement's own."""

    def __init__(self, program, folder):
        self.program = os.path.abspath(program)
        self.folder = folder
        self.environment = dict(os.environ, TMPDIR=folder, PARITYCHECK_STATE=self.path("state"))

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def environments_write(self, environments, connections):
        """environments: the names and URLs of each one's services."""
        document = {environment: {name: {"url": url, "connections": connections}
                                  for name, url in services.items()}
                    for environment, services in environments.items()}
        with open(self.path("paritycheck.yaml"), "w", encoding="utf-8") as file:
            json.dump({"environments": document}, file)

    def watch(self, *arguments, statuses=(0,), calls=False):
        """Runs the program; its processes."""
        with open(self.path("errors"), "w+", encoding="utf-8") as errors:
            status, processes = process_tree.watch(
                [self.program, *arguments], calls, cwd=self.folder, env=self.environment,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors)
            if status not in statuses:
                errors.seek(0)
                said = errors.read()[-3000:]
                raise Failed(f"'paritycheck {' '.join(arguments)}' ended with {status}:\n{said}")
        return processes

    def ask(self, command, *arguments, **options):
        """As often as a probe is asked, with time for a machine that has much to do."""
        return self.watch(command, "--quiet", "--asks", str(ASKS), "--deadline", "60s", *arguments,
                          **options)

    def record(self, url, role, *arguments, calls=False):
        """Asks one service by one worker: the processes, and how many asks were answered."""
        self.environments_write({"one": {role: url}}, 1)
        processes = self.ask("record", "one", "-o", "one.jsonl", *arguments, calls=calls)
        with open(self.path("one.jsonl"), encoding="utf-8") as file:
            answered = sum(json.loads(line).get("status") == "answered" for line in file)
        if not answered:
            raise Failed(f"'paritycheck record' with {' '.join(arguments)} had no answer")
        return processes, ASKS * answered

    def compare(self):
        paths = recordings.write_pair(self.folder, COMPARED, COMPARED // 100)
        process, = self.watch("compare", *paths, "--report", "json", statuses=(1,))
        return {"memory": process.peak_kib / 1024}

    def run(self):
        """Two environments that need no server."""
        services = {"sql": "sqlite::memory:", "cache": "memory:", "queue": "memory:"}
        both = {"development": services, "production": services}
        # Many workers at a time, so that waits overlap. What expires may be unstable on a busy
        # machine, which makes no odds to memory.
        self.environments_write(both, 16)
        processes = self.ask("run", "--report", "text", "--report", "json=report.json",
                             statuses=(0, 1, 3))
        with open(self.path("report.json"), encoding="utf-8") as file:
            compared = json.load(file)["counts"]["behaviours"]
        if compared < RUN_AT_LEAST:
            raise Failed(f"{compared} probes were compared, too few to measure memory")
        self.environments_write(both, 1)
        started = self.ask("run", *selection((*SOME_SQL, *SOME_CACHE, *SOME_QUEUE)))
        return {"memory": processes[0].peak_kib / 1024, "processes": len(started)}

    def service(self, service):
        url = service.url or os.environ[service.variable]
        figures = {}
        if service.url:
            processes, _ = self.record(url, service.role, *selection(service.probes))
        else:
            address = urllib.parse.urlsplit(url)
            if not address.port:
                raise Failed(f"{service.variable} has no port that a proxy can stand in front of")
            with proxy.Proxy(address.hostname, address.port) as between:
                through = url.replace(f":{address.port}", f":{between.port}")
                processes, asked = self.record(through, service.role, *selection(service.probes))
            figures = {"round-trips": between.round_trips / asked, "bytes": between.bytes / asked}
        figures["processes"] = len(processes)
        figures["memory"] = max(process.peak_kib for process in workers(processes)) / 1024
        if service.statement:
            figures["system-calls"] = self.system_calls(url, service)
        return figures

    def system_calls(self, url, service):
        """The worker's, for one statement more."""
        language, statement = service.statement
        calls = []
        for n in STATEMENTS:
            own = self.path(f"{n}-statements")
            os.mkdir(own)
            with open(os.path.join(own, f"p.{language}"), "w", encoding="utf-8") as file:
                file.write("-- title: t\n-- bites: b\n-- severity: low\n\n")
                file.writelines(f"--? {i}\n{statement}\n" for i in range(n))
            processes, asked = self.record(url, service.role, "--no-builtin", "--probes", own,
                                           calls=True)
            if asked != ASKS:
                raise Failed(f"a script of {n} statements had {asked} answers instead of {ASKS}")
            calls.append(sum(process.system_calls for process in workers(processes)))
        return (calls[1] - calls[0]) / (ASKS * (STATEMENTS[1] - STATEMENTS[0]))

    def group(self, name):
        """The figures of a group by their names, rounded to what means something."""
        if name in SERVICES:
            figures = self.service(SERVICES[name])
        else:
            figures = {"compare": self.compare, "run": self.run}[name]()
        return {f"{name}/{cost}": round(value, UNITS[cost][1] or None)
                for cost, value in figures.items()}
