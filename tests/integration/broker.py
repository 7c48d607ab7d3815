"""The brokers of a test: killed, paused, started again, planted with what is others', and looked into."""
import json
import os
import signal
import socket
import subprocess
import time


def wait_until(what, limit=120):
    until = time.monotonic() + limit
    while not what():
        if time.monotonic() > until:
            raise RuntimeError("the broker does not come back")
        time.sleep(0.05)


class Broker:
    """NAME in the environment: PC_TEST_NAME, the URL, and PC_TEST_NAME_FOLDER with its pid file and the script that starts it."""

    def __init__(self, name, pid_file, url):
        self.folder = os.environ[f"PC_TEST_{name}_FOLDER"]
        self.pid_file = os.path.join(self.folder, pid_file)
        self.url = url
        self.port = int(os.environ[f"PC_TEST_{name}"].rsplit(":", 1)[1].split("/")[0])

    def pid(self):
        with open(self.pid_file, encoding="utf-8") as file:
            return int(file.read())

    def signal(self, number):
        os.kill(self.pid(), number)

    def kill(self):
        pid = self.pid()
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not self.is_there(pid))
        os.unlink(self.pid_file)

    @staticmethod
    def is_there(pid):
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
                return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
        except OSError:
            return False

    def start(self):
        self.launch()
        wait_until(lambda: self.answers() or self.launch_again())

    def launch(self):
        with open(os.devnull, "r+", encoding="utf-8") as nothing:
            self.process = subprocess.Popen([os.path.join(self.folder, "start")], stdin=nothing, stdout=nothing, stderr=nothing)

    def launch_again(self):
        """Where it ended, as one does whose port or folder the dead one has not let go of yet."""
        if self.process.poll() is not None:
            time.sleep(0.5)
            self.launch()
        return False

    def say(self, words, limit=10):
        """What the broker answers first to words."""
        with socket.create_connection(("127.0.0.1", self.port), limit) as connection:
            connection.sendall(words)
            return connection.recv(65536)

    def answers(self):
        try:
            return os.path.exists(self.pid_file) and bool(self.say(self.greeting))
        except OSError:
            return False


class RabbitMQ(Broker):
    greeting = b"AMQP\x00\x00\x09\x01"
    things = {"queues": "name messages durable arguments", "exchanges": "name type durable", "policies": "",
              "bindings": "source_name destination_name routing_key"}

    def __init__(self):
        super().__init__("RABBITMQ", "rabbitmq.pid", os.environ["PC_TEST_RABBITMQ"])

    def control(self, *words):
        result = subprocess.run([os.path.join(self.folder, "rabbitmqctl"), "-q", *words], capture_output=True, text=True, check=True)
        return result.stdout

    def all(self):
        return {what: json.loads(self.control("--formatter", "json", f"list_{what}", *columns.split()))
                for what, columns in self.things.items()}

    def names(self):
        """What bears a run's name."""
        found = self.all()
        return [entry for what in found for entry in found[what] if "pc_" in json.dumps(entry)]

    def plant(self):
        import kombu
        with kombu.Connection(self.url) as connection:
            channel = connection.channel()
            exchange = kombu.Exchange("theirs", "topic", channel=channel, durable=True)
            exchange.declare()
            for i in range(5):
                queue = kombu.Queue(f"theirs.{i}", exchange, f"key.{i}", channel=channel, durable=True)
                queue.declare()
                for j in range(i):
                    kombu.Producer(channel, exchange).publish({"n": j}, routing_key=f"key.{i}")

    def content(self):
        """Of the planted queues; what is looked at goes back."""
        import kombu
        found = []
        with kombu.Connection(self.url) as connection:
            channel = connection.channel()
            for i in range(5):
                queue = kombu.Queue(f"theirs.{i}", channel=channel)
                while (message := queue.get()) is not None:
                    found.append((i, message.body))
        return found


class Beanstalkd(Broker):
    greeting = b"stats\r\n"

    def __init__(self):
        super().__init__("BEANSTALKD", "beanstalkd.pid", os.environ["PC_TEST_BEANSTALKD"])

    def ask(self, *lines):
        """The answers to lines: (what is said, its data)."""
        answers = []
        with socket.create_connection(("127.0.0.1", self.port), 10) as connection:
            file = connection.makefile("rwb")
            for line in lines:
                file.write(line.encode() + b"\r\n")
                file.flush()
                said = file.readline().decode().split()
                data = file.read(int(said[-1]) + 2)[:-2].decode() if said[0] in ("OK", "FOUND", "RESERVED") else ""
                answers.append((said[0], data))
        return answers

    def tubes(self):
        return [line[2:] for line in self.ask("list-tubes")[0][1].splitlines()[1:]]

    def names(self):
        return [tube for tube in self.tubes() if tube.startswith("pc_")]

    def plant(self):
        for i in range(5):
            self.ask(f"use theirs.{i}", *(f"put {j} 0 60 2\r\n{i}{j}" for j in range(i + 1)))
        self.ask("use theirs.4", "put 1 3600 60 1\r\nd")

    def all(self):
        found = {}
        for tube in sorted(self.tubes()):
            stats = self.ask(f"stats-tube {tube}")[0][1] or ""
            found[tube] = sorted(line for line in stats.splitlines() if line.startswith("current-jobs"))
        return found

    def content(self):
        return [self.ask(f"use theirs.{i}", "peek-ready", "peek-delayed")[1:] for i in range(5)]


class Redis(Broker):
    greeting = b"PING\r\n"

    def __init__(self):
        super().__init__("REDIS", "redis.pid", "queue=" + os.environ["PC_TEST_REDIS"])

    def ask(self, *words):
        result = subprocess.run(["redis-cli", "--json", "-p", str(self.port), *words], capture_output=True, text=True, check=True)
        return json.loads(result.stdout)

    def names(self):
        return [key for key in self.ask("KEYS", "*") if "pc_" in key]

    def plant(self):
        for i in range(5):
            self.ask("RPUSH", f"theirs.{i}", *(f"{i}{j}" for j in range(i + 1)))
        self.ask("HSET", "unacked", "tag", "[]")
        self.ask("ZADD", "unacked_index", "1", "tag")

    def all(self):
        return {key: self.ask("TYPE", key) for key in sorted(self.ask("KEYS", "*"))}

    def content(self):
        return [self.ask("LRANGE", f"theirs.{i}", "0", "-1") for i in range(5)] + [self.ask("HGETALL", "unacked"),
                                                                                   self.ask("ZRANGE", "unacked_index", "0", "-1")]
