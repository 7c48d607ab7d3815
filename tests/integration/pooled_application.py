"""An application of a test's own that is busy on a pool: it reads and writes its tables, whose names are those of probes' too, and
checks every answer that it is given."""
import subprocess
import threading
import time

TABLES = ("accounts", "events", "items", "orders", "t", "users")


class Client:
    """A session of a server's own command line that lasts; mark is what has it print =done=."""

    def __init__(self, command, mark):
        self.mark = mark
        self.process = subprocess.Popen(["stdbuf", "-oL", *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True, bufsize=1)

    def ask(self, statements):
        """What the statements, a line, are answered with, line by line."""
        self.process.stdin.write(f"{statements}\n{self.mark}\n")
        self.process.stdin.flush()
        lines = []
        for line in self.process.stdout:
            if line == "=done=\n":
                return lines
            lines.append(line.rstrip("\n"))
        raise EOFError("\n".join(lines) or "the client ended")

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def psql(program, url):
    return Client([program, url, "-XAtq"], "\\echo =done=")


def mariadb(*arguments):
    return Client(["mariadb", "--batch", "--skip-column-names", "--unbuffered", "--force", *arguments], "SELECT '=done=';")


class Application:
    """So many clients at once, each of which adds rows of its own and counts them, until it is stopped."""

    def __init__(self, connect, clients=6, transactions=True):
        self.connect, self.transactions = connect, transactions
        self.answers, self.rows, self.wrong = [0] * clients, [0] * clients, []
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self.work, args=(i,)) for i in range(clients)]

    @staticmethod
    def tables(client):
        for table in TABLES:
            client.ask(f"CREATE TABLE {table} (client integer, n integer); CREATE INDEX {table}_client ON {table} (client);")

    def work(self, i):
        client = self.connect()
        try:
            while not self.over.is_set():
                self.turn(client, i)
        except (EOFError, OSError) as problem:
            self.wrong.append(f"client {i}: {problem}")
        finally:
            client.close()

    def turn(self, client, i):
        table = TABLES[self.answers[i] % len(TABLES)]
        n = self.rows[i] + 1
        insert = f"INSERT INTO {table} VALUES ({i}, {n}) RETURNING client, n;"
        if self.transactions:
            insert = f"BEGIN; {insert} COMMIT;"
        self.check(client, insert, [[str(i), str(n)]])
        self.rows[i] = n
        union = " UNION ALL ".join(f"SELECT n FROM {name} WHERE client = {i}" for name in TABLES)
        self.check(client, f"SELECT count(*), coalesce(sum(n), 0) FROM ({union}) AS own;", [[str(n), str(n * (n + 1) // 2)]])
        self.answers[i] += 1

    def check(self, client, statements, expected):
        given = [line.replace("|", "\t").split("\t") for line in client.ask(statements)]
        if given != expected:
            self.wrong.append(f"{statements} -> {given}, not {expected}")

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        self.wait(20)
        return self

    def wait(self, more):
        """Until every client has had so many answers more."""
        until, wanted = time.monotonic() + 120, [n + more for n in self.answers]
        while any(n < w for n, w in zip(self.answers, wanted)) and not self.wrong and time.monotonic() < until:
            time.sleep(0.05)

    def __exit__(self, *_):
        self.wait(20)
        self.over.set()
        for thread in self.threads:
            thread.join()
