#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Django's own caches behind `exec:`, as an application sees them (EXEC.md has the protocol).

    exec:python3 adapters/exec/programs/django_cache.py locmem
    exec:python3 adapters/exec/programs/django_cache.py file:FOLDER
    exec:python3 adapters/exec/programs/django_cache.py memcached:HOST:PORT      (or memcached:unix:/SOCKET)
    exec:python3 adapters/exec/programs/django_cache.py redis://HOST:PORT/NUMBER (rediss:, unix: as well)
    exec:python3 adapters/exec/programs/django_cache.py env:NAME                 the same, from the environment: for secrets

Options before it: --timeout=SECONDS|none, --max-entries=N, --cull-frequency=N, --key-prefix=TEXT, --version=N,
--serializer=json|pickle|msgpack (django-redis alone). What is not given is Django's own default.

A key reaches Django as it is; what Django puts in front of it (":1:") stays, as in an application.
"""
import argparse
import contextlib
import datetime
import decimal
import importlib
import json
import math
import os
import pickle
import re
import shutil
import sys
import threading
import traceback

OPERATIONS = {}
# What would be a refusal of the service is one; a service that is not there ends the program.
GONE = ("ConnectionError", "TimeoutError", "MemcacheUnexpectedCloseError", "BusyLoadingError", "timeout")


class Refusal(Exception):
    def __init__(self, name, message):
        super().__init__(message)
        self.name = name


def operation(function):
    OPERATIONS[function.__name__.rstrip("_")] = function
    return function


# Canonical values


def number_from(text):
    return float(text.replace("Infinity", "inf"))


def number_text(number):
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    return next((text for text in (f"{number:.{digits}g}" for digits in (15, 16, 17)) if float(text) == number))


TAGS = {
    "integer": int,
    "real": number_from,
    "decimal": decimal.Decimal,
    "bytes": bytes.fromhex,
    "date": datetime.date.fromisoformat,
    "time": datetime.time.fromisoformat,
    "timestamp": datetime.datetime.fromisoformat,
    "timestamptz": datetime.datetime.fromisoformat,
    "other": lambda shown: threading.Lock(),  # what is no data
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
    if isinstance(value, (bytes, bytearray)):
        return {"bytes": value.hex()}
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


# The cache


class Service:
    """One backend as settings.CACHES names it; every session has a cache object of its own, as a thread has."""

    def __init__(self, options):
        name = options.service
        if name.startswith("env:"):
            name = os.environ.get(name[4:]) or sys.exit(f"the environment variable {name[4:]} is not set")
        self.kind, _, self.location = name.partition(":")
        self.kind = {"rediss": "redis", "unix": "redis"}.get(self.kind, self.kind)
        self.notes = ["a tuple comes back as a tuple where it is pickled, and is shown as a list"]
        if self.kind == "redis":
            self.location = name
        self.settings = {
            "BACKEND": {"locmem": "django.core.cache.backends.locmem.LocMemCache",
                        "file": "django.core.cache.backends.filebased.FileBasedCache",
                        "memcached": "django.core.cache.backends.memcached.PyMemcacheCache",
                        "redis": "django_redis.cache.RedisCache"}.get(self.kind) or sys.exit(f"no cache '{self.kind}', see --help"),
            "LOCATION": self.location or "paritycheck",
            "OPTIONS": {},
        }
        if self.kind == "file":
            self.location = self.location or sys.exit("expected file:FOLDER")
            self.notes.append("entries are kept in a folder of their own for every question, under the one that is named, "
                              "so that MAX_ENTRIES never counts or removes the application's")
        if self.kind == "redis" and options.serializer:
            module = f"django_redis.serializers.{options.serializer}"
            self.settings["OPTIONS"]["SERIALIZER"] = f"{module}.{ {'json': 'JSON', 'msgpack': 'MSGPack'}.get(options.serializer, 'Pickle')}Serializer"
        for key in ("max_entries", "cull_frequency"):
            if getattr(options, key) is not None:
                self.settings["OPTIONS"][key.upper()] = getattr(options, key)
        for key in ("timeout", "key_prefix", "version"):
            if getattr(options, key) is not None:
                self.settings[key.upper()] = getattr(options, key)
        if self.settings.get("TIMEOUT") == "none":
            self.settings["TIMEOUT"] = None
        self.caches = {}

    def start(self):
        import django
        from django.conf import settings
        settings.configure(CACHES={"default": self.settings}, USE_TZ=True, SECRET_KEY="none", LOGGING_CONFIG=None)
        django.setup()
        if self.kind != "file":
            self.cache("A", "").get("paritycheck")

    def cache(self, session, scratch):
        """The session's cache object."""
        place = (session, scratch if self.kind == "file" else "")
        if place not in self.caches:
            from django.utils.module_loading import import_string
            location = self.folder(scratch) if self.kind == "file" else self.settings["LOCATION"]
            parameters = {key: setting for key, setting in self.settings.items() if key not in ("BACKEND", "LOCATION")}
            if len(self.caches) > 100:
                self.caches.clear()
            self.caches[place] = import_string(self.settings["BACKEND"])(location, parameters)
        return self.caches[place]

    def folder(self, scratch):
        if not re.fullmatch("pc_[a-z0-9_]+", scratch):
            raise Refusal("bad_key", "no scratch is named")
        return os.path.join(self.location, scratch)

    def forget(self, scratch):
        """The folder of a scratch with nothing in it is in nobody's way, but no use either."""
        if self.kind == "file":
            with contextlib.suppress(OSError):
                os.rmdir(self.folder(scratch))

    def close(self, session):
        for place in [place for place in self.caches if place[0] == session]:
            cache = self.caches.pop(place)
            if self.kind == "redis":
                cache.client.do_close_clients()
            else:
                cache.close()

    def hello(self):
        import django
        cache = self.cache("A", "pc_hello")
        settings = {"backend": self.settings["BACKEND"], "TIMEOUT": cache.default_timeout, "KEY_PREFIX": cache.key_prefix,
                    "VERSION": cache.version, "python": sys.version.split()[0]}
        if self.kind in ("locmem", "file"):
            settings.update(MAX_ENTRIES=cache._max_entries, CULL_FREQUENCY=cache._cull_frequency)
        libraries = {"memcached": ["pymemcache"], "redis": ["django_redis", "redis"]}.get(self.kind, [])
        settings.update({name: importlib.import_module(name).__version__ for name in libraries})
        if self.kind == "redis":
            settings["serializer"] = self.settings["OPTIONS"].get("SERIALIZER", "django_redis.serializers.pickle.PickleSerializer")
        if self.kind != "redis" or settings["serializer"].endswith("PickleSerializer"):
            settings["pickle"] = f"protocol {pickle.HIGHEST_PROTOCOL}"
        if self.kind == "file":
            self.forget("pc_hello")
        return {"ready": True, "protocol": 1, "name": f"Django {self.kind}", "version": django.get_version(),
                "settings": {key: str(setting) for key, setting in settings.items()}, "notes": self.notes,
                "local": self.kind == "locmem"}


