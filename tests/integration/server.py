"""A PostgreSQL server of a test's own, which may be given any configuration, killed, stopped and started again."""
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from pc import BIN


def free_port():
    """One that no client is given for its end of a connection while the server on it is dead (ip_local_port_range)."""
    while True:
        port = random.randrange(10000, 32768)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass


def processes_below(pid):
    """Every process below pid."""
    found = []
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="utf-8") as file:
            for child in file.read().split():
                found += [int(child)] + processes_below(int(child))
    except OSError:
        pass
    return found


def is_there(pid):
    """Whether a process runs: one that is dead and waits to be reaped does not."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


class Server:
    """In a folder below that of the test's shared server, so that it is gone with that one, whatever happens."""

    def __init__(self, tcp=False, like=None):
        """With a copy of the data of another one, which does not run, or with none."""
        self.folder = tempfile.mkdtemp(prefix="own-", dir=os.environ["PC_TEST_POSTGRESQL_FOLDER"])
        os.chmod(self.folder, 0o755)
        self.data = os.path.join(self.folder, "data")
        self.as_user = ["setpriv", "--pdeathsig", "KILL"]
        if os.geteuid() == 0:
            owner = os.stat(os.environ["PC_TEST_POSTGRESQL_FOLDER"])
            os.chown(self.folder, owner.st_uid, -1)
            with open(f"/proc/{os.environ['PC_TEST_POSTGRESQL_PID']}/status", encoding="utf-8") as file:
                group = next(line.split()[1] for line in file if line.startswith("Gid:"))
            self.as_user += ["--reuid", str(owner.st_uid), "--regid", group, "--clear-groups"]
        self.tcp = tcp
        self.port = 5432
        self.process = None
        if like:
            self.call("cp", "-R", "--preserve=mode", like.data, self.data)
        else:
            self.call(os.path.join(BIN, "initdb"), "-D", self.data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")

    def call(self, program, *arguments):
        subprocess.run([*self.as_user, program, *arguments], cwd=self.folder, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, check=True)

    def url(self, user="postgres", database="postgres", options=""):
        if self.tcp:
            return f"postgresql://{user}@127.0.0.1:{self.port}/{database}{'?' if options else ''}{options}"
        return f"postgresql:///{database}?host={self.folder}&user={user}{'&' if options else ''}{options}"

    def write(self, name, text, mode=0o600):
        """A file of the server's, in its data folder."""
        path = os.path.join(self.data, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        owner = os.stat(self.data)
        os.chown(path, owner.st_uid, owner.st_gid)
        os.chmod(path, mode)

    def start(self, *settings):
        for _ in range(5):
            if self.tcp and not self.process:
                self.port = free_port()
            options = [part for setting in settings for part in ("-c", setting)]
            with open(os.path.join(self.folder, f"log-{random.randrange(10**9)}"), "w", encoding="utf-8") as log:
                self.process = subprocess.Popen(
                    [*self.as_user, os.path.join(BIN, "postgres"), "-D", self.data, "-k", self.folder, "-p", str(self.port),
                     "-c", f"listen_addresses={'127.0.0.1' if self.tcp else ''}", "-c", "fsync=off", "-c", "max_connections=100",
                     "-c", "dynamic_shared_memory_type=mmap",  # in the folder, too: it outlives a server that is killed
                     "-c", "unix_socket_permissions=0777", *options],
                    cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
            until = time.monotonic() + 240
            while self.process.poll() is None and time.monotonic() < until:
                if subprocess.run([os.path.join(BIN, "pg_isready"), "-q", "-h", self.folder, "-p", str(self.port)], check=False).returncode == 0:
                    return self
                time.sleep(0.05)
            if self.process.poll() is None:
                break
            self.process = None
        raise RuntimeError("the server does not start")

    def processes(self):
        return [self.process.pid] + processes_below(self.process.pid)

    def signal_all(self, number):
        for pid in self.processes():
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass

    def kill(self):
        """As a machine that loses its power: no process gets to say anything."""
        pids = self.processes()
        self.signal_all(signal.SIGKILL)
        self.process.wait()
        until = time.monotonic() + 60
        while any(is_there(pid) for pid in pids) and time.monotonic() < until:
            time.sleep(0.01)

    def stop(self):
        """The fast shutdown."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=60)

    def close(self):
        if self.process and self.process.poll() is None:
            self.signal_all(signal.SIGCONT)
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def sql(self, statement, database="postgres"):
        result = subprocess.run([os.path.join(BIN, "psql"), "-h", self.folder, "-p", str(self.port), "-U", "postgres", "-d", database,
                                 "-XAtqc", statement], capture_output=True, text=True, check=True)
        return result.stdout.strip()

    def leftovers(self):
        """Every schema and session of a run that is still there."""
        return self.sql("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'pc\\_%' UNION ALL "
                        "SELECT application_name FROM pg_stat_activity WHERE application_name LIKE 'pc\\_%' "
                        "OR application_name = 'paritycheck'").split()


def quiet(case):
    """The URL of a server on which nobody else makes databases while a test holds whole reports against each other: they tell what
    changed meanwhile."""
    server = Server().start()
    case.addCleanup(server.close)
    return server.url()
