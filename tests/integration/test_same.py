"""A service against itself gives nothing, always, under load too."""
import os
import subprocess

import pc
from pc import POSTGRESQL

RUNS = int(os.environ.get("PC_SAME_RUNS", "2"))


class Same(pc.Case):
    def check(self, *urls):
        for i in range(RUNS):
            load = []
            if i % 2:
                load = [subprocess.Popen(["sh", "-c", "while :; do :; done"]) for _ in range(os.cpu_count() or 2)]
            try:
                report = self.report("run", *urls, status=0)
            finally:
                for process in load:
                    process.kill()
                    process.wait()
            self.assertEqual(report["divergences"], [])
            self.assertEqual(report["problems"], [])
            self.assertGreater(report["counts"]["behaviours"], 150)
        self.assert_nothing_left()

    def test_postgresql(self):
        self.check(POSTGRESQL, POSTGRESQL)

    def test_sqlite(self):
        self.check("sqlite::memory:", "sqlite::memory:")

    def test_sqlite_as_django_has_it(self):
        self.check("sqlite::memory:?profile=django", "sqlite::memory:?profile=django")

    def test_sqlite_as_rails_has_it(self):
        self.check("sqlite::memory:?profile=rails", "sqlite::memory:?profile=rails")


if __name__ == "__main__":
    pc.main()
