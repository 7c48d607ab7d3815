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

from listening import Listener

FAULTS = ("delay", "truncate", "corrupt")


class Proxy(Listener):
    def __init__(self, url, port=0):
        """port: where a server tells its clients to come, as Kafka does; 0: any."""
        super().__init__(port)
        parts = urllib.parse.urlsplit(url)
        self.upstream = (parts.hostname, parts.port)
        self.url = url.replace(f"{parts.hostname}:{parts.port}", f"127.0.0.1:{self.port}", 1)
        self.lock = threading.Lock()
        self.fault, self.due, self.seconds, self.words = None, 0, 0.0, b""
        self.happened = False
        self.serving = []
        self.listen()

    def arm(self, fault, after, seconds, words=b""):
        """Once so many more bytes have come from the client, the connection that they are of has the fault; only where it says words."""
        with self.lock:
            self.fault, self.due, self.seconds, self.happened, self.words = fault, after, seconds, False, words

    def settle(self):
        """Until everything that was held has been delivered, and no connection is open."""
        for thread in self.serving:
            thread.join()

    def serve(self, client):
        self.serving.append(threading.current_thread())
        with contextlib.suppress(OSError), client, socket.create_connection(self.upstream, 10) as server:
            server.settimeout(None)
            connection = Connection(self, client, server)
            answers = threading.Thread(target=connection.answer)
            answers.start()
            connection.ask()
            answers.join()

    def take(self, data):
        """The fault that the connection which sends this now has, or None."""
        with self.lock:
            self.due -= len(data)
            if self.fault is None or self.due > 0 or self.words not in data:
                return None
            fault, self.fault, self.happened = self.fault, None, True
            return fault


class Connection:
    def __init__(self, proxy, client, server):
        self.proxy, self.client, self.server = proxy, client, server
        self.corrupts = False

    def ask(self):
        with contextlib.suppress(OSError):
            while data := self.client.recv(65536):
                fault = self.proxy.take(data)
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
