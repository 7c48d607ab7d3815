"""A pooler of a test's own in front of a PostgreSQL: it hands out its server connections by the transaction, and tells each client
the number of a real one of them, as if the client had it for itself."""
import socket
import struct
import threading

from listening import Listener, exactly


def message(stream):
    """The next message of the protocol: its type and the whole of it."""
    head = exactly(stream, 5)
    return head[:1], head + exactly(stream, struct.unpack("!i", head[1:])[0] - 4)


class Backend:
    """A connection to the server: what it said in connecting, its number included."""

    def __init__(self, port):
        self.lock = threading.Lock()
        self.stream = socket.create_connection(("127.0.0.1", port))
        words = b"user\0postgres\0database\0postgres\0\0"
        self.stream.sendall(struct.pack("!ii", len(words) + 8, 196608) + words)
        self.greeting = self.until_ready()

    def ask(self, whole):
        self.stream.sendall(whole)
        return self.until_ready()

    def until_ready(self):
        said = b""
        while not said or kind != b"Z":
            kind, whole = message(self.stream)
            said += whole
        return said


class Pooler(Listener):
    """by "first": the first that is free, and all are told the first's number; by "turn": one after the other."""

    def __init__(self, port, by, size=3):
        super().__init__()
        self.by, self.turns, self.lock = by, 0, threading.Lock()
        self.backends = [Backend(port) for _ in range(size)]
        self.asked = []
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        self.listen()

    def close(self):
        super().close()
        for backend in self.backends:
            backend.stream.close()

    def next(self):
        with self.lock:
            self.turns += self.by == "turn"
            return self.backends[self.turns % len(self.backends)]

    def take(self):
        """A backend for one transaction, locked."""
        if self.by == "first":
            for backend in self.backends:
                if backend.lock.acquire(blocking=False):
                    return backend
        backend = self.next()
        backend.lock.acquire()
        return backend

    def greet(self, client):
        while True:
            length, code = struct.unpack("!ii", exactly(client, 8))
            exactly(client, length - 8)
            if code == 196608:  # not a request for TLS or the like
                break
            self.asked += ["CANCEL"] * (code == 80877102)
            client.sendall(b"N")
        client.sendall(self.backends[(self.turns + 1) % len(self.backends) if self.by == "turn" else 0].greeting)

    def serve(self, client):
        held = None
        try:
            self.greet(client)
            while True:
                kind, whole = message(client)
                if kind == b"X":
                    return
                self.asked.append(whole[5:-1].decode())
                held = held or self.take()
                answer = held.ask(whole)
                client.sendall(answer)
                if answer.endswith(b"I"):
                    held.lock.release()
                    held = None
        except (EOFError, OSError):
            pass
        finally:
            if held:
                held.ask(b"Q\0\0\0\x0dROLLBACK\0")
                held.lock.release()
            client.close()
