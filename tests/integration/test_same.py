"""A service against itself gives nothing, always, under load too."""
import os

import pc
from pc import POSTGRESQL

RUNS = int(os.environ.get("PC_SAME_RUNS", "2"))


class Same(pc.Case):
    def check(self, *urls):
        self.assert_agreements(*urls, runs=RUNS, behaviours=150)
        self.assert_nothing_left()

    def test_postgresql(self):
        self.check(POSTGRESQL, POSTGRESQL)

    def test_sqlite(self):
        self.check("sqlite::memory:", "sqlite::memory:")

    def test_sqlite_with_a_shared_cache(self):
        self.check("sqlite::memory:?cache=shared", "sqlite::memory:?cache=shared")

    def test_sqlite_as_django_has_it(self):
        self.check("sqlite::memory:?profile=django", "sqlite::memory:?profile=django")

    def test_sqlite_as_rails_has_it(self):
        self.check("sqlite::memory:?profile=rails", "sqlite::memory:?profile=rails")


if __name__ == "__main__":
    pc.main()
