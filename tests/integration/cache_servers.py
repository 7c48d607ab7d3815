"""The cache servers that tests are run below."""
import os
import subprocess
import unittest

import pc

REDIS = os.environ.get("PC_TEST_REDIS", "")
MEMCACHED = os.environ.get("PC_TEST_MEMCACHED", "")
DJANGO = "exec:/usr/bin/python3 " + os.path.join(pc.SOURCE, "adapters", "exec", "programs", "django_cache.py")


def redis(*words, url=REDIS):
    """redis-cli's answer, as text."""
    result = subprocess.run(["redis-cli", "-u", url, *words], capture_output=True, text=True, check=True)
    return result.stdout


class CacheCase(pc.Case):
    def assert_no_key_left(self):
        self.assertEqual([key for key in redis("--scan").split("\n") if key.startswith("pc_")], [])
        self.assertNotIn("name=pc_", redis("CLIENT", "LIST"))


def main():
    if not REDIS or not MEMCACHED:
        print("Redis or Memcached is not there")
        raise SystemExit(1 if "redis" in os.environ.get("PC_REQUIRE_SERVICES", "") else 77)
    unittest.main(verbosity=1)
