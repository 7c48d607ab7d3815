"""Caches' known differences (known_differences.py)."""
import os
import subprocess
import sys

import known_differences
from known_differences import REQUIRED, program, same, succeeds, variable

WANTED = [("with-fakeredis", [], same("FAKEREDIS")), ("with-miniredis", [], same("MINIREDIS")),
          ("with-node-caches", [], dict(same("IOREDIS_MOCK", "REDIS_MOCK", "NODE_CACHES"), PC_NODE_CACHES="PC_NODE_CACHES")),
          ("with-memcached", ["-m", "8"], {"PC_TEST_MEMCACHED": "PC_TEST_MEMCACHED_SMALL"}),
          ("with-memcached", ["-m", "8", "-M"], {"PC_TEST_MEMCACHED": "PC_TEST_MEMCACHED_M"})]


class Caches(known_differences.Known):
    ROLE = "cache"
    ENTRIES = 36
    REPRESENTED = {"fakeredis": "fakeredis", "miniredis": "miniredis", "django": "django-locmem", "node-caches": "node-cache",
                   "php": "phpredis"}

    def services(self):
        redis, memcached, node = variable("REDIS"), variable("MEMCACHED"), variable("NODE_CACHES")
        django = succeeds("/usr/bin/python3", "-c", "import django, django_redis, pymemcache")
        php = succeeds("php", "-r", "exit(class_exists('Redis') && (include 'Predis/Autoloader.php') && (include 'Illuminate/Cache/autoload.php') ? 0 : 1);")
        address = memcached.removeprefix("memcached://")
        found = {
            "redis": redis,
            "redis-resp3": redis and redis + "?protocol=3",
            "memcached": memcached,
            "memcached-small": variable("MEMCACHED_SMALL"),
            "memcached-M": variable("MEMCACHED_M"),
            "fakeredis": variable("FAKEREDIS"),
            "miniredis": variable("MINIREDIS"),
            "ioredis-mock": variable("IOREDIS_MOCK"),
            "redis-mock": variable("REDIS_MOCK"),
            "django-locmem": django and program("django_cache.py", "locmem"),
            "django-file": django and program("django_cache.py", "file:" + self.path("django")),
            "django-memcached": django and memcached and program("django_cache.py", "memcached:" + address),
            "django-redis": django and redis and program("django_cache.py", redis),
            "phpredis": php and redis and program("php_cache.php", "phpredis:" + redis),
            "predis": php and redis and program("php_cache.php", "predis:" + redis),
            "laravel-array": php and program("php_cache.php", "laravel-array"),
            "laravel-file": php and program("php_cache.php", "laravel-file:" + self.path("laravel")),
            # As its own configuration has it: values in database 1, locks in database 0.
            "laravel-redis": php and redis and program("php_cache.php", "laravel-redis:" + redis.rpartition("/")[0] + "/1", redis),
            "redis-json": node and redis and program("node_cache.js", "redis-json:" + redis),
        }
        found.update({name: node and program("node_cache.js", name)
                      for name in ("node-cache", "lru-cache", "keyv", "cache-manager", "memcached-mock")})
        return found

    def assert_nothing_left(self):
        """Neither in Redis' databases of values and of locks, nor in files, journals or folders."""
        for database in ("/0", "/1"):
            result = subprocess.run(["redis-cli", "-u", variable("REDIS").rpartition("/")[0] + database, "--scan", "--pattern", "*pc_*"],
                                    capture_output=True, text=True, check=True)
            self.assertEqual(result.stdout.split(), [])
        left = [name for folder in (self.state, self.tmp, self.path("django"), self.path("laravel"))
                if os.path.isdir(folder) for name in os.listdir(folder)]
        self.assertEqual(left, [])


if __name__ == "__main__":
    if not variable("REDIS") or not variable("MEMCACHED"):
        print("Redis or Memcached is not there")
        sys.exit(1 if "redis" in REQUIRED else 77)
    sys.exit(known_differences.main(Caches, WANTED))