# The operations


def ttl_of(request):
    """Django's timeout: none given never expires; a whole number is an int, as people write it."""
    ttl = request.get("ttl")
    if isinstance(ttl, dict):
        ttl = value_from(ttl)
    return int(ttl) if isinstance(ttl, float) and ttl.is_integer() else ttl


MISSING = object()


@operation
def get(cache, request):
    found = cache.get(value_from(request["key"]), MISSING)
    return {"missing": True} if found is MISSING else value(found)


@operation
def get_many(cache, request):
    keys = [value_from(key) for key in request["keys"]]
    found = cache.get_many(keys)
    return {"value": {"map": [[value_print(key), value_print(found[key])] for key in keys if key in found]}}


@operation
def set_(cache, request):
    cache.set(value_from(request["key"]), value_from(request["value"]), ttl_of(request))
    return {"done": True}


@operation
def set_many(cache, request):
    failed = cache.set_many({value_from(key): value_from(item) for key, item in request["entries"]}, None)
    if failed:
        raise Refusal("not_stored", f"set_many says that it failed for {failed!r}")
    return {"done": True}


@operation
def add(cache, request):
    return value(bool(cache.add(value_from(request["key"]), value_from(request["value"]), ttl_of(request))))


@operation
def delete(cache, request):
    return value(bool(cache.delete(value_from(request["key"]))))


def count(change, request):
    try:
        return value(change(value_from(request["key"]), value_from(request["by"])))
    except ValueError as error:
        if re.fullmatch("Key .* not found", str(error), re.DOTALL):
            return {"missing": True}
        raise Refusal("not_an_integer", f"{type(error).__name__}: {error}") from error
    except TypeError as error:
        raise Refusal("not_an_integer", f"TypeError: {error}") from error


@operation
def increment(cache, request):
    return count(cache.incr, request)


@operation
def decrement(cache, request):
    return count(cache.decr, request)


@operation
def touch(cache, request):
    return value(bool(cache.touch(value_from(request["key"]), ttl_of(request))))


