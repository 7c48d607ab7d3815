"""What is not the run's own stays as it is, and secrets stay secret."""
import glob
import hashlib
import os
import sqlite3
import subprocess
import threading
import time

import pc
from pc import POSTGRESQL

SECRET = "s3cretBaseWord99"


def digests(folder):
    found = {}
    for path in sorted(glob.glob(os.path.join(folder, "*"))):
        if os.path.isfile(path):
            with open(path, "rb") as file:
                found[path] = hashlib.sha256(file.read()).hexdigest()
    return found


class Safety(pc.Case):
    def test_the_users_sqlite_file_is_never_touched(self):
        for mode in ("delete", "wal"):
            os.makedirs(self.path(mode))
            path = self.path(mode, "dev.db")
            database = sqlite3.connect(path)
            database.execute(f"PRAGMA journal_mode={mode}")
            database.execute("CREATE TABLE users (name TEXT)")
            database.execute("INSERT INTO users VALUES ('ada')")
            database.commit()
            before = digests(self.path(mode))
            if mode == "wal":
                self.assertEqual(len(before), 3)
            self.run_program("run", f"sqlite:{path}", POSTGRESQL, "--deadline", "60s", status=1)
            self.assertEqual(digests(self.path(mode)), before)
            report = self.report("run", f"sqlite:{path}", POSTGRESQL, "--suite", "smoke", status=1)
            self.assertEqual(report["environments"][1]["services"]["sql"]["fingerprint"]["settings"]["journal_mode"], mode)
            database.close()

    def test_other_schemas_are_left_alone(self):
        self.sql("DROP TABLE IF EXISTS public.users; CREATE TABLE public.users (name text); INSERT INTO public.users VALUES ('ada')")
        self.write("own/x.sql", "-- title: t\n-- bites: b\n-- severity: high\n\nCREATE TABLE users (name nonsense(;\n--? a\nDELETE FROM users;\n")
        self.write("own/y.sql", "-- title: t\n-- bites: b\n-- severity: high\n\n--? a\nDELETE FROM users;\n")
        self.run_program("run", "sqlite::memory:", POSTGRESQL, "--no-builtin", "--probes", "own")
        self.assertEqual(self.sql("SELECT name FROM public.users"), "ada")
        self.assert_nothing_left()

    def test_confinement_of_sqlite(self):
        target = self.path("outside.db")
        rows = (f"ATTACH '{target}' AS outside", f"ATTACH '{target}' || '' AS outside", f"VACUUM INTO '{target}'",
                f"VACUUM INTO '{target}' || ''", "SELECT load_extension('x')")
        for i, statement in enumerate(rows):
            self.write(f"own/p{i}.sql", f"-- title: t\n-- bites: b\n-- severity: high\n-- reach: intrusive\n\n--? a\n{statement};\n")
        report = self.report("run", "sqlite::memory:", "sqlite::memory:", "--no-builtin", "--probes", "own", "--allow", "intrusive")
        self.assertFalse(os.path.exists(target))
        self.assertEqual([p["text"] for p in report["problems"] if p["kind"] == "fault"][:8], ["confined"] * 8)

    def test_passwords_appear_nowhere(self):
        self.sql(f"DROP ROLE IF EXISTS secretive; CREATE ROLE secretive LOGIN SUPERUSER PASSWORD '{SECRET}'")
        self.addCleanup(self.sql, "DROP ROLE IF EXISTS secretive")
        address = POSTGRESQL.split("@", 1)[1]
        seen = []
        stop = threading.Event()

        def watch():
            while not stop.is_set():
                seen.append(subprocess.run(["ps", "axww", "-o", "args"], capture_output=True, text=True, check=False).stdout)
                time.sleep(0.02)

        watcher = threading.Thread(target=watch)
        watcher.start()
        self.write("pass", f"*:*:*:*:{SECRET}\n")
        os.chmod(self.path("pass"), 0o600)
        outputs = []
        try:
            for url in (f"postgresql://secretive:{SECRET}@{address}", f"postgresql://secretive@{address}?password={SECRET}",
                        f"postgresql://secretive@{address}?passfile={self.path('pass')}",
                        f"postgresql://secretive:{SECRET}@127.0.0.1:1/x", f"postgresql://secretive:{SECRET}@{address}?sslmode=verify-full"):
                for report in ("text", "json"):
                    outputs.append(self.run_program("run", "sqlite::memory:", url, "--suite", "smoke", "--report", report))
                outputs.append(self.run_program("record", url, "-o", "r.jsonl", "--suite", "smoke"))
                outputs.append(self.run_program("doctor", url))
                if os.path.exists(self.path("r.jsonl")):
                    with open(self.path("r.jsonl"), encoding="utf-8") as file:
                        outputs.append((0, file.read(), ""))
        finally:
            stop.set()
            watcher.join()
        for _, output, errors in outputs:
            self.assertNotIn(SECRET, output + errors)
        for listing in seen:
            for line in listing.splitlines():
                # The command line that the user typed is the user's own.
                if SECRET in line and " run " not in line and " record " not in line and " doctor " not in line:
                    self.fail(line)
        self.assertEqual(outputs[0][0], 1)


if __name__ == "__main__":
    pc.main()
