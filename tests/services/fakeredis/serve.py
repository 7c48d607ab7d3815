"""serve.py FILE: fakeredis' own TCP server, as a Redis 7.0, on a free port of 127.0.0.1, which is written to FILE.

One thing is not as shipped: that server hangs up after every error that it answers, so that hardly a question could be asked
twice. Here the error is answered and the connection goes on.
"""
import os
import sys

import redis
from fakeredis import TcpFakeServer

server = TcpFakeServer(("127.0.0.1", 0), server_type="redis", server_version=(7, 0))


class Handler(server.RequestHandlerClass):
    def setup(self):
        super().setup()
        read = self.current_client.read_response

        def read_response(**options):
            try:
                return read(**options)
            except redis.ResponseError as error:
                return error

        self.current_client.read_response = read_response


server.RequestHandlerClass = Handler
server.daemon_threads = True
with open(sys.argv[1] + ".new", "w", encoding="ascii") as file:
    print(server.server_address[1], file=file)
os.rename(sys.argv[1] + ".new", sys.argv[1])
server.serve_forever()
