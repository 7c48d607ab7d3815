"""Probes that users write in the operations of a role: asked, compared, explained; and what is said of one that is wrong."""
import json
import os
import re
import unittest

import pc

HEADER = "-- title: {0}\n-- bites: something\n-- severity: high\n"
CACHE = HEADER.format("A list that is changed") + """
set a ['x']
--? changed
change a 'y'
--? read again
get a
"""
QUEUE = HEADER.format("What is in hand when a client goes") + """
declare work
publish work 'one' confirm=true
--? received
receive work
disconnect
--@ B
--? received by another
receive work wait=0
"""
STREAM = HEADER.format("A key's order") + """
create_topic t partitions=2
produce t '${i}' key='user' each=1..3
--? where they went
produce t 'v' key='user' each=1..5 show=partition show=distinct
"""


class OwnProbes(pc.Case):
    LEAKS = True

    def own(self, *arguments, status):
        return self.report("run", *arguments, "--probes", "own", "--no-builtin", status=status)

    def test_a_cache(self):
        self.write("own/lists/alias.cache", CACHE)
        report = self.own("memory:", "memory:?copy=on", status=1)
        self.assertEqual([(d["probe"], d["observation"], d["other"], d["reference"]) for d in report["divergences"]],
                         [("lists/alias", "read again", {"value": ["x", "y"]}, {"value": ["x"]})])
        self.assertEqual(self.own("memory:", "memory:", status=0)["counts"]["observations"], 2)
        _, text, _ = self.run_program("run", "memory:", "memory:?copy=on", "--probes", "own", "--no-builtin", status=1)
        self.assertIn("A list that is changed", text)
        _, text, _ = self.run_program("explain", "lists/alias", "--probes", "own", status=0)
        self.assertIn("--? changed\nchange a 'y'", text)
        _, _, errors = self.run_program("explain", "lists/alias", "--probes", "own", "--script", "memory", status=2)
        self.assertIn("'paritycheck explain lists/alias' prints them", errors)
        _, text, _ = self.run_program("list", "probes", "--probes", "own", "--select", "lists/*", status=0)
        self.assertIn("lists/alias", text)

    def test_a_queue_and_a_stream(self):
        self.write("own/jobs/in-hand.queue", QUEUE)
        self.write("own/order/key.stream", STREAM)
        report = self.own("queue=memory:", "queue=memory:?ack=on", status=1)
        self.assertEqual({d["probe"] for d in report["divergences"]}, {"jobs/in-hand"})
        self.assertEqual(self.own("kafka-mock:", "kafka-mock:", status=0)["counts"]["observations"], 1)

    def test_what_is_wrong_is_said_with_its_line(self):
        for name, body, said in (
                ("a.cache", "--? x\nget a\nsett a 'v'\n", "own/a.cache:7: unknown operation 'sett', did you mean 'set'?"),
                ("a.cache", "--? x\nget a tll=1\n", "own/a.cache:6: 'get' has no argument 'tll'"),
                ("a.queue", "--[mysql]\n--? x\ndepth q\n", "own/a.queue:5: '--[mysql]': an operation is the same for every service"),
                ("a.queue", "--$ 1\n--? x\ndepth q\n", "own/a.queue:5: '--$ 1': an operation is the same"),
                ("a.queue", "--? x\npause 1s\ndepth q\n", "own/a.queue:6: a pause is not observed: put it before the label 'x'"),
                ("a.stream", "--? x\ntopic ${j}\n", "own/a.stream:6: unknown reference '${j}'"),
                ("a.stream", "topic t\n", "own/a.stream:1: no statement is observed")):
            with self.subTest(body):
                path = self.write(os.path.join("own", name), HEADER.format("t") + "\n" + body)
                _, _, errors = self.run_program("list", "probes", "--probes", "own", status=2)
                self.assertIn(said, errors)
                os.unlink(self.path("own", name) if path is None else path)
        self.write("own/a.cash", CACHE)
        _, _, errors = self.run_program("list", "probes", "--probes", "own", status=2)
        self.assertIn(".sql, .redis, .cache, .queue or .stream", " ".join(errors.split()))

    def test_a_deadline_of_its_own(self):
        self.write("own/slow.cache", HEADER.format("t") + "-- deadline: 5s\n\npause 1500ms\n--? x\nget a\n")
        self.assertEqual(self.own("memory:", "memory:", "--deadline", "1s", status=0)["counts"]["observations"], 1)

    def test_new_writes_what_runs_and_test_shows_every_answer(self):
        services = {"sql": ["sqlite::memory:"], "redis": [], "cache": ["memory:", "memory:?copy=on"], "queue": ["queue=memory:"],
                    "stream": ["kafka-mock:"]}
        for language, urls in services.items():
            with self.subTest(language):
                path = f"probes/{language}/own/first.{language}"
                _, output, _ = self.run_program("new", f"{language}/own/first", status=0)
                self.assertIn(f"{path}: written", output)
                _, output, _ = self.run_program("list", "probes", "--no-builtin", "--probes", "probes", "--select", f"{language}/own/first", status=0)
                self.assertIn(f"{language}/own/first", output)
                if urls:
                    _, output, _ = self.run_program("test", path, *urls, status=0)
                    self.assertIn("first: what is asked, in one line", output)
                    self.assertGreaterEqual(output.count("first'"), len(urls))
        _, _, errors = self.run_program("new", "cache/own/first", status=2)
        self.assertIn("'probes/cache/own/first.cache' exists already; --force", errors)
        self.run_program("new", "cache/own/first", "--force", status=0)
        for name, said in (("cash/own/x", "did you mean 'cache'?"), ("cache/x", "LANGUAGE/AREA/NAME"), ("cache/../x", "is no name for a probe"),
                           ("cache/own/X", "is no name for a probe")):
            _, _, errors = self.run_program("new", name, status=2)
            self.assertIn(said, errors)

    def test_test_shows_what_is_refused_and_what_cannot_be_asked(self):
        self.write("a.sql", HEADER.format("Refused") + "\n--? nothing there\nSELECT * FROM nowhere;\n")
        _, output, _ = self.run_program("test", "a.sql", "sqlite::memory:", pc.POSTGRESQL, status=0)
        self.assertEqual(output.count("refused: undefined_table ("), 2, output)
        self.assertIn("no such table", output)
        _, output, _ = self.run_program("test", "a.sql", "sqlite::memory:", "memory:", status=0)
        self.assertIn("refused", output)
        self.write("b.sql", HEADER.format("Chance") + "\n--? chance\nSELECT random();\n")
        _, output, _ = self.run_program("test", "b.sql", "sqlite::memory:", status=3)
        self.assertIn("UNSTABLE: then", output)
        _, output, _ = self.run_program("test", "b.sql", "sqlite:nowhere/x.db", status=3)
        self.assertIn("NOT ASKED: ", output)
        # A wrong key is found while it is asked: no answer, and not "every answer is shown".
        self.write("c.cache", HEADER.format("A fault") + "\n--? first\nget a\n--? then\nget b\n")
        _, output, _ = self.run_program("test", "c.cache", "exec:false", status=3)
        self.assertIn("NOT ASKED: ", output)
        for arguments, said in ((["a.sql"], "at least one environment or URL"), (["memory:"], "at least one file with a probe"),
                                (["none.cache", "memory:"], "none.cache")):
            _, _, errors = self.run_program("test", *arguments, status=2)
            self.assertIn(said, errors)

    def test_the_manual_is_the_grammar(self):
        """Every operation of every built-in probe, every key and every modifier is told."""
        _, manual, _ = self.run_program("help", "probes", status=0)
        for line in manual.splitlines():
            self.assertTrue(len(line) <= 80 or "see: http" in line, line)
        folder = os.path.join(pc.SOURCE, "probes")
        for role in ("cache", "queue", "stream"):
            operations = manual.split(f"Operations of a {role} (.{role}):\n")[1].split("\nOperations of")[0]
            told = set(re.findall(r"^    ([a-z_]+)(?: |$)", operations, re.M))
            asked = set()
            for root, _, names in os.walk(os.path.join(folder, role)):
                for name in names:
                    if name.endswith("." + role):
                        with open(os.path.join(root, name), encoding="utf-8") as file:
                            body = file.read().split("\n\n", 1)[1]
                        asked |= {line.split()[0] for line in body.splitlines() if line and not line.startswith("--")}
            self.assertGreater(len(asked), 10)
            self.assertLessEqual(asked - {"pause"}, told)
        with open(os.path.join(folder, "README.md"), encoding="utf-8") as file:
            page = file.read()
        self.assertIn(f"<!-- help probes -->\n```\n{manual}```\n", page)


if __name__ == "__main__":
    unittest.main()