@operation
def ttl(cache, request):
    """Not of Django's: django-redis alone has it, where 0 says that the key is not there."""
    if not hasattr(cache, "pttl"):
        return {"unsupported": "ttl"}
    left = cache.pttl(value_from(request["key"]))
    if left == 0:
        return {"missing": True}
    return value(None if left is None else left / 1000)


@operation
def change(cache, request):
    found = cache.get(value_from(request["key"]), MISSING)
    if found is MISSING:
        return {"missing": True}
    if not isinstance(found, list):
        raise Refusal("wrong_type", f"a {type(found).__name__} has no append")
    found.append(value_from(request["item"]))
    return {"done": True}


def remove(service, prefix):
    if service.kind == "file":
        shutil.rmtree(service.folder(prefix), ignore_errors=True)
        return {"done": True}
    if service.kind == "redis" and re.fullmatch("pc_[a-z0-9_]+", prefix):
        # The harness's names are plain; a digit behind one is another scratch's.
        service.cache("A", "").delete_pattern(prefix + "[^0-9]*", itersize=1000)
        return {"done": True}
    return {"unsupported": "remove"}


def inventory(service):
    if service.kind == "file":
        names = os.listdir(service.location) if os.path.isdir(service.location) else []
        return value(sorted(name for name in names if name.startswith("pc_")))
    if service.kind == "redis":
        return value(sorted(service.cache("A", "").iter_keys("pc_*", itersize=1000)))
    return {"unsupported": "inventory"}


REFUSALS = (
    # (exception's name, what its message holds, class), the first that fits
    ("InvalidCacheKey", "", "bad_key"),
    ("MemcacheIllegalInputError", "Key ", "bad_key"),
    ("MemcacheIllegalInputError", "", "bad_value"),
    ("PicklingError", "", "bad_value"),
    ("DataError", "", "bad_value"),
    ("", "JSON serializable", "bad_value"),
    ("", "cannot pickle", "bad_value"),
    ("", "too large for cache", "value_too_large"),
    ("", "out of memory", "out_of_memory"),
    ("", "command not allowed when used memory", "out_of_memory"),
    ("", "non-numeric value", "not_an_integer"),
    ("", "not an integer", "not_an_integer"),
    ("", "would overflow", "overflow"),
    ("", "invalid numeric delta", "bad_argument"),
    ("", "invalid exptime", "bad_argument"),
    ("", "invalid expire", "bad_argument"),
    ("", "WRONGTYPE", "wrong_type"),
    ("ReadOnlyError", "", "read_only"),
    ("NoPermissionError", "", "access_denied"),
    ("OverflowError", "", "bad_argument"),
)


def is_gone(error):
    return type(error).__name__ in GONE or isinstance(error, ConnectionError) or "All servers seem to be down" in str(error)


def refusal(error):
    """What the application would have caught."""
    name, message = type(error).__name__, str(error)
    found = getattr(error, "name", None) if isinstance(error, Refusal) else None
    for kind, part, class_name in REFUSALS:
        if not found and kind in ("", name) and part in message:
            found = class_name
    return {"refusal": found or name, "code": name, "message": message}


def answer(service, request):
    op, session, scratch = request["op"], request.get("session", "A"), request.get("scratch", "")
    if op == "reconnect":
        service.close(session)
        return {"done": True}
    if op == "remove":
        return remove(service, request["prefix"])
    if op == "inventory":
        return inventory(service)
    if op not in OPERATIONS:
        return {"unsupported": op}
    try:
        outcome = OPERATIONS[op](service.cache(session, scratch), request)
    except Exception as error:
        if is_gone(error):
            raise
        outcome = refusal(error)
    service.forget(scratch)
    return outcome


def options_parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("service")
    for name, kind in (("timeout", lambda text: text if text == "none" else float(text)), ("max-entries", int),
                       ("cull-frequency", int), ("key-prefix", str), ("version", int), ("serializer", str)):
        parser.add_argument(f"--{name}", type=kind)
    return parser.parse_args()


def main():
    service = Service(options_parse())
    # Lines are for the harness alone, whatever a library prints.
    output, sys.stdout = sys.stdout, sys.stderr
    if not sys.warnoptions:
        import warnings
        warnings.simplefilter("ignore")
    for line in sys.stdin:
        request = json.loads(line)
        if request["op"] == "hello":
            try:
                service.start()
                outcome = service.hello()
            except Exception as error:
                outcome = {"ready": False, "message": traceback.format_exception_only(type(error), error)[-1].strip()}
        else:
            outcome = answer(service, request)
        print(json.dumps(outcome, allow_nan=False), file=output, flush=True)


if __name__ == "__main__":
    main()
