"""The reports of kept recordings are what they were, byte for byte. PC_GOLDEN_UPDATE=1 rewrites the expected files."""
import difflib
import fcntl
import html.parser
import json
import os
import pty
import re
import stat
import struct
import subprocess
import termios
import unicodedata
import unittest

import pc
import report_list
from pc import PROGRAM, SOURCE

GOLDEN = os.path.join(SOURCE, "tests", "golden")
UPDATE = os.environ.get("PC_GOLDEN_UPDATE") == "1"
ALL = ["production.jsonl", "development.jsonl"]
HOSTILE = "\x1b[31mred\x1b[0m\x07 \u202eevil\u202c \u009b31m \u2028 \ufeff<b>&'\"`|%s\\"


def on_terminal(arguments, width, env):
    """Runs the program on a terminal of that width that changes nothing; gives the exit status and what it wrote."""
    master, slave = pty.openpty()
    modes = termios.tcgetattr(slave)
    modes[1] &= ~termios.OPOST
    termios.tcsetattr(slave, termios.TCSANOW, modes)
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    with subprocess.Popen([PROGRAM, *arguments], cwd=GOLDEN, stdin=subprocess.DEVNULL, stdout=slave, stderr=subprocess.PIPE,
                          env=env) as process:
        os.close(slave)
        output = b""
        while True:
            try:
                piece = os.read(master, 65536)
            except OSError:  # EIO: the last holder of the other end is gone
                break
            if not piece:
                break
            output += piece
        os.close(master)
        errors = process.stderr.read().decode()
    return process.returncode, output.decode(), errors


