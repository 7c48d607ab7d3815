"""clean: removes what dead runs left, lists what nobody here knows of, and says 'removed' only of what it removed."""
import contextlib
import json
import os
import sys
import time

import cache_servers
import pc
from cache_servers import REDIS, redis
from pc import POSTGRESQL


def name_new(seconds_ago=0, task="1b", random="zz1"):
    """As a run that began then would call a scratch."""
    number, digits = int(time.time()) - seconds_ago, ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return f"pc_{digits}_{random}", f"pc_{digits}_{random}_{task}_1"


# A cache in which one key is gone at the second look.
LOOKS = '''
import json, os, sys
path, going, staying = sys.argv[1:]
for line in sys.stdin:
    op = json.loads(line)["op"]
    if op == "hello":
        answer = {"ready": True, "protocol": 1, "name": "looks", "version": "1", "settings": {}, "local": False}
    elif op == "inventory":
        seen = os.path.getsize(path) if os.path.exists(path) else 0
        with open(path, "a") as file:
            file.write(str(seen + 1))
        answer = {"value": [staying + ":k"] + [going + ":k"] * (seen == 0)}
    else:
        answer = {"unsupported": op}
    print(json.dumps(answer), flush=True)
'''


class Clean(pc.Case):
    def clean(self, *arguments, status=0):
        _, output, _ = self.run_program("clean", *arguments, status=status)
        return output

    def journal(self, run, *lines):
        path = os.path.join(self.env["PARITYCHECK_STATE"], f"{run}.jsonl")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(line) + "\n" for line in lines)
        self.addCleanup(lambda: os.path.exists(path) and os.unlink(path))
        return path

    def schema(self, name):
        self.sql(f"CREATE SCHEMA {name}; CREATE TABLE {name}.t (n integer)")
        self.addCleanup(self.sql, f"DROP SCHEMA IF EXISTS {name} CASCADE")

    def schemas(self):
        return self.sql("SELECT string_agg(nspname, ' ' ORDER BY nspname) FROM pg_namespace WHERE nspname LIKE 'pc\\_%'").split()

    def test_what_has_no_journal_is_listed_and_removed_by_name(self):
        self.assertEqual(self.clean(POSTGRESQL), "0 removed, 0 left\n")
        run, young = name_new()
        _, old = name_new(7200, random="zz2")
        # The application's, which begin as ours do.
        self.schema("pc_products_archive_1_1")
        for name in (young, old):
            self.schema(name)
        output = self.clean(POSTGRESQL, status=3)
        for name in (young, old):
            self.assertIn(f"found {name}, of which there is no journal here: remove it with --run or --older-than", output)
        self.assertIn("0 removed, 2 left", output)
        self.assertIn(f"removed {old}\n", self.clean(POSTGRESQL, "--older-than", "1h", status=3))
        self.assertIn(f"removed {young}\n1 removed, 0 left", self.clean(POSTGRESQL, "--run", run))
        self.assertEqual(self.schemas(), ["pc_products_archive_1_1"])

    def test_what_a_session_bears_is_in_use(self):
        run, name = name_new()
        self.schema(name)
        with self.session(name):
            for arguments in ((), ("--older-than", "1s")):
                output = self.clean(POSTGRESQL, *arguments)
                self.assertIn(f"in use: {name}, perhaps by a run on another machine", output)
                self.assertIn("0 removed, 1 in use, 0 left", output)
            self.assertEqual(self.schemas(), [name])
            # Another scratch of the run, which no session bears at the moment.
            self.schema(f"{run}_2_1")
            self.assertIn(f"in use: {run}_2_1,", self.clean(POSTGRESQL, "--older-than", "1s"))
            self.assertIn(f"removed {name}", self.clean(POSTGRESQL, "--run", run))
        self.assertEqual(self.schemas(), [])

    def test_what_goes_meanwhile_is_no_leftover(self):
        """A run elsewhere removes its scratch: of two looks, the first sees it."""
        _, going = name_new(random="zz7")
        _, staying = name_new(random="zz8")
        self.write("looks.py", LOOKS)
        url = f"exec:{sys.executable} {self.path('looks.py')} {self.path('looks')} {going} {staying}"
        output = self.clean(url, status=3)
        self.assertIn(f"found {staying}, of which there is no journal here", output)
        self.assertNotIn(going, output)
        with open(self.path("looks"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "12")

    @contextlib.contextmanager
    def session(self, name):
        """A session that bears the name, as one of a run on another machine does."""
        process = pc.subprocess.Popen([os.path.join(pc.BIN, "psql"), POSTGRESQL, "-XAtq"], stdin=pc.subprocess.PIPE, stdout=pc.subprocess.PIPE,
                                      stderr=pc.subprocess.DEVNULL, text=True, env=dict(self.env, PGAPPNAME=name))
        with process:
            process.stdin.write("SELECT 1;\n")
            process.stdin.flush()
            self.assertEqual(process.stdout.readline(), "1\n")
            yield
            process.stdin.close()
            process.wait()

    def test_a_journal_is_believed_only_as_far_as_its_run_goes(self):
        self.sql("CREATE SCHEMA application; CREATE TABLE application.t (n integer)")
        self.addCleanup(self.sql, "DROP SCHEMA application CASCADE")
        _, neighbour = name_new(random="zz4")
        self.schema(neighbour)
        run, _ = name_new(random="zz3")
        _, output, _ = self.run_program("doctor", POSTGRESQL, status=0)
        target = output.splitlines()[0].rpartition(": ")[2]
        path = self.journal(run, {"scratch": "application", "target": target}, {"scratch": neighbour, "target": target},
                            {"scratch": f"{run}_2_1", "target": target})
        output = self.clean(POSTGRESQL, status=3)
        self.assertIn(f"the journal '{path}' lists 'application', which its run cannot have made: not touched", output)
        self.assertIn(f"lists '{neighbour}', which its run cannot have made", output)
        self.assertIn(f"found {neighbour}, of which there is no journal here", output)
        # A stale one claims what is no more there.
        self.assertIn(f"gone already: {run}_2_1\n", output)
        self.assertNotIn("\nremoved", "\n" + output)
        self.assertIn("0 removed, 1 gone already, 3 left", output)
        self.assertEqual(self.sql("SELECT count(*) FROM application.t"), "0")
        self.assertEqual(self.schemas(), [neighbour])

    def test_keys_of_every_task_are_seen(self):
        """Tasks from the tenth on have letters in their names."""
        names = [name_new(random="zz5", task=task) for task in ("1", "a", "1b", "zz")]
        for _, name in names:
            redis("SET", f"{name}:k", "v")
        self.addCleanup(redis, "DEL", *(f"{name}:k" for _, name in names))
        output = self.clean(REDIS, status=3)
        for _, name in names:
            self.assertIn(f"found {name},", output)
        self.assertIn("4 removed, 0 left", self.clean(REDIS, "--run", names[0][0]))
        self.assertEqual(redis("KEYS", "pc_*"), "\n")

    def test_doctor_makes_nothing(self):
        self.write("paritycheck.yaml", "environments:\n  development: {cache: 'file:./dev.db', database: 'sqlite:./dev.sqlite'}\n")
        before = sorted(os.listdir(self.folder))
        _, output, _ = self.run_program("doctor", status=3)
        self.assertIn("cannot keep files in './dev.db': No such file or directory (a folder is not made for a cache: make it first)", output)
        self.assertEqual(sorted(os.listdir(self.folder)), before)
        before = redis("INFO", "commandstats")
        self.run_program("doctor", REDIS, status=0)
        asked = {line.split(":")[0] for line in redis("INFO", "commandstats").split()} - {line.split(":")[0] for line in before.split()}
        # Whether it may remove keys is asked of one that nobody has: UNLINK, which removes nothing then.
        self.assertFalse(asked & {f"cmdstat_{command}" for command in ("set", "del", "incr", "expire", "flushall")}, asked)


if __name__ == "__main__":
    cache_servers.unittest.main()
