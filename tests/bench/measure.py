"""What is measured: figures that hold on a busy machine as on an idle one. Each group gives its figures by name."""
import dataclasses
import json
import os
import subprocess
import urllib.parse

import process_tree
import proxy
import recordings

PROBES = 1000000       # in each of two recordings that are compared
STATEMENTS = (10, 510)  # asked twice: what starting costs cancels out
SOME_SQL = ("sql/nulls/*", "sql/affected-rows/*", "sql/grouping/*")
SOME_CACHE = ("cache/append/*", "cache/keys/*", "cache/value/*")
SOME_QUEUE = ("queue/content/*", "queue/counting/*")
DJANGO = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "adapters", "exec", "django_cache.py")


@dataclasses.dataclass(frozen=True)
class Service:
    """A kind of service, asked some probes that wait for nothing, by one worker."""
    role: str
    probes: tuple           # patterns
    url: str = None         # None: that of the test's server
    variable: str = None    # which has it
    statement: tuple = None  # a script's suffix, and what one of its statements is


SERVICES = {
    "sqlite": Service("sql", SOME_SQL, url="sqlite::memory:", statement=("sql", "SELECT 1;")),
    "postgresql": Service("sql", SOME_SQL, variable="PC_TEST_POSTGRESQL", statement=("sql", "SELECT 1;")),
    "mariadb": Service("sql", SOME_SQL, variable="PC_TEST_MARIADB", statement=("sql", "SELECT 1;")),
    "exec": Service("cache", ("cache/append/*",), url=f"exec:/usr/bin/python3 {DJANGO} locmem"),
    "redis": Service("cache", (*SOME_CACHE, "redis/hashes/*"), variable="PC_TEST_REDIS", statement=("redis", "GET ${k}:a")),
    "memcached": Service("cache", SOME_CACHE, variable="PC_TEST_MEMCACHED"),
    "rabbitmq": Service("queue", SOME_QUEUE, variable="PC_TEST_RABBITMQ"),
    "beanstalkd": Service("queue", SOME_QUEUE, variable="PC_TEST_BEANSTALKD"),
}
GROUPS = ("compare", "run", *SERVICES)


class Failed(Exception):
    """Something could not be measured."""


def is_worker(process):
    return process.arguments[1:2] == ["worker"]


class Measurement:
    """In a folder of its own."""

    def __init__(self, program, folder):
        self.program = os.path.abspath(program)
        self.folder = folder
        self.environment = dict(os.environ, TMPDIR=folder, PARITYCHECK_STATE=os.path.join(folder, "state"), NO_COLOR="1")

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def configuration_write(self, environments):
        """environments: of each, its services' names, URLs and connections."""
        document = {"environments": {name: {service: {"url": url, "connections": connections} for service, (url, connections) in services.items()}
                                     for name, services in environments.items()}}
        with open(self.path("paritycheck.yaml"), "w", encoding="utf-8") as file:
            json.dump(document, file)

    def watch(self, *arguments, statuses=(0,), calls=False):
        """Runs the program; its processes."""
        with open(self.path("errors"), "w+", encoding="utf-8") as errors:
            status, processes = process_tree.watch([self.program, *arguments], calls, cwd=self.folder, env=self.environment,
                                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors)
            if status not in statuses:
                errors.seek(0)
                raise Failed(f"'paritycheck {' '.join(arguments)}' ended with {status}:\n{errors.read()[-3000:]}")
        return processes

    def record(self, url, role, selection, calls=False):
        """Asks one service by one worker: the processes, and how often it was asked something."""
        self.configuration_write({"one": {role: (url, 1)}})
        processes = self.watch("record", "one", "-o", "one.jsonl", "--quiet", "--deadline", "60s", "--asks", "2", *selection,
                               calls=calls)
        with open(self.path("one.jsonl"), encoding="utf-8") as file:
            lines = [json.loads(line) for line in file]
        answered = sum(line.get("status") == "answered" for line in lines)
        if not answered:
            raise Failed(f"nothing was asked of {url}")
        return processes, 2 * answered

    def compare(self):
        paths = recordings.write_pair(self.folder, PROBES, PROBES // 100)
        process, = self.watch("compare", *paths, "--report", "json", statuses=(1,))
        for path in paths:
            os.remove(path)
        return {"memory": process.peak_kib / 1024}

    def run(self):
        """Everything that needs no server, asked in two environments."""
        services = {"sql": ("sqlite::memory:", 16), "cache": ("memory:", 16), "queue": ("memory:", 16)}
        self.configuration_write({"development": services, "production": services})
        # What expires and waits in them may be unstable on a busy machine, which is no matter here.
        processes = self.watch("run", "--quiet", "--deadline", "60s", "--report", "text", "--report", "json=report.json",
                               statuses=(0, 1, 3))
        with open(self.path("report.json"), encoding="utf-8") as file:
            compared = json.load(file)["counts"]["behaviours"]
        if compared < 700:
            raise Failed(f"only {compared} probes were compared in the run whose memory is measured")
        some = [word for pattern in (*SOME_SQL, *SOME_CACHE, *SOME_QUEUE) for word in ("--select", pattern)]
        for name in services:
            services[name] = (services[name][0], 1)
        self.configuration_write({"development": services, "production": services})
        started = self.watch("run", "--quiet", "--deadline", "60s", *some)
        return {"memory": processes[0].peak_kib / 1024, "processes": len(started)}

    def service(self, name):
        service = SERVICES[name]
        selection = [word for pattern in service.probes for word in ("--select", pattern)]
        if service.url:
            processes, asked = self.record(service.url, service.role, selection)
            figures = {}
        else:
            direct = os.environ[service.variable]
            address = urllib.parse.urlsplit(direct)
            if not address.port:
                raise Failed(f"{service.variable} has no port for a proxy to stand in front of")
            with proxy.Proxy(address.hostname, address.port) as between:
                url = direct.replace(f":{address.port}", f":{between.port}")
                processes, asked = self.record(url, service.role, selection)
            figures = {"round-trips": between.round_trips / asked,
                       "bytes": between.bytes / asked}
        figures["processes"] = len(processes)
        figures["memory"] = max(process.peak_kib for process in processes if is_worker(process)) / 1024
        if service.statement:
            figures["system-calls"] = self.system_calls(service)
        return figures

    def system_calls(self, service):
        """Of the worker, for one statement more."""
        suffix, statement = service.statement
        calls = []
        for i, n in enumerate(STATEMENTS):
            own = self.path(f"own{i}")
            os.makedirs(own, exist_ok=True)
            for other in os.listdir(own):
                os.remove(os.path.join(own, other))
            with open(os.path.join(own, f"p.{suffix}"), "w", encoding="utf-8") as file:
                file.write("-- title: t\n-- bites: b\n-- severity: low\n\n")
                file.writelines(f"--? {k}\n{statement}\n" for k in range(n))
            processes, asked = self.record(service.url or os.environ[service.variable], service.role, ["--no-builtin", "--probes", own],
                                           calls=True)
            if asked != 2:
                raise Failed(f"{asked} answers to the statements instead of 2")
            calls.append(sum(process.system_calls for process in processes if is_worker(process)))
        return (calls[1] - calls[0]) / (2 * (STATEMENTS[1] - STATEMENTS[0]))

    def group(self, name):
        """The figures of a group, by name."""
        figures = self.service(name) if name in SERVICES else {"compare": self.compare, "run": self.run}[name]()
        return {f"{name}/{figure}": value for figure, value in figures.items()}
