"""A proxy of a test's own in front of a MariaDB: it hands out its server connections by the transaction, as ProxySQL does with
multiplexing."""
import socket
import struct
import threading

from listening import Listener, exactly

CAPABILITIES = 0x1 | 0x8 | 0x200 | 0x2000 | 0x8000 | 0x80000  # with a database, protocol 4.1, transactions, native passwords
IN_TRANSACTION = 0x1


def packet(stream):
    """The next one: its payload and the whole of it."""
    head = exactly(stream, 4)
    payload = exactly(stream, int.from_bytes(head[:3], "little"))
    return payload, head + payload


def framed(number, payload):
    return len(payload).to_bytes(3, "little") + bytes([number]) + payload


def length(data, at):
    """A length-encoded integer, and where it ends."""
    if data[at] < 0xfb:
        return data[at], at + 1
    size = {0xfc: 2, 0xfd: 3, 0xfe: 8}[data[at]]
    return int.from_bytes(data[at + 1:at + 1 + size], "little"), at + 1 + size


class Backend:
    """A connection to the server as a user without a password."""

    def __init__(self, path, user, database):
        self.lock = threading.Lock()
        self.stream = socket.socket(socket.AF_UNIX)
        self.stream.connect(path)
        greeting, _ = packet(self.stream)
        version = greeting.index(b"\0")
        self.version = greeting[1:version]
        self.number = struct.unpack_from("<I", greeting, version + 1)[0]
        words = struct.pack("<IIB23x", CAPABILITIES, 1 << 24, 45) + user + b"\0" + b"\0" + database + b"\0mysql_native_password\0"
        self.stream.sendall(framed(1, words))
        answer, _ = packet(self.stream)
        assert answer[0] == 0, answer

    def ask(self, command):
        """The whole answer to a command, and whether a transaction is open then."""
        self.stream.sendall(framed(0, command))
        payload, said = packet(self.stream)
        if payload[0] == 0xff:
            return said, None
        if payload[0] == 0:
            _, at = length(payload, 1)
            _, at = length(payload, at)
            return said, payload[at] & IN_TRANSACTION
        ends = 0
        while ends < 2:
            payload, whole = packet(self.stream)
            said += whole
            if payload[0] == 0xff:
                return said, None
            ends += payload[0] == 0xfe and len(payload) < 9
        return said, payload[3] & IN_TRANSACTION


class Proxy(Listener):
    """by "own": each client has a number of the proxy's own, which also answers SELECT CONNECTION_ID(); by "first": all are told the
    number of the first; by "turn": the number of the next, and each transaction is the next connection's."""

    def __init__(self, path, by, user=b"root", database=b"app", size=3):
        super().__init__()
        self.by, self.turns, self.clients, self.lock = by, 0, 0, threading.Lock()
        self.backends = [Backend(path, user, database) for _ in range(size)]
        self.asked = []
        self.url = f"mysql://root@127.0.0.1:{self.port}/app"
        self.listen()

    def close(self):
        super().close()
        for backend in self.backends:
            backend.stream.close()

    def take(self):
        """A backend for one transaction, locked."""
        with self.lock:
            self.turns += 1
            turn = self.turns
        if self.by != "turn":
            for backend in self.backends if self.by == "first" else self.backends[turn % 3:] + self.backends[:turn % 3]:
                if backend.lock.acquire(blocking=False):
                    return backend
        backend = self.backends[turn % len(self.backends)]
        backend.lock.acquire()
        return backend

    def greet(self, client):
        with self.lock:
            self.clients += 1
            number = {"own": 5000 + self.clients, "first": self.backends[0].number,
                      "turn": self.backends[(self.turns + 1) % len(self.backends)].number}[self.by]
        words = b"\x0a" + self.backends[0].version + b"\0" + struct.pack("<I", number) + b"a" * 8 + b"\0"
        words += struct.pack("<HBHHB10x", CAPABILITIES & 0xffff, 45, 2, CAPABILITIES >> 16, 21) + b"b" * 12 + b"\0mysql_native_password\0"
        client.sendall(framed(0, words))
        packet(client)
        client.sendall(framed(2, b"\0\0\0\2\0\0\0"))
        return number

    def serve(self, client):
        held = None
        try:
            number = self.greet(client)
            while True:
                command, _ = packet(client)
                if command[0] == 1:  # the client ends
                    return
                self.asked.append(command[1:].decode("latin-1"))
                if self.by == "own" and command[1:].upper() == b"SELECT CONNECTION_ID()":
                    client.sendall(self.own_number(number))
                    continue
                held = held or self.take()
                answer, open_still = held.ask(command)
                client.sendall(answer)
                if not open_still:
                    held.lock.release()
                    held = None
        except (EOFError, OSError):
            pass
        finally:
            if held:
                held.ask(b"\3ROLLBACK")
                held.lock.release()
            client.close()

    @staticmethod
    def own_number(number):
        text = str(number).encode()
        column = b"\3def\0\0\0\x0fCONNECTION_ID()\0\x0c" + struct.pack("<HIBHB2x", 63, 10, 8, 0x21, 0)
        end = b"\xfe\0\0\2\0"
        rows = [b"\1", column, end, bytes([len(text)]) + text, end]
        return b"".join(framed(i + 1, row) for i, row in enumerate(rows))
