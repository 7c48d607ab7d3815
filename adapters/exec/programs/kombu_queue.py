#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Kombu's transports behind `exec:` as queues, as Celery and its kin see them (EXEC.md has the protocol).

    queue=exec:python3 adapters/exec/programs/kombu_queue.py memory://
    queue=exec:python3 adapters/exec/programs/kombu_queue.py amqp://USER:PASSWORD@HOST:PORT/VHOST
    queue=exec:python3 adapters/exec/programs/kombu_queue.py redis://HOST:PORT/NUMBER
    queue=exec:python3 adapters/exec/programs/kombu_queue.py env:NAME      the same, from the environment: for secrets

--serializer=json (the default, as Celery's), pickle, yaml, raw. Messages go to the default exchange with the queue's name
as their routing key. Every session is a connection of its own; kombu's own keys in Redis bear the question's name.
"""
import argparse
import datetime
import decimal
import json
import math
import os
import re
import socket
import sys
import time
import traceback

POLL_S = 0.02
WAIT_S = 0.2
SETTLE_S = 2
CONNECT_S = 5


class Refusal(Exception):
    def __init__(self, name, message):
        super().__init__(message)
        self.name = name


class Unsupported(Exception):
    pass


# Canonical values


def number_text(number):
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    return next((text for text in (f"{number:.{digits}g}" for digits in (15, 16, 17)) if float(text) == number))


TAGS = {
    "integer": int,
    "real": lambda text: float(text.replace("Infinity", "inf")),
    "decimal": decimal.Decimal,
    "bytes": bytes.fromhex,
    "date": datetime.date.fromisoformat,
    "time": datetime.time.fromisoformat,
    "timestamp": datetime.datetime.fromisoformat,
    "timestamptz": datetime.datetime.fromisoformat,
    "map": lambda entries: {value_from(key): value_from(value) for key, value in entries},
}


def value_from(given):
    """The Python object that canonical JSON stands for."""
    if isinstance(given, list):
        return [value_from(item) for item in given]
    if not isinstance(given, dict):
        return given
    (tag, inner), = given.items()
    try:
        return TAGS[tag](inner)
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise Refusal("bad_value", f"Python has no {tag} for it: {error!r}") from error


def text_print(text):
    try:
        text.encode()
    except UnicodeEncodeError:
        return {"other": ascii(text)}
    return text


def value_print(value):
    """Canonical JSON for a Python object; a tuple is a list, an unknown type its repr."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if -2**63 <= value < 2**63 else {"integer": str(value)}
    if isinstance(value, str):
        return text_print(value)
    if isinstance(value, float):
        return {"real": number_text(value)}
    if isinstance(value, decimal.Decimal):
        return {"decimal": str(value)}
    if isinstance(value, (bytes, bytearray, memoryview)):
        return {"bytes": bytes(value).hex()}
    if isinstance(value, datetime.datetime):
        return {"timestamptz" if value.tzinfo else "timestamp": value.isoformat(" ")}
    if isinstance(value, (datetime.date, datetime.time)):
        return {"date" if isinstance(value, datetime.date) else "time": value.isoformat()}
    if isinstance(value, (list, tuple)):
        return [value_print(item) for item in value]
    if isinstance(value, dict):
        return {"map": [[value_print(key), value_print(item)] for key, item in value.items()]}
    return {"other": ascii(value)[:1000]}


def value(found):
    return {"value": value_print(found)}


# Sessions

DONE = {"done": True}
MISSING = {"missing": True}
REDIS = ("redis", "rediss")


def gone(sock):
    """Ends a connection in the middle, and gives the broker the time to see it."""
    until = time.monotonic() + SETTLE_S
    sock.shutdown(socket.SHUT_WR)
    sock.settimeout(SETTLE_S)
    try:
        while sock.recv(65536) and time.monotonic() < until:
            pass
    except OSError:
        pass
    time.sleep(POLL_S)


class Session:
    """One connection and its channel, its consumers and what it has unacknowledged."""

    def __init__(self, service, scratch):
        self.service = service
        self.scratch = scratch
        self.visibility = None
        self.reset()

    def reset(self):
        self.connection = self.opened = None
        self.messages, self.consumers, self.pushed = {}, {}, {}

    @property
    def channel(self):
        import kombu
        if self.connection is None:
            options = {}
            if self.service.kind in REDIS:
                options.update({f"{key}_key": f"{self.scratch}:{key}" for key in ("unacked", "unacked_index", "unacked_mutex")})
            if self.service.kind == "amqp":
                options["confirm_publish"] = True
            if self.visibility is not None:
                options["visibility_timeout"] = self.visibility
            self.connection = kombu.Connection(self.service.url, transport_options=options, connect_timeout=CONNECT_S)
            self.connection.connect()
        if self.opened is None:
            self.opened = self.connection.channel()
            if self.service.kind in REDIS:
                self.opened.keyprefix_queue = self.scratch + ":_kombu.binding.%s"
        return self.opened

    def channel_lost(self):
        """After a channel error nothing more can be done on it: an application opens another."""
        opened, self.opened = self.opened, None
        self.messages, self.consumers, self.pushed = {}, {}, {}
        try:
            opened.close()
        except Exception:
            pass

    def cut(self):
        """What a broken connection leaves: nobody says good-bye, nothing is put back by the client."""
        connection = self.connection
        if connection is None:
            return
        if self.service.kind in REDIS and self.opened is not None:
            qos = self.opened.qos
            qos._delivered.clear()
            qos._on_collect.cancel()
            self.opened._disconnect_pools()
        elif self.service.kind == "amqp":
            gone(connection.connection.transport.sock)
            connection.collect()
        else:
            connection.close()
        self.reset()

    def queue(self, request, **options):
        """Where a transport keeps bindings itself, it deletes no queue that has none."""
        import kombu
        name = request["queue"]
        if self.service.kind != "amqp":
            options.update(exchange=kombu.Exchange(name, type="direct"), routing_key=name)
        return kombu.Queue(name, channel=self.channel, **options)


class Service:
    def __init__(self, options):
        url = options.service
        if url.startswith("env:"):
            url = os.environ.get(url[4:]) or sys.exit(f"the environment variable {url[4:]} is not set")
        self.url = url
        self.kind = {"pyamqp": "amqp"}.get(url.partition(":")[0], url.partition(":")[0])
        self.serializer = options.serializer
        self.sessions = {}
        if self.kind not in ("memory", "amqp") + REDIS:
            sys.exit(f"no transport '{self.kind}' here, see --help")

    def session(self, name, scratch):
        return self.sessions.setdefault((name, scratch), Session(self, scratch))

    def hello(self):
        import kombu
        with kombu.Connection(self.url, connect_timeout=CONNECT_S) as connection:
            connection.connect()
            driver = f"{connection.transport.driver_name} {connection.transport.driver_version()}"
            broker = {}
            if self.kind == "amqp":
                properties = connection.connection.server_properties
                broker = {"broker": f"{properties.get('product')} {properties.get('version')}"}
            elif self.kind in REDIS:
                broker = {"broker": f"Redis {connection.default_channel.client.info('server')['redis_version']}"}
        notes = ["asked through kombu: bodies go through its serializer, and its transport decides what an option means: "
                 "those of memory and Redis take the options of a declaration and do nothing with them",
                 "receive is Queue.get (basic_get), asked again until the wait is over; consume is a Consumer, and next "
                 "drains the connection's events",
                 "a disconnect cuts the connection without a word; of memory, which has none, it closes it"]
        if self.kind in REDIS:
            notes.append("kombu's own keys (unacked and the bindings) bear every question's name; a declared visibility is "
                         "visibility_timeout of the session that declares")
        if self.kind == "amqp":
            notes.append("confirm_publish is on")
        settings = {"transport": self.kind, "serializer": self.serializer, "driver": driver,
                    "python": sys.version.split()[0], **broker}
        return {"ready": True, "protocol": 1, "name": f"kombu {self.kind}", "version": kombu.__version__,
                "settings": settings, "notes": notes, "local": self.kind == "memory"}


# The operations

OPERATIONS = {}
ARGUMENTS = {"op", "session", "scratch", "queue", "body", "wait", "as", "message", "requeue", "count", "consumer",
             "auto_ack", "confirm"}


def operation(function):
    OPERATIONS[function.__name__.rstrip("_")] = function
    return function


def seconds(request, name):
    found = value_from(request.get(name, 0))
    return float(found)


def options_of(request, known):
    """The options that are asked for; one that is false is none."""
    asked = {name: value_from(given) for name, given in request.items()
             if name not in ARGUMENTS and name != "headers" and given is not None}
    for name, given in asked.items():
        if name not in known and given is not False:
            raise Unsupported(name)
    return {name: given for name, given in asked.items() if name in known}


DECLARED = ("durable", "exclusive", "auto_delete", "max_length", "max_priority", "message_ttl", "expires")
ARGUED = {"overflow": "x-overflow", "kind": "x-queue-type", "delivery_limit": "x-delivery-limit"}


@operation
def declare(session, request):
    options = options_of(request, {*DECLARED, *ARGUED, "dead_letter_queue", "visibility"})
    visibility = options.pop("visibility", None)
    if visibility is not None:
        if session.service.kind not in REDIS:
            raise Unsupported("visibility")
        session.visibility = visibility
        session.channel.visibility_timeout = visibility
    arguments = {ARGUED[name]: options.pop(name) for name in ARGUED if name in options}
    if "dead_letter_queue" in options:
        arguments.update({"x-dead-letter-exchange": "", "x-dead-letter-routing-key": options.pop("dead_letter_queue")})
    session.queue(request, queue_arguments=arguments, **options).declare()
    return DONE


@operation
def publish(session, request):
    import kombu
    options = options_of(request, {"priority", "ttl", "persistent", "message_id", "content_type"})
    if "ttl" in options:
        options["expiration"] = options.pop("ttl")
    if "persistent" in options:
        options["delivery_mode"] = 2 if options.pop("persistent") else 1
    body = value_from(request["body"])
    if "content_type" in options:
        options["content_encoding"] = "binary" if isinstance(body, bytes) else "utf-8"
    else:
        options["serializer"] = session.service.serializer
    headers = {name: value_from(given) for name, given in request.get("headers", {}).items()}
    producer = kombu.Producer(session.channel)
    try:
        producer.publish(body, routing_key=request["queue"], exchange="", headers=headers, **options)
    except Exception as error:
        if type(error).__name__ == "MessageNacked":
            return value(False) if request.get("confirm") else DONE
        raise
    return value(True) if request.get("confirm") else DONE


def decoded(message):
    try:
        return message.decode()
    except Exception:
        return message.body


def message_print(message):
    info, properties = message.delivery_info or {}, message.properties or {}
    headers = {name: given for name, given in (message.headers or {}).items() if name != "redelivered"}
    map_ = [["body", value_print(decoded(message))]]
    if headers:
        map_.append(["headers", {"map": [[name, value_print(headers[name])] for name in sorted(headers)]}])
    map_.append(["redelivered", bool(info.get("redelivered") or (message.headers or {}).get("redelivered"))])
    for name, found in (("priority", properties.get("priority")), ("message_id", properties.get("message_id")),
                        ("content_type", message.content_type)):
        if found is not None:
            map_.append([name, value_print(found)])
    return {"value": {"map": map_}}


def give(session, request, message):
    if not request.get("auto_ack"):
        session.messages[request.get("as", "")] = message
    return message_print(message)


@operation
def receive(session, request):
    until = time.monotonic() + seconds(request, "wait")
    while True:
        message = session.queue(request).get(no_ack=bool(request.get("auto_ack")))
        if message is not None:
            return give(session, request, message)
        if time.monotonic() >= until:
            return MISSING
        time.sleep(POLL_S)


def unacknowledged(session, request):
    try:
        return session.messages[request["message"]]
    except KeyError:
        raise Refusal("no_such_delivery", "no message that was received is called so") from None


@operation
def ack(session, request):
    unacknowledged(session, request).ack()
    return DONE


@operation
def reject(session, request):
    unacknowledged(session, request).reject(requeue=bool(request.get("requeue")))
    return DONE


@operation
def prefetch(session, request):
    session.channel.basic_qos(0, request["count"], False)
    return DONE


@operation
def consume(session, request):
    import kombu
    options_of(request, set())
    name = request.get("as", "")
    pushed = session.pushed[name] = []
    consumer = kombu.Consumer(session.channel, queues=[session.queue(request)], auto_declare=False,
                              on_message=pushed.append, no_ack=bool(request.get("auto_ack")))
    consumer.consume()
    session.consumers[name] = consumer
    return DONE


@operation
def next_(session, request):
    if request["consumer"] not in session.consumers:
        raise Refusal("not_found", "no consumer is called so")
    pushed = session.pushed[request["consumer"]]
    until = time.monotonic() + seconds(request, "wait")
    while not pushed:
        left = until - time.monotonic()
        try:
            session.connection.drain_events(timeout=max(min(left, WAIT_S), POLL_S))
        except socket.timeout:
            if left <= 0:
                return MISSING
    return give(session, request, pushed.pop(0))


@operation
def cancel(session, request):
    consumer = session.consumers.pop(request["consumer"], None)
    session.pushed.pop(request["consumer"], None)
    if consumer is not None:
        consumer.cancel()
    return DONE


def there(session, request):
    """How many messages are ready; None: no such queue."""
    try:
        return session.channel.queue_declare(queue=request["queue"], passive=True).message_count
    except Exception as error:
        if str(getattr(error, "reply_code", None)) != "404":
            raise
        if session.service.kind == "amqp":
            session.channel_lost()
        return None


@operation
def depth(session, request):
    found = there(session, request)
    return MISSING if found is None else value(found)


@operation
def purge(session, request):
    return value(session.queue(request).purge() or 0)


@operation
def delete(session, request):
    was = there(session, request) is not None
    if was:
        session.queue(request).delete()
    return value(was)


@operation
def disconnect(session, request):
    session.cut()
    return DONE


def remove(service, prefix):
    """Closes the question's connections; what is left of it in Redis, and in memory, goes."""
    for name, session in list(service.sessions.items()):
        if name[1] == prefix:
            session.cut()
            del service.sessions[name]
    if service.kind in REDIS and re.fullmatch("pc_[a-z0-9_]+", prefix):
        client = client_of(service)
        for key in client.scan_iter(match=prefix + "[^0-9]*", count=1000):
            client.delete(key)
    if service.kind == "memory":
        from kombu.transport.memory import Channel
        for queue in [queue for queue in Channel.queues if re.match(re.escape(prefix) + "(?![0-9])", queue)]:
            del Channel.queues[queue]
    return DONE


def client_of(service):
    import kombu
    return kombu.Connection(service.url, connect_timeout=CONNECT_S).channel().client


def inventory(service):
    if service.kind not in REDIS:
        return {"unsupported": "inventory"}
    return value(sorted(key.decode("utf-8", "replace") for key in client_of(service).scan_iter(match="pc_*", count=1000)))


# What would be a refusal of the service is one; a service that is not there ends the program.
GONE = ("ConnectionError", "TimeoutError", "timeout", "ConnectionForced", "OperationalError", "RecoverableConnectionError",
        "BusyLoadingError", "BrokenPipeError", "ConnectionResetError", "ConnectionRefusedError")

REFUSALS = (
    # (exception's name, what its message holds, class), the first that fits
    ("NotFound", "", "not_found"),
    ("ConsumerCancelled", "", "not_found"),
    ("PreconditionFailed", "unknown delivery tag", "no_such_delivery"),
    ("PreconditionFailed", "larger than", "too_large"),
    ("PreconditionFailed", "invalid arg", "bad_argument"),
    ("PreconditionFailed", "invalid expiration", "bad_argument"),
    ("PreconditionFailed", "", "precondition_failed"),
    ("ResourceLocked", "", "locked"),
    ("AccessRefused", "exclusive", "locked"),
    ("AccessRefused", "", "access_denied"),
    ("ResourceError", "", "resource_limit"),
    ("MessageStateError", "", "no_such_delivery"),
    ("EncodeError", "", "bad_value"),
    ("FrameSyntaxError", "", "bad_value"),
    ("SyntaxError", "", "bad_value"),
    ("", "not JSON serializable", "bad_value"),
    ("", "JSON serializable", "bad_value"),
    ("", "OOM command not allowed", "resource_limit"),
    ("error", "format requires", "bad_argument"),
    ("TypeError", "", "bad_argument"),
    ("ValueError", "", "bad_argument"),
)


def refusal(error):
    """What the application would have caught."""
    name, message = type(error).__name__, str(error)
    found = getattr(error, "name", None) if isinstance(error, Refusal) else None
    for kind, part, class_name in REFUSALS:
        if not found and kind in ("", name) and part in message:
            found = class_name
    code = getattr(error, "reply_code", None)
    return {"refusal": found or name, "code": f"{code} {name}" if code else name, "message": message}


def answer(service, request):
    op = request["op"]
    if op == "remove":
        return remove(service, request["prefix"])
    if op == "inventory":
        return inventory(service)
    if op not in OPERATIONS:
        return {"unsupported": op}
    session = service.session(request.get("session", "A"), request.get("scratch", ""))
    try:
        return OPERATIONS[op](session, request)
    except Unsupported as option:
        return {"unsupported": str(option)}
    except Exception as error:
        if type(error).__name__ in GONE:
            raise
        if service.kind == "amqp" and session.connection and isinstance(error, session.connection.channel_errors):
            session.channel_lost()
        return refusal(error)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("service")
    parser.add_argument("--serializer", default="json", choices=("json", "pickle", "yaml", "raw"))
    service = Service(parser.parse_args())
    # Lines are for the harness alone, whatever a library prints.
    output, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        request = json.loads(line)
        if request["op"] == "hello":
            try:
                outcome = service.hello()
            except Exception as error:
                outcome = {"ready": False, "message": traceback.format_exception_only(type(error), error)[-1].strip()}
        else:
            outcome = answer(service, request)
        print(json.dumps(outcome, allow_nan=False), file=output, flush=True)
    # What a library would do at the end, such as putting back what is unacknowledged, is not asked for.
    os._exit(0)


if __name__ == "__main__":
    main()