def unsafe(text):
    """The characters of text that could drive a terminal or hide what is written."""
    return sorted({f"U+{ord(c):04X}" for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Co", "Zl", "Zp")})


def lines_of(form, text):
    """The text with lines that end as those of other formats do: those of CSV end with CR and LF."""
    return text.replace("\r\n", "\n") if form == "csv" else text


def everywhere(value, ids, key=None):
    """A copy of a line with hostile text behind every text, and name of a setting, that has no meaning to the program; behind
    the ids of probes and services too if told so: a line of evidence is then no more found, and what it says is not shown."""
    kept = ("adapter", "paritycheck", "severity", "status") if ids else ("adapter", "paritycheck", "probe", "service", "severity", "status")
    named = ("comparators", "rules", "services", "settings") if ids else ("settings",)
    if isinstance(value, dict):
        return {name + HOSTILE if key in named else name: everywhere(item, ids, name) for name, item in value.items()}
    if isinstance(value, list):
        return [everywhere(item, ids, key) for item in value]
    return value + HOSTILE if isinstance(value, str) and key not in kept and value != "setup" else value


class Golden(pc.Case):
    def assert_golden(self, name, text):
        path = os.path.join(GOLDEN, name)
        if UPDATE:
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(text)
        with open(path, encoding="utf-8", newline="") as file:
            expected = file.read()
        if text != expected:
            shown = [[ascii(line)[1:-1] for line in side.split("\n")] for side in (expected, text)]
            self.fail("\n".join(difflib.unified_diff(*shown, name, "what was reported", lineterm="")))

    def compare_on_terminal(self, recordings, width, status, colour=False):
        env = {name: value for name, value in self.env.items() if name not in ("NO_COLOR", "TERM")}
        env.update({"TERM": "xterm"} if colour else {"TERM": "xterm", "NO_COLOR": "1"})
        returncode, output, errors = on_terminal(["compare", *recordings], width, env)
        self.assertEqual((returncode, errors), (status, ""), output)
        return output

    def compare(self, recordings, *arguments, status):
        result = subprocess.run([PROGRAM, "compare", *recordings, *arguments], cwd=GOLDEN, capture_output=True, env=self.env,
                                stdin=subprocess.DEVNULL, check=False)
        self.assertEqual((result.returncode, result.stderr.decode()), (status, ""), result.stdout)
        return result.stdout.decode()

    def test_text_for_80_columns(self):
        text = self.compare_on_terminal(ALL, 80, 3)
        self.assertEqual(unsafe(text), [])
        self.assert_golden("report-80.txt", text)

    def test_text_for_120_columns(self):
        text = self.compare_on_terminal(ALL, 120, 3)
        self.assertEqual(unsafe(text), [])
        self.assert_golden("report-120.txt", text)

    def test_text_in_colour(self):
        text = self.compare_on_terminal(ALL, 80, 3, colour=True)
        self.assert_golden("report-colour.txt", text)
        for code in ("0", "1", "2", "31", "32", "33"):
            text = text.replace(f"\033[{code}m", "")
        self.assertEqual(text, self.compare_on_terminal(ALL, 80, 3))

    def test_text_of_agreement_in_colour(self):
        self.assert_golden("agreement-colour.txt", self.compare_on_terminal(["calm.jsonl", "staging.jsonl"], 100, 0, colour=True))

    def test_text_of_three_environments_to_a_pipe(self):
        text = self.compare(["production.jsonl", "staging.jsonl", "development.jsonl"], status=3)
        self.assert_golden("three.txt", text)

    def test_json(self):
        import jsonschema
        with open(os.path.join(SOURCE, "reports", "report.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        for name, recordings, status in (("report.json", ALL, 3), ("agreement.json", ["calm.jsonl", "staging.jsonl"], 0)):
            text = self.compare(recordings, "--report", "json", status=status)
            jsonschema.Draft202012Validator(schema).validate(json.loads(text))
            # The version that wrote it is the one member that may change from version to version.
            self.assert_golden(name, re.sub('^  "paritycheck": "[^"]+"', '  "paritycheck": "VERSION"', text, flags=re.MULTILINE))

    def test_the_formats_for_other_programs(self):
        # The version that wrote it may change from version to version.
        version = re.compile(r'(<property name="paritycheck" value=|"semanticVersion":)"[^"]+"')
        for form in report_list.without(*report_list.OWN_TESTS):
            for name, recordings, status in (("three", ["production.jsonl", "staging.jsonl", "development.jsonl"], 3),
                                             ("agreement", ["calm.jsonl", "staging.jsonl"], 0)):
                text = self.compare(recordings, "--report", form, status=status)
                self.assertEqual(unsafe(lines_of(form, text)), [])
                self.assert_golden(f"{name}.{report_list.ending(form)}", version.sub(r'\1"VERSION"', text))

    def page(self, text):
        """The page without its style and scripts, which the tests in a browser are about, as long as it is well-formed."""
        open_elements = []

        class Elements(html.parser.HTMLParser):
            def handle_starttag(self, tag, attrs):
                if tag not in ("meta", "link", "col", "input"):
                    open_elements.append(tag)

            def handle_endtag(self, tag):
                if not open_elements or open_elements.pop() != tag:
                    raise AssertionError(f"</{tag}> closes another element at {self.getpos()}")

        Elements(convert_charrefs=True).feed(text)
        self.assertEqual(open_elements, [])
        for data in re.findall('<script type="application/json">(.*?)</script>', text, flags=re.DOTALL):
            self.assertEqual([c for c in "<>&" if c in data], [])
            json.loads(data)
        text = re.sub("<(style|script)>.*?</(style|script)>", r"<\1></\2>", text, flags=re.DOTALL)
        text = re.sub("'sha256-[^']+'", "'sha256-DIGEST'", text)
        return re.sub("Written by paritycheck [^<]+", "Written by paritycheck VERSION", text)

    def test_html(self):
        for name, recordings, status in (("report.html", ALL, 3), ("agreement.html", ["calm.jsonl", "staging.jsonl"], 0),
                                         ("three.html", ["production.jsonl", "staging.jsonl", "development.jsonl"], 3)):
            text = self.compare(recordings, "--report", "html", status=status)
            self.assertEqual(unsafe(text), [])
            self.assertIn("default-src 'none'", text)
            self.assertEqual(re.findall('(?:src|href)="(?!#|data:,)[^"]*"', text), [])
            self.assert_golden(name, self.page(text))

    def test_html_of_hostile_text(self):
        for ids in (False, True):
            self.assertEqual(unsafe(self.page(self.compare(self.hostile(ids), "--report", "html", status=3))), [])

    def test_the_isolation_table_as_a_page(self):
        text = self.isolation("--report", "html")
        self.assertEqual(unsafe(text), [])
        self.assert_golden("isolation.html", self.page(text))

    def test_what_a_baseline_says(self):
        import jsonschema
        with open(os.path.join(SOURCE, "reports", "report.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        based = [*ALL, "--baseline", "baseline.yaml"]
        text = self.compare(based, status=3)
        self.assertEqual(unsafe(text), [])
        self.assert_golden("baseline.txt", text)
        text = self.compare(based, "--report", "json", status=3)
        report = json.loads(text)
        jsonschema.Draft202012Validator(schema).validate(report)
        self.assertEqual({standing for standing, n in report["baseline"]["standings"].items() if n}, set(report["baseline"]["standings"]))
        self.assert_golden("baseline.json", re.sub('^  "paritycheck": "[^"]+"', '  "paritycheck": "VERSION"', text, flags=re.MULTILINE))

    def test_hostile_text_is_accepted_harmlessly(self):
        import yaml
        for ids in (False, True):
            paths = self.hostile(ids)
            path = self.path(f"hostile-{ids}.yaml")
            subprocess.run([PROGRAM, "accept", *paths, "--reason", HOSTILE, "--owner", HOSTILE, "--baseline", path], env=self.env, check=True,
                           capture_output=True)
            with open(path, encoding="utf-8") as file:
                text = file.read()
            self.assertEqual(unsafe(text), [])
            entries = yaml.safe_load(text)["accepted"]
            report = json.loads(self.compare(paths, "--report", "json", "--baseline", path, status=3))
            self.assertEqual({d["standing"] for d in report["divergences"]}, {"accepted"})
            self.assertEqual([{d[key] for d in report["divergences"]} for key in ("probe", "observation")],
                             [{e[key] for e in entries} for key in ("probe", "observation")])
            self.assertEqual({e["reason"] for e in entries}, {HOSTILE})
            self.assertEqual(unsafe(self.compare(paths, "--baseline", path, status=3)), [])

    def isolation(self, *arguments):
        result = subprocess.run([PROGRAM, "isolation", "--recording", "isolation.jsonl", *arguments], cwd=GOLDEN, capture_output=True,
                                env=self.env, stdin=subprocess.DEVNULL, check=False)
        self.assertEqual((result.returncode, result.stderr.decode()), (3, ""), result.stdout)
        return result.stdout.decode()

    def test_the_isolation_table(self):
        text = self.isolation()
        self.assertEqual(unsafe(text), [])
        for word in ("OCCURS", "prevented", "blocked", "refused", "?"):
            self.assertGreater(text.split("\nOCCURS", 1)[0].count(f"  {word}  "), 0, word)
        self.assert_golden("isolation.txt", text)

    def test_the_isolation_table_in_colour(self):
        env = {name: value for name, value in self.env.items() if name not in ("NO_COLOR", "TERM")}
        _, text, _ = on_terminal(["isolation", "--recording", "isolation.jsonl"], 80, dict(env, TERM="xterm"))
        self.assertIn("\033[31mOCCURS", text)
        for code in ("0", "1", "31", "32", "33"):
            text = text.replace(f"\033[{code}m", "")
        self.assertEqual(text, self.isolation())

    def test_the_isolation_table_as_json(self):
        import jsonschema
        with open(os.path.join(SOURCE, "reports", "isolation.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        text = self.isolation("--report", "json")
        jsonschema.Draft202012Validator(schema).validate(json.loads(text))
        self.assert_golden("isolation.json", re.sub('^  "paritycheck": "[^"]+"', '  "paritycheck": "VERSION"', text, flags=re.MULTILINE))

    def test_every_category_and_problem_is_in_the_recordings(self):
        report = json.loads(self.compare(ALL, "--report", "json", status=3))
        self.assertEqual({d["category"] for d in report["divergences"]},
                         {"refusal", "value", "count", "order", "blocking", "kind", "names"})
        self.assertEqual(report["lacks"], [{"environment": "development", "service": "sql", "operations": ["listen"]}])
        self.assertEqual({d["severity"] for d in report["divergences"]}, {"low", "medium", "high"})
        self.assertEqual({p["kind"] for p in report["problems"]}, {"fault", "unstable", "setup-refused", "left-over", "not-asked"})
        self.assertEqual(len(report["skipped"]), 4)
        self.assertEqual(report["counts"]["rules"], {"deadlock": 0, "order-not-determined": 0, "reference": 1, "sorted": 1,
                                                     "ties": 0, "ties-under-limit": 0, "volatile": 1})

    def test_a_file_gets_what_a_pipe_gets(self):
        for form in report_list.NAMES:
            path = self.path("report")
            self.assertEqual(self.compare(ALL, "--report", f"{form}={path}", status=3), "")
            with open(path, encoding="utf-8", newline="") as file:
                self.assertEqual(file.read(), self.compare(ALL, "--report", form, status=3))

    def test_a_pipe_that_is_there_is_written_to_and_not_replaced(self):
        path = self.path("pipe")
        os.mkfifo(path)
        with subprocess.Popen(["cat", path], stdout=subprocess.PIPE, text=True) as reader:
            self.compare(ALL, "--report", f"json={path}", status=3)
            self.assertEqual(reader.communicate(timeout=pc.PATIENCE)[0], self.compare(ALL, "--report", "json", status=3))
        self.assertTrue(stat.S_ISFIFO(os.stat(path).st_mode))

    def hostile(self, ids):
        """The recordings with hostile text wherever text is only shown; gives their paths."""
        paths = []
        for name in ALL:
            with open(os.path.join(GOLDEN, name), encoding="utf-8", newline="") as file:
                lines = [everywhere(json.loads(line), ids) for line in file.read().split("\n") if line]
            paths.append(self.write(name, "".join(
                json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n" for line in lines)))
        return paths

    def test_the_json_report_of_hostile_text_is_json(self):
        report = json.loads(self.compare(self.hostile(ids=False), "--report", "json", status=3))
        self.assertTrue(report["environments"][0]["services"]["sql"]["url"].endswith(HOSTILE))
        self.assertEqual(len(report["divergences"]), len(json.loads(self.compare(ALL, "--report", "json", status=3))["divergences"]))

    def test_no_recording_drives_the_terminal(self):
        for ids in (False, True):
            text = self.compare(self.hostile(ids), status=3)
            self.assertEqual([ascii(line) for line in text.split("\n") if unsafe(line)], [])
            self.assertGreater(text.count("«U+001B»[31mred«U+001B»[0m«U+0007» «U+202E»evil«U+202C» «U+009B»31m «U+2028» «U+FEFF»"), 100)

    def changed(self, name, changes):
        """The recording with texts changed; gives its path."""
        with open(os.path.join(GOLDEN, name), encoding="utf-8", newline="") as file:
            text = file.read()
        for old, new in changes.items():
            self.assertIn(old, text)
            text = text.replace(old, new)
        return self.write(name, text)

    def test_names_of_wide_characters_line_up(self):
        paths = [self.changed("production.jsonl", {'"product":"PostgreSQL"': '"product":"数据库é"'}), "development.jsonl"]
        lines = self.compare(paths, status=3).split("\n")
        self.assertIn("           SQLite   3 rows: ('ALINA'), ('Alice'), ('alistair')", lines)
        self.assertIn("           数据库é  1 row: ('alistair')", lines)

    def test_ten_thousand_findings_are_all_told(self):
        lines = {}
        for name, value in zip(ALL, (1, 2)):
            with open(os.path.join(GOLDEN, name), encoding="utf-8", newline="") as file:
                header = file.readline()
            answers = [{"asked": 1, "observations": [{"label": "a", "outcome": {"rows": [[value]]}}], "probe": f"p/{i:05}",
                        "service": "sql", "status": "answered"} for i in range(10000)]
            evidence = [{"about": {"bites": "b", "severity": "high", "title": "t"}, "probe": f"p/{i:05}", "service": "sql",
                         "took_us": 1, "trace": [{"label": "a", "sent": "SELECT 1", "us": 1}]} for i in range(10000)]
            lines[name] = header + "".join(json.dumps(line, sort_keys=True, separators=(",", ":")) + "\n" for line in
                                           [*answers, *evidence, {"answers": 10000, "trailer": True}])
        paths = [self.write(name, text) for name, text in lines.items()]
        self.assertEqual(self.compare(paths, "--report", "text", status=3).count("differ: a (value, silent)"), 10000)
        self.assertEqual(len(json.loads(self.compare(paths, "--report", "json", status=3))["divergences"]), 10000)


if __name__ == "__main__":
    unittest.main(verbosity=1)
