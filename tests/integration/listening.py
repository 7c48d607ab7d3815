"""What stands in front of a server in tests: a port of 127.0.0.1 at which each client is served by a thread of its own."""
import socket
import threading


def exactly(stream, n):
    data = b""
    while len(data) < n:
        piece = stream.recv(n - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


class Listener:
    """A class of it says how it serves a client, which it closes itself, and listens once it is ready."""

    def __init__(self, port=0):
        self.listener = socket.create_server(("127.0.0.1", port), backlog=64)
        self.port = self.listener.getsockname()[1]

    def listen(self):
        threading.Thread(target=self.accept, daemon=True).start()

    def close(self):
        """Lets nobody in any more."""
        self.listener.close()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        raise NotImplementedError
