"""Nights side by side: what appeared and went, what changed with it, and above all that the reference changed."""
import html.parser
import json
import os
import re
import shutil
import unittest

import pc
import test_golden
from pc import SOURCE

SEVERITIES = {"sql/a": "high", "sql/b": "medium", "sql/c": "low", "sql/d": "high", "sql/e": "high", "cache/f": "medium"}


def line(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def service(product, version, **settings):
    return {"adapter": product.lower(), "client": product.lower(), "product": product, "url": f"{product.lower()}://host/app",
            "fingerprint": {"engine": product, "notes": [], "settings": settings, "version": version}}


def recording(environment, answers, when, run, described, catalogue="1", reference="production", alter=lambda value: value, **more):
    """The text of a recording: answers by probe are the only value of the only observation, or a status."""
    header = {"catalogue": catalogue, "comparators": {}, "deadline_ms": 10000, "environment": environment, "format": 1, "interrupted": False,
              "ordered": {}, "paritycheck": "recording", "recorded": when, "run": run, "services": {"sql": described}, "tool": "0.1.0", **more}
    if reference:
        header["reference"] = reference
    lines = [header]
    for probe, answer in sorted(answers.items()):
        about = {"probe": probe, "service": "sql"}
        if answer == "fault":
            lines.append({"code": "lost", **about, "status": "fault"})
        elif answer == "refused":
            lines.append({"asked": 1, "observations": [{"label": "setup", "outcome": {"refusal": "syntax_error"}}], **about, "status": "setup-refused"})
        elif isinstance(answer, list):
            lines.append({"asked": 1, "observations": answer, **about, "status": "answered"})
        else:
            label, value = answer if isinstance(answer, tuple) else ("what is there", answer)
            lines.append({"asked": 1, "observations": [{"label": label, "outcome": {"rows": [[value]]}}], **about, "status": "answered"})
    for probe in sorted(answers):
        lines.append({"about": {"bites": "b", "severity": SEVERITIES[probe], "tags": "odd" if probe == "sql/b" else "even", "title": f"About {probe}"},
                      "probe": probe, "service": "sql", "trace": []})
    return "".join(map(line, [alter(each) for each in lines] + [{"answers": len(answers), "trailer": True}]))


REFERENCE = {"sql/a": 1, "sql/b": 1, "sql/c": 1, "sql/d": 1}
PRODUCTION = service("PostgreSQL", "15.13", TimeZone="UTC")
DEVELOPMENT = service("SQLite", "3.40.1", foreign_keys="0")


class History(pc.Case):
    assert_golden = test_golden.Golden.assert_golden

    def night(self, day, alter=lambda value: value, production=None, catalogue="1", **environments):
        """Writes the recordings of a night: of each environment its answers, or (answers, service)."""
        for name, given in {"production": production or REFERENCE, **environments}.items():
            answers, described = given if isinstance(given, tuple) else (given, PRODUCTION if name == "production" else DEVELOPMENT)
            self.write(f"nights/{day}/{name}.jsonl", recording(name, answers, f"{day}T02:00:00Z", f"pc_{day}", described, catalogue, alter=alter))

    def nights(self, alter=lambda value: value):
        """Seven nights in which all happens that can."""
        first = {"sql/a": 2, "sql/b": 1, "sql/c": 2, "sql/d": 1}
        self.night("2026-01-01", alter, development=first)
        # Foreign keys were turned on: one appears, one goes; staging joins.
        second = {"sql/a": 2, "sql/b": 2, "sql/c": 1, "sql/d": 1}
        self.night("2026-01-02", alter, development=(second, service("SQLite", "3.40.1", foreign_keys="1")), staging=(REFERENCE, PRODUCTION))
        # Nothing but times.
        self.night("2026-01-03", alter, development=(second, service("SQLite", "3.40.1", foreign_keys="1")), staging=(REFERENCE, PRODUCTION))
        # The reference was upgraded, and answers two probes otherwise; probes come and go.
        reference = {"sql/a": 3, "sql/b": 1, "sql/d": 2, "sql/e": 1}
        upgraded = service("PostgreSQL", "15.14", TimeZone="UTC")
        fourth = {"sql/a": 2, "sql/b": 2, "sql/d": 1, "sql/e": 9}
        self.night("2026-01-04", alter, production=(reference, upgraded), catalogue="2", development=(fourth, service("SQLite", "3.40.1", foreign_keys="1")),
                   staging=({**reference, "sql/a": 1}, PRODUCTION))
        # An answer could not be had, staging was not recorded.
        self.night("2026-01-05", alter, production=(reference, upgraded), catalogue="2",
                   development=({**fourth, "sql/a": "fault"}, service("SQLite", "3.40.1", foreign_keys="1")))
        # What could not be told is as it was, another answer is another one.
        self.night("2026-01-06", alter, production=(reference, upgraded), catalogue="2",
                   development=({**fourth, "sql/d": 7, "sql/b": 1}, service("SQLite", "3.45.0", foreign_keys="1")), staging=({**reference, "sql/a": 1}, PRODUCTION))

    def history(self, *arguments, status, errors=""):
        _, output, told = self.run_program("history", "nights", *arguments, status=status)
        self.assertEqual(told, errors)
        return output

    def report(self, *arguments, status=None):
        _, output, told = self.run_program("history", "nights", "--report", "json", *arguments, status=status)
        self.assertEqual(told, "")
        return json.loads(output)

    @staticmethod
    def changes(night):
        return [(c["change"], c["environment"], c["probe"]) for c in night["changes"]]

    def test_the_text(self):
        self.nights()
        text = self.history(status=1)
        self.assert_golden("history.txt", text)
        self.assertEqual(test_golden.unsafe(text), [])

    def test_the_json(self):
        import jsonschema
        self.nights()
        with open(os.path.join(SOURCE, "reports", "history.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        text = self.history("--report", "json", status=1)
        jsonschema.Draft202012Validator(schema).validate(json.loads(text))
        self.assert_golden("history.json", re.sub('^  "paritycheck": "[^"]+"', '  "paritycheck": "VERSION"', text, flags=re.MULTILINE))

    def test_the_page(self):
        self.nights()
        page = self.history("--report", "html", status=1)
        self.assert_golden("history.html", page)
        self.assertEqual(self.history("--report", "html=page.html", status=1), "")
        with open(self.path("page.html"), encoding="utf-8") as file:
            self.assertEqual(file.read(), page)
        self.assertEqual(re.findall(r'\b(?:src|href)="(?!#)[^"]*|url\([^)]*|@import', page), [])
        self.assertNotIn("<script", page)

    def test_every_night_is_told(self):
        self.nights()
        nights = self.report(status=1)["history"]
        self.assertEqual([self.changes(night) for night in nights], [
            [],
            [("appeared", "development", "sql/b"), ("went", "development", "sql/c")],
            [],
            [("appeared", "development", "sql/d"), ("appeared", "development", "sql/e"), ("changed", "development", "sql/a"), ("appeared", "staging", "sql/a")],
            [],
            [("changed", "development", "sql/d"), ("went", "development", "sql/b")]])
        self.assertEqual([[c["probe"] for c in night["reference_changes"]] for night in nights], [[], [], [], ["sql/a", "sql/d"], [], []])
        self.assertEqual([[(s["environment"], s["name"], s["before"], s["after"]) for s in night["settings"]] for night in nights],
                         [[], [("development", "foreign_keys", "0", "1")], [], [("production", "version", "15.13", "15.14")], [],
                          [("development", "version", "3.40.1", "3.45.0")]])
        self.assertEqual([bool(night["incomplete"]) for night in nights], [False, False, False, False, True, False])
        self.assertEqual((nights[3]["probes_added"], nights[3]["probes_gone"], nights[3]["catalogue_changed"]), (["sql/e"], ["sql/c"], True))
        found = {c["probe"]: (c["new_probe"], c["own_changed"], c["reference_changed"]) for c in nights[3]["changes"] if c["environment"] == "development"}
        self.assertEqual(found, {"sql/a": (False, False, True), "sql/d": (False, False, True), "sql/e": (True, False, False)})
        staging = {e["name"]: e["since"] for e in nights[5]["environments"]}
        self.assertEqual(staging, {"production": "2026-01-05 02:00", "development": "2026-01-05 02:00", "staging": "2026-01-04 02:00"})

    def after(self, *days):
        """The report on the nights before and on those days alone."""
        self.nights()
        for day in os.listdir(self.path("nights")):
            if day not in days:
                shutil.rmtree(self.path("nights", day))

    def test_the_exit_status_is_that_of_the_last_night(self):
        for days, status in ((("2026-01-01",), 0), (("2026-01-01", "2026-01-02"), 1), (("2026-01-02", "2026-01-03"), 0), (("2026-01-03", "2026-01-04"), 1),
                             (("2026-01-04", "2026-01-05"), 3), (("2026-01-05", "2026-01-06"), 1)):
            self.after(*days)
            self.history(status=status)

    def test_a_reference_that_alone_changed_is_told_first(self):
        self.night("2026-01-01", development=REFERENCE)
        self.night("2026-01-02", production={**REFERENCE, "sql/c": "1"}, development={**REFERENCE, "sql/c": "1"})
        text = self.history(status=1)
        self.assertTrue(text.startswith("THE REFERENCE CHANGED: production gives 1 answer otherwise than the night before; "), text)
        self.assertIn("nothing appeared, nothing went", text)
        # Even in type alone, which between two environments is no difference that counts.
        self.assertEqual([c["category"] for c in self.report(status=1)["history"][1]["reference_changes"]], ["kind"])

    def test_what_new_probes_find_does_not_count_as_new(self):
        self.night("2026-01-01", development=REFERENCE)
        self.night("2026-01-02", production={**REFERENCE, "sql/e": 1}, catalogue="2", development={**REFERENCE, "sql/e": 2})
        report = self.report(status=0)
        self.assertEqual([(c["probe"], c["new_probe"]) for c in report["history"][1]["changes"]], [("sql/e", True)])
        self.assertIn("1 found by new probes", report["verdict"]["sentence"])
        # A probe that asks something else is a new one.
        self.night("2026-01-03", production={**REFERENCE, "sql/e": ("other", 1)}, catalogue="3", development={**REFERENCE, "sql/e": ("other", 2)})
        self.assertEqual([(c["probe"], c["observation"], c["new_probe"]) for c in self.report(status=0)["history"][2]["changes"]], [("sql/e", "other", True)])

    def test_what_could_not_be_told_did_not_go(self):
        differs = {**REFERENCE, "sql/a": 2}
        self.night("2026-01-01", development=differs)
        for day, answer in (("2026-01-02", "fault"), ("2026-01-03", "refused")):
            self.night(day, development={**REFERENCE, "sql/a": answer})
        self.night("2026-01-04", development=differs)
        nights = self.report(status=0)["history"]
        self.assertEqual([self.changes(night) for night in nights],
                         [[], [], [("appeared", "development", "sql/a")], [("went", "development", "sql/a")]])
        self.assertEqual([[c["observation"] for c in night["changes"]] for night in nights], [[], [], ["setup"], ["setup"]])

    def test_what_was_not_asked_did_not_go(self):
        def steps(made, read):
            return {**REFERENCE, "sql/a": [{"label": "made", "outcome": made}, {"label": "read", "needs": ["made"], "outcome": {"rows": [[read]]}}]}
        production = steps({"affected": 1}, 1)
        for day, made, read in (("2026-01-01", {"affected": 1}, 2), ("2026-01-02", {"refusal": "read_only"}, 3), ("2026-01-03", {"affected": 1}, 2)):
            self.night(day, production=production, development=steps(made, read))
        changes = [[(c["change"], c["observation"]) for c in night["changes"]] for night in self.report(status=0)["history"]]
        self.assertEqual(changes, [[], [("appeared", "made")], [("went", "made")]])

    def test_the_last_nights_alone(self):
        self.nights()
        nights = self.report("--last", "2", status=1)["history"]
        self.assertEqual([night["night"] for night in nights], ["2026-01-05 02:00", "2026-01-06 02:00"])
        self.assertEqual(self.changes(nights[1]), [("changed", "development", "sql/d"), ("went", "development", "sql/b")])
        self.assertEqual([e["since"] for e in nights[0]["environments"]], [None, None])
        self.assertEqual(len(self.report("--last", "100", status=1)["history"]), 6)

    def test_selected_probes_alone(self):
        self.nights()
        for pattern, expected in (("sql/b", {"sql/b"}), ("tag:odd", {"sql/b"}), ("severity:medium", {"sql/b"}), ("role:cache", set()), ("role:sql", {"sql/a", "sql/b", "sql/c", "sql/d", "sql/e"})):
            nights = self.report("--select", pattern)["history"]
            self.assertEqual({c["probe"] for night in nights for c in night["changes"]}, expected, pattern)
        self.assertEqual([len(night["reference_changes"]) for night in self.report("--select", "sql/d")["history"]], [0, 0, 0, 1, 0, 0])
        counts = [e["counts"]["behaviours"] for e in self.report("--select", "sql/b")["history"][0]["environments"] if "counts" in e]
        self.assertEqual(counts, [1])

    def test_recordings_made_apart_are_one_night(self):
        for day, answer in (("2026-01-01", 1), ("2026-01-02", 2)):
            for name, hour, value in (("production", "01", 1), ("development", "09", answer)):
                self.write(f"nights/{name}/{day}.jsonl", recording(name, {**REFERENCE, "sql/a": value}, f"{day}T{hour}:00:00Z", f"pc_{day}_{name}",
                                                                    PRODUCTION if name == "production" else DEVELOPMENT, reference=None))
        self.history(status=2, errors="paritycheck: the recordings do not tell which environment is the reference: expected '--reference ENV' "
                                      "(recorded: development, production)\n")
        nights = self.report("--reference", "production", status=1)["history"]
        self.assertEqual([night["night"] for night in nights], ["2026-01-01 01:00", "2026-01-02 01:00"])
        self.assertEqual(self.changes(nights[1]), [("appeared", "development", "sql/a")])
        # Half a day later is another night, in which the reference is missing.
        self.write("nights/late.jsonl", recording("development", REFERENCE, "2026-01-02T13:00:00Z", "pc_late", DEVELOPMENT))
        report = self.report("--reference", "production", status=3)
        self.assertEqual(len(report["history"]), 3)
        self.assertIn("not-there  production: the reference was not recorded", report["history"][2]["incomplete"][-1])

    def test_what_cannot_be_read_is_told(self):
        self.nights()
        whole = self.path("nights", "2026-01-06", "development.jsonl")
        with open(whole, encoding="utf-8") as file:
            text = file.read()
        with open(whole, "w", encoding="utf-8") as file:
            file.write(text[:-10])
        report = self.report(status=3)
        self.assertIn("nights/2026-01-06/development.jsonl:10: the recording is truncated", report["history"][5]["incomplete"][0])
        # A broken night before does not keep later ones from being told.
        self.night("2026-01-07", production={"sql/a": 3, "sql/b": 1, "sql/d": 2, "sql/e": 1}, catalogue="2", development={"sql/a": 2, "sql/b": 1, "sql/d": 1, "sql/e": 9})
        nights = self.report()["history"]
        self.assertEqual(self.changes(nights[6]), [("went", "development", "sql/b")])
        # What is no recording is left out, and says so; a recording of another format counts where it may be of the last night.
        self.write("nights/notes.jsonl", "{}\n")
        self.write("nights/other.txt", "no\n")
        self.write("nights/old.jsonl", line({"paritycheck": "recording", "format": 2, "recorded": "2020-01-01T00:00:00Z"}))
        report = self.report(status=3)  # staging was there the last time
        self.assertEqual(len(report["unread"]), 2)
        self.write("nights/2026-01-08/a.jsonl", line({"paritycheck": "recording", "format": 2, "recorded": "2026-01-08T00:00:00Z"}))
        self.night("2026-01-08", production={"sql/a": 1}, development={"sql/a": 1})
        self.night("2026-01-09", production={"sql/a": 1}, development={"sql/a": 1})
        self.report(status=0)
        self.write("nights/2026-01-09/a.jsonl", line({"paritycheck": "recording", "format": 2, "recorded": "2026-01-09T02:00:00Z"}))
        self.report(status=3)

    def test_wrong_usage_is_told(self):
        for arguments, message in ((["history"], "expected one folder of recordings"), (["history", "nowhere"], "'nowhere' is no folder"),
                                   (["history", "tmp"], "no recording is below 'tmp'"), (["history", "tmp", "--report", "htm"], "did you mean 'html'?"),
                                   (["history", "tmp", "--last", "-1"], "--last -1"), (["history", "tmp", "--select", "Ä"], "selects no probe"),
                                   (["run", "--keep-nights", "3"], "beside --keep FOLDER"), (["run", "--keep", "/proc/x"], "cannot keep recordings in '/proc/x'")):
            _, _, errors = self.run_program(*arguments, status=2)
            self.assertIn(message, errors)
        self.nights()
        self.history("--reference", "productoin", status=2, errors="paritycheck: no night has a recording of the reference 'productoin', did you mean 'production'?\n")

    def hostile(self):
        """The same nights with hostile text wherever text is only shown, names of environments and labels included."""
        def alter(value):
            changed = test_golden.everywhere(value, ids=False)
            for key in ("recorded", "paritycheck"):
                if key in value:
                    changed[key] = value[key]
            return changed
        self.nights(alter)

    def test_no_recording_drives_the_terminal(self):
        self.hostile()
        text = self.history(status=1)
        self.assertEqual([ascii(each) for each in text.split("\n") if test_golden.unsafe(each)], [])
        self.assertGreater(text.count("«U+001B»[31mred«U+001B»[0m«U+0007» «U+202E»evil«U+202C»"), 30)

    def test_no_recording_writes_the_page(self):
        self.nights()
        shapes = []
        for hostile in (False, True):
            if hostile:
                shutil.rmtree(self.path("nights"))
                self.hostile()
            page = self.history("--report", "html", status=1)
            shape = []
            parser = html.parser.HTMLParser()
            parser.handle_starttag = lambda tag, attributes, shape=shape: shape.append((tag, [name for name, _ in attributes]))
            parser.feed(page)
            shapes.append(shape)
            self.assertEqual([ascii(each) for each in page.split("\n") if test_golden.unsafe(each)], [])
        self.assertEqual(shapes[0], shapes[1])
        self.assertEqual(json.loads(self.history("--report", "json", status=1))["reference"], "production" + test_golden.HOSTILE)


class Kept(pc.Case):
    def config(self, keys="off"):
        self.write("paritycheck.yaml", "reference: production\nenvironments:\n  development:\n    database: "
                   f"\"sqlite::memory:?foreign_keys={keys}\"\n  production:\n    database: \"sqlite::memory:?foreign_keys=on\"\n")

    def run_night(self, *arguments, status):
        return self.run_program("run", "--select", "sql/foreign-keys/*", "--keep", "nights", *arguments, status=status)

    def kept(self):
        return sorted(os.listdir(self.path("nights")))

    def age(self):
        """Makes the last night an older one, as if a day had passed."""
        name = self.kept()[-1]
        older = f"2020-01-{len(self.kept()):02}T020000Z"
        os.rename(self.path("nights", name), self.path("nights", older))
        for file in ("production.jsonl", "development.jsonl"):
            path = self.path("nights", older, file)
            with open(path, encoding="utf-8") as stream:
                text = stream.read()
            with open(path, "w", encoding="utf-8") as stream:
                stream.write(re.sub('"recorded":"[^"]*"', f'"recorded":"{older[:10]}T02:00:00Z"', text, count=1))

    def test_real_nights(self):
        self.config("on")
        self.run_night(status=0)
        self.age()
        self.run_night(status=0)
        _, text, _ = self.run_program("history", "nights", status=0)
        self.assertIn("nothing appeared, nothing went", text)
        self.age()
        # Somebody turns a setting off in development.
        self.config("off")
        self.run_night(status=1)
        _, output, _ = self.run_program("history", "nights", "--report", "json", status=1)
        nights = json.loads(output)["history"]
        last = nights[2]
        self.assertIn(("development", "foreign_keys", "1", "0"), [(s["environment"], s["name"], s["before"], s["after"]) for s in last["settings"]])
        self.assertEqual(last["reference_changes"], [])
        self.assertEqual({(c["change"], c["own_changed"], c["reference_changed"]) for c in last["changes"]}, {("appeared", True, False)})
        # The other way about, it is the reference that changes.
        _, text, _ = self.run_program("history", "nights", "--reference", "development", status=1)
        self.assertTrue(text.startswith("THE REFERENCE CHANGED: development gives "), text[:200])

    def test_a_night_is_whole_and_can_be_compared(self):
        self.config()
        self.run_night(status=1)
        [night] = self.kept()
        self.assertRegex(night, r"^\d{4}-\d\d-\d\dT\d{6}Z$")
        self.assertEqual(sorted(os.listdir(self.path("nights", night))), [".paritycheck-night", "development.jsonl", "production.jsonl"])
        self.run_program("compare", f"nights/{night}/production.jsonl", f"nights/{night}/development.jsonl", status=1)
        # Environments that are URLs have names that no file can have.
        self.run_program("run", "sqlite::memory:", "sqlite::memory:?foreign_keys=on", "--select", "sql/nulls/sort-position", "--keep", "urls", status=0)
        [night] = os.listdir(self.path("urls"))
        names = [name for name in os.listdir(self.path("urls", night)) if not name.startswith(".")]
        self.assertEqual(len(names), 2)
        for name in names:
            self.assertRegex(name, r"^sqlite__memory_[a-z_]*-[0-9a-f]{8}\.jsonl$")
        self.run_program("history", "urls", status=0)

    def test_only_what_was_kept_is_removed(self):
        self.config()
        self.run_night(status=1)
        self.age()
        mine = self.path("nights", self.kept()[0])
        # Somebody's own folder with such a name, and somebody's own file in one of ours.
        shutil.copytree(mine, self.path("nights", "2019-01-01T020000Z"))
        os.unlink(self.path("nights", "2019-01-01T020000Z", ".paritycheck-night"))
        shutil.copytree(mine, self.path("nights", "2019-01-02T020000Z"))
        self.write("nights/2019-01-02T020000Z/notes.txt", "mine")
        shutil.copytree(mine, self.path("nights", "2019-01-03T020000Z"))
        with open(self.path("nights", "2019-01-03T020000Z", ".paritycheck-night"), "a", encoding="utf-8") as file:
            file.write("../../precious\n.hidden\n")
        self.write("precious", "mine")
        shutil.copytree(mine, self.path("nights", "elsewhere"))
        self.run_night("--keep-nights", "2", status=1)
        kept = self.kept()
        self.assertEqual(kept[:3], ["2019-01-01T020000Z", "2019-01-02T020000Z", "2020-01-01T020000Z"])
        self.assertEqual((len(kept), kept[-1]), (5, "elsewhere"))
        self.assertEqual(os.listdir(self.path("nights", "2019-01-02T020000Z")), ["notes.txt"])
        self.assertTrue(os.path.exists(self.path("precious")))


if __name__ == "__main__":
    unittest.main(verbosity=1)
