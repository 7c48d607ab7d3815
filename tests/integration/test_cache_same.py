"""Caches, each against itself: models, files, real servers, and Django's in front of them; under load too."""
import functools
import os

import cache_servers
import pc
from cache_servers import DJANGO, MEMCACHED, REDIS

RUNS = int(os.environ.get("PC_SAME_RUNS", "2"))


class Same(cache_servers.CacheCase):
    def same(self, *runs):
        """Each of the runs beside the others: most of a run is waiting for times to live."""
        for i in range(RUNS):
            with pc.busy_cores(i % 2):
                pc.at_once(*(functools.partial(self.assert_agreement, url, url, *arguments, behaviours=behaviours)
                             for url, behaviours, *arguments in runs))

    def test_models_against_themselves(self):
        os.mkdir(self.path("cache"))
        self.same(*((url, 60, "--allow", "intrusive") for url in ("memory:", "memory:?copy=on", "memory:?max_entries=100")),
                  ("file:cache", 50))
        self.assertEqual(os.listdir(self.path("cache")), [])

    def test_servers_against_themselves(self):
        self.same((REDIS, 140, "--allow", "intrusive"), (MEMCACHED, 50, "--allow", "intrusive"))
        self.assert_no_key_left()

    def test_django_against_itself(self):
        self.same((DJANGO + " locmem", 50), (DJANGO + " " + REDIS, 50))
        self.assert_no_key_left()


if __name__ == "__main__":
    cache_servers.main()
