"""A TCP proxy that delays, truncates or corrupts what goes through one of its connections.

What is delayed arrives all the same, however the client ended meanwhile: so networks do it. Only answers are corrupted: with another
name than it was asked to use, a server would make what nobody could find again.
"""
import contextlib
import random
import socket
import threading
import time
import urllib.parse

FAULTS = ("delay", "truncate", "corrupt")


class Proxy:
    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        self.upstream = (parts.hostname, parts.port)
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        port = self.listener.getsockname()[1]
        self.url = url.replace(f"{parts.hostname}:{parts.port}", f"127.0.0.1:{port}", 1)
        self.lock = threading.Lock()
        self.fault, self.due, self.seconds = None, 0, 0.0
        self.happened = False
        self.threads = [threading.Thread(target=self.accept)]
        self.threads[0].start()

    def arm(self, fault, after, seconds):
        """Once so many more bytes have come from the client, the connection that they are of has the fault."""
        with self.lock:
            self.fault, self.due, self.seconds, self.happened = fault, after, seconds, False

    def settle(self):
        """Until everything that was held has been delivered, and no connection is open."""
        for thread in self.threads[1:]:
            thread.join()

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.threads[0].join()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(self.upstream, 10)
                server.settimeout(None)
            except OSError:
                client.close()
                continue
            connection = Connection(self, client, server)
            for run in (connection.ask, connection.answer):
                thread = threading.Thread(target=run)
                self.threads.append(thread)
                thread.start()

    def take(self, size):
        """The fault that the connection which sends so much now has, or None."""
        with self.lock:
            self.due -= size
            if self.fault is None or self.due > 0:
                return None
            fault, self.fault, self.happened = self.fault, None, True
            return fault


class Connection:
    def __init__(self, proxy, client, server):
        self.proxy, self.client, self.server = proxy, client, server
        self.corrupts = False
        self.open = 2  # directions

    def ask(self):
        with contextlib.suppress(OSError):
            while data := self.client.recv(65536):
                fault = self.proxy.take(len(data))
                if fault == "delay":
                    time.sleep(self.proxy.seconds)
                elif fault == "truncate":
                    self.server.sendall(data[:random.randrange(len(data))])
                    self.client.shutdown(socket.SHUT_RDWR)
                    break
                elif fault == "corrupt":
                    self.corrupts = True
                self.server.sendall(data)
        with contextlib.suppress(OSError):
            self.server.shutdown(socket.SHUT_WR)
        self.end()

    def answer(self):
        with contextlib.suppress(OSError):
            while data := self.server.recv(65536):
                if self.corrupts:
                    self.corrupts = False
                    at = random.randrange(len(data))
                    data = data[:at] + bytes([data[at] ^ (1 << random.randrange(8))]) + data[at + 1:]
                self.client.sendall(data)
        with contextlib.suppress(OSError):
            self.client.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            self.server.shutdown(socket.SHUT_RDWR)
        self.end()

    def end(self):
        with self.proxy.lock:
            self.open -= 1
        if self.open == 0:
            self.client.close()
            self.server.close()
