"""A TCP proxy that counts what goes through: bytes, and round trips.

A round trip is the server sending after the client has sent, whatever the number of packets.
"""

import contextlib
import socket
import socketserver
import threading


class Connection(socketserver.BaseRequestHandler):
    def handle(self):
        self.waiting = False  # the client has sent something since the server last did
        with socket.create_connection(self.server.upstream) as upstream:
            arguments = (upstream, self.request, self.received)
            answers = threading.Thread(target=self.pass_on, args=arguments)
            answers.start()
            self.pass_on(self.request, upstream, self.sent)
            answers.join()

    def pass_on(self, source, sink, note):
        """Until source ends, or either side is reset, which the other side then sees as the end."""
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                # Before it is passed on: what the other side sends because of it comes after.
                with self.server.lock:
                    note(len(data))
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def sent(self, size):
        self.waiting = True
        self.server.bytes += size

    def received(self, size):
        self.server.round_trips += self.waiting
        self.waiting = False
        self.server.bytes += size


class Proxy(socketserver.ThreadingTCPServer):
    """In front of host:port, on a free port of 127.0.0.1, while it is entered."""
    request_queue_size = 64

    def __init__(self, host, port):
        super().__init__(("127.0.0.1", 0), Connection)
        self.upstream = (host, port)
        self.port = self.server_address[1]
        self.lock = threading.Lock()
        self.round_trips = 0
        self.bytes = 0

    def __enter__(self):
        self.thread = threading.Thread(target=self.serve_forever, args=(0.01,))
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.thread.join()
        self.server_close()  # waits for the connections to end
