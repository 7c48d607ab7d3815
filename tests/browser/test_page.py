"""The HTML report in a browser: filters, cells, links, keyboard, hostile text, sizes. Nothing leaves the page."""
import json
import os
import shutil
import subprocess
import sys
import time
import unicodedata
import unittest

import browser
import recordings
from pc import SOURCE

if browser.is_there():
    from browser import Keys

GOLDEN = os.path.join(SOURCE, "tests", "golden")
TWO = [os.path.join(GOLDEN, name) for name in ("production.jsonl", "development.jsonl")]
THREE = [os.path.join(GOLDEN, name) for name in ("production.jsonl", "staging.jsonl", "development.jsonl")]
ATTENTION = 13  # of the golden behaviours: nine differ, four could not be told
ACT = "<img src=x onerror=\"window.acted=1\"><script>window.acted=2</script></script></style></textarea><!--'\"&lt;"
HIDE = "\x1b[31m\u202eevil\u202c\u2066\u200b\u009b\u2028\ufeff"
UNSAFE = ("Cc", "Cf", "Co", "Zl", "Zp")


def unsafe(text):
    return sorted({f"U+{ord(c):04X}" for c in text if c not in "\n\t" and unicodedata.category(c) in UNSAFE})


def everywhere(value, key=None):
    """A copy of a line with text that acts and hides behind every text, and every name but those that the program reads."""
    if isinstance(value, dict):
        named = key in ("services", "settings")
        return {name + ACT + HIDE if named else name: everywhere(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [everywhere(item, key) for item in value]
    return value + ACT + HIDE if isinstance(value, str) and key not in ("paritycheck", "severity", "status") and value != "setup" else value


class Golden(browser.Page):
    def hash(self):
        return self.run_script("return location.hash")

    def press_chips(self, *wanted):
        for chip in self.all(".chip"):
            if (chip.get_attribute("aria-pressed") == "true") != (chip.get_attribute("data-status") in wanted):
                chip.click()

    def test_first_is_shown_what_asks_for_attention(self):
        self.open(self.compare(TWO, status=3))
        self.assertIn("SQLite must not stand in for PostgreSQL", self.text_of("h1"))
        self.assertEqual(len(self.rows()), ATTENTION)
        self.assertEqual(self.text_of(".shown"), f"{ATTENTION} of 21 behaviours shown")
        self.assertEqual(self.hash(), "")
        self.one("button.everything").click()
        self.assertEqual(len(self.rows()), 21)
        self.assertEqual(self.hash(), "#status=all")

    def test_filters_by_status_severity_category_and_text(self):
        path = self.compare(TWO, status=3)
        self.open(path)
        self.press_chips("agrees")
        self.assertEqual(self.rows(), ["golden/agree", "golden/volatile"])
        self.press_chips("skipped")
        self.assertEqual(self.rows(), ["golden/only-here", "golden/other-questions", "golden/skipped", "golden/unsupported"])
        self.press_chips("unknown")
        self.assertEqual(self.rows(), ["golden/both-refuse", "golden/fault", "golden/not-asked", "golden/unstable"])
        self.press_chips("kind")
        self.assertEqual(self.rows(), ["golden/kind", "golden/names"])
        self.assertEqual(self.text_of("tr[id='golden/kind'] td:last-child").split("\n"), ["type or name", "kind"])
        self.one("button.everything").click()
        for name, value, expected in (("severity", "low", ["golden/mixed"]), ("category", "order", ["golden/order"]),
                                      ("category", "kind", ["golden/kind", "golden/mixed"])):
            self.one(f"select[data-filter={name}] option[value={value}]").click()
            self.assertEqual(self.rows(), expected, value)
            self.one(f"select[data-filter={name}] option[value='']").click()
        self.one("input[type=search]").send_keys("LIKE deleted")
        self.assertEqual(self.rows(), ["golden/count"])
        self.assertEqual(self.hash(), "#status=all&q=LIKE%20deleted")
        self.assertEqual(self.text_of(".shown"), "1 of 21 behaviours shown")
        # The same address shows the same.
        self.open(path, self.hash())
        self.assertEqual(self.rows(), ["golden/count"])
        self.one("input[type=search]").send_keys(" nothing-is-like-that")
        self.assertEqual(self.rows(), [])
        self.assertTrue(self.one(".none").is_displayed())

    def test_filters_by_environment(self):
        self.open(self.compare(THREE, status=3), "#status=all")
        self.one("select[data-filter=environment] option[value=staging]").click()
        self.press_chips("agrees")
        agreeing = self.rows()
        self.one("select[data-filter=environment] option[value=development]").click()
        self.assertNotEqual(self.rows(), agreeing)
        self.assertEqual(self.hash(), "#status=agrees&environment=development")

    def test_a_cell_opens_both_answers_side_by_side(self):
        self.open(self.compare(TWO, status=3))
        self.one("tr[id='golden/count'] td:last-child a").click()
        self.assertEqual(self.hash(), "#golden/count@development")
        text = self.text_of("dialog")
        for words in ("LIKE ignores case", "A search finds more in development".lower(), "names like 'ali%'", "PostgreSQL 15.14", "SQLite 3.40.1", "'ALINA'",
                      "no such row", "1 row changed", "3 rows changed", "compare lower(name)", "SELECT name FROM users", '-- bound: ["ali%"]',
                      "paritycheck explain golden/count --script sqlite | sqlite3 :memory:", "count, silent"):
            self.assertIn(words.lower(), text.lower())
        link = self.one("dialog .part p a")
        self.assertEqual(link.get_attribute("href"), "https://www.sqlite.org/lang_expr.html#like")
        marks = [mark.text for mark in self.all("dialog mark")]
        self.assertEqual(marks, ["'ALINA'", "'Alice'", "1 row", "3 rows"])
        self.assertEqual([row.text.split("\n")[0] for row in self.all("dialog .sides tr.same")][:1], ["'alistair'"])
        self.press(Keys.ESCAPE)
        self.wait_for("return !document.querySelector('dialog').open && location.hash === ''", "the dialog is closed")
        self.assertEqual(self.run_script("return document.activeElement.closest('tr').id"), "golden/count")

    def test_several_sessions_are_sent_by_hand_through_a_client_each(self):
        self.open(self.compare(TWO, status=3), "#golden/blocking@development")
        text = self.text_of("dialog")
        for session in "ABC":
            self.assertIn(f"session {session}: psql ", text)
            self.assertIn(f"session {session}: sqlite3 ", text)
        self.assertNotIn("golden/blocking --script sqlite |", text)
        self.assertNotIn("golden/blocking --script postgresql |", text)

    def test_the_engines_own_message_and_likely_causes(self):
        self.open(self.compare(TWO, status=3), "#golden/refusal")
        text = self.text_of("dialog")
        self.assertIn("value too long for type character varying(8)", text)
        self.assertIn("in its own words", text)

    def test_cells_that_agree_and_that_were_not_asked_open_too(self):
        self.open(self.compare(TWO, status=3), "#golden/agree@development")
        self.assertIn("Both answers, which agree", self.text_of("dialog"))
        self.assertEqual(self.text_of("dialog .sides tbody").count("1, 'a'"), 2)
        self.assertEqual(self.all("dialog mark"), [])
        for probe, words in (("golden/skipped", "needs listen"), ("golden/fault", "killed by signal 11"), ("golden/unstable", "asked again"),
                             ("golden/both-refuse", "both refuse the setup"), ("golden/other-questions", "asked other questions"),
                             ("golden/setup", "accepted"), ("golden/agree@production", "what it answered")):
            self.open(self.one_page(), f"#{probe}" if "@" in probe else f"#{probe}@development")
            self.assertIn(words.lower(), self.text_of("dialog").lower(), probe)

    def one_page(self):
        return self.path("report.html")

    def test_links_lead_to_a_cell_and_back(self):
        path = self.compare(THREE, status=3)
        self.open(path, "#golden/count")
        self.assertIn("differs", self.text_of("nav.others [aria-current]"))
        self.open(path, "#golden/count@staging&status=all&q=like")
        self.assertIn("staging", self.text_of("nav.others [aria-current]"))
        self.assertEqual(self.run_script("return document.querySelector('input[type=search]').value"), "like")
        self.one("nav.others a:last-child").click()
        self.wait_for("return location.hash.startsWith('#golden/count@development&status=all')", "the other environment")
        self.assertIn("'ALINA'", self.text_of("dialog"))
        self.driver.back()
        self.wait_for("return location.hash.startsWith('#golden/count@staging')", "the first again")
        self.open(path, "#no/such/behaviour@nowhere")
        self.assertFalse(self.run_script("return document.querySelector('dialog').open"))
        self.assertEqual(len(self.rows()), ATTENTION)

    def test_the_keyboard_is_enough(self):
        self.open(self.compare(TWO, status=3))
        self.press("/")
        self.assertEqual(self.run_script("return document.activeElement.type"), "search")
        self.press("null")
        self.assertLess(len(self.rows()), ATTENTION)
        self.press(Keys.ESCAPE)
        self.assertEqual(len(self.rows()), ATTENTION)
        # One cell is in the tabulator's order; the arrows go on from it.
        self.assertEqual(len(self.all("table.matrix a[tabindex='0']")), 1)
        self.run_script("document.querySelector(\"tr[id='golden/blocking'] td:nth-child(3) a\").focus()")
        self.assertEqual(len(self.all("table.matrix a[tabindex='0']")), 1)
        where = "const td = document.activeElement.closest('td'); return [td.parentElement.id, td.cellIndex]"
        self.assertEqual(self.run_script(where), ["golden/blocking", 2])
        self.press(Keys.ARROW_RIGHT, Keys.ARROW_DOWN, Keys.ARROW_DOWN)
        self.assertEqual(self.run_script(where), ["golden/count", 3])
        self.press(Keys.ENTER)
        self.wait_for("return document.querySelector('dialog').open", "the cell is open")
        self.assertEqual(self.text_of("dialog h2"), "LIKE ignores case")
        self.press("n")
        self.wait_for("return document.querySelector('dialog h2').innerText === 'The worker dies'", "the next one")
        self.press("p")
        self.wait_for("return document.querySelector('dialog h2').innerText === 'LIKE ignores case'", "the one before")
        self.press(Keys.ESCAPE)
        self.wait_for("return !document.querySelector('dialog').open", "the dialog is closed")
        self.assertEqual(self.run_script(where), ["golden/count", 3])

    def test_a_screen_reader_hears_a_table_a_status_and_a_dialog(self):
        self.open(self.compare(TWO, status=3), "#golden/count")
        tree = self.driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
        roles = [(node.get("role", {}).get("value"), node.get("name", {}).get("value", "")) for node in tree if not node.get("ignored")]
        self.assertIn(("dialog", "LIKE ignores case"), roles)
        self.assertIn(("columnheader", "production reference PostgreSQL 15.14"), roles)
        self.press(Keys.ESCAPE)
        self.wait_for("return !document.querySelector('dialog').open", "the dialog is closed")
        tree = self.driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
        roles = [(node.get("role", {}).get("value"), node.get("name", {}).get("value", "")) for node in tree if not node.get("ignored")]
        self.assertIn(("rowheader", "LIKE ignores case golden/count"), roles)
        self.assertIn(("columnheader", "development"), roles)
        self.assertIn(("searchbox", "Text"), roles)
        self.assertIn("status", [role for role, _ in roles])
        self.assertEqual(self.run_script("return [...document.querySelectorAll('table th')].filter(th => !th.scope).length"), 0)
        self.assertEqual(self.run_script("return [...document.querySelectorAll('section')].filter(s => !document.getElementById("
                                         "s.getAttribute('aria-labelledby'))).length"), 0)

    def contrasts(self):
        """Of every text shown: how it stands out from what is behind it; the least first."""
        return self.run_script("""
          const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
          const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
            .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
          const found = [];
          for (const element of document.querySelectorAll('body *')) {
            if (!element.checkVisibility() || ![...element.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
            let behind = element;
            while (behind && (parse(getComputedStyle(behind).backgroundColor)[3] ?? 1) === 0) behind = behind.parentElement;
            const a = light(parse(getComputedStyle(element).color)), b = light(parse(getComputedStyle(behind || document.documentElement).backgroundColor));
            found.push([(Math.max(a, b) + .05) / (Math.min(a, b) + .05), element.tagName + '.' + element.className + ': ' + element.textContent.slice(0, 40)]);
          }
          return found.sort((a, b) => a[0] - b[0]).slice(0, 5)""")

    def test_light_and_dark_are_legible_and_switch(self):
        path = self.compare(TWO, status=3)
        background = "return getComputedStyle(document.documentElement).backgroundColor"
        seen = {}
        for scheme in ("light", "dark"):
            self.emulate(prefers_color_scheme=scheme)
            self.open(path, "#golden/count")
            seen[scheme] = self.run_script(background)
            least = self.contrasts()
            self.assertGreaterEqual(least[0][0], 4.5, (scheme, least))
        self.assertNotEqual(seen["light"], seen["dark"])
        self.open(path)
        button = self.one("button.theme")
        self.assertEqual(button.text, "Light")
        button.click()
        self.assertEqual((self.run_script(background), button.text), (seen["light"], "Dark"))
        self.run_script("localStorage.clear()")
        self.emulate()

    def test_on_paper_what_differs_is_told_in_full(self):
        self.open(self.compare(TWO, status=3))
        self.run_script("window.dispatchEvent(new Event('beforeprint'))")
        self.emulate(media="print")
        self.assertEqual(len(self.all(".paper article")), ATTENTION)
        self.assertIn("'ALINA'", self.text_of(".paper"))
        self.assertFalse(self.one(".filters").is_displayed())
        self.assertEqual(self.run_script("return document.querySelectorAll('details:not([open])').length"), 0)
        self.run_script("window.dispatchEvent(new Event('afterprint'))")
        self.emulate()
        self.assertEqual(self.all(".paper"), [])
        self.assertGreater(len(self.driver.execute_cdp_cmd("Page.printToPDF", {})["data"]), 50000)

    def test_without_scripts_the_matrix_stands(self):
        path = self.compare(TWO, status=3)
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        try:
            self.open(path)
            self.assertEqual(len([row for row in self.all("tr.row") if row.is_displayed()]), 21)
            self.assertFalse(self.one(".filters").is_displayed())
            self.assertIn("JavaScript", self.one("noscript").text)
        finally:
            self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})

    def test_the_page_allows_itself_nothing_else(self):
        self.open(self.compare(TWO, status=3))
        for directive, element in (("script-src-elem", "Object.assign(document.createElement('script'), {textContent: 'window.acted = 1'})"),
                                   ("img-src", "Object.assign(document.createElement('img'), {src: 'https://example.org/x.png'})"),
                                   ("style-src-elem", "Object.assign(document.createElement('style'), {textContent: 'body {display: none}'})")):
            refused = self.driver.execute_async_script(
                "const done = arguments[0]; document.addEventListener('securitypolicyviolation', e => done(e.effectiveDirective), {once: true});"
                f"document.body.append({element});")
            self.assertEqual(refused, directive)
        self.assertIsNone(self.run_script("return window.acted"))
        problems, _ = self.logged()  # the refusals that were wanted
        self.assertEqual(len(problems), 3, problems)


class Hostile(browser.Page):
    def lines(self, path):
        with open(path, encoding="utf-8", newline="") as file:
            lines = [everywhere(json.loads(line)) for line in file.read().split("\n") if line]
        for line in lines:  # far more than is shown, and bytes that are no text
            if line.get("probe", "").startswith("golden/value") and "observations" in line:
                rows = line["observations"][0]["outcome"]["rows"]
                rows[0] = ["x" * 1000000 + os.path.basename(path), {"invalid-text": "ff1b" * 100000}, ACT * 5000]
        return self.write(os.path.basename(path), "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines))

    def assert_harmless(self, where):
        self.assertIsNone(self.run_script("return window.acted || null"), where)
        self.assertEqual(self.run_script("return [...document.querySelectorAll('img, iframe, object, embed, form, base, textarea, svg, body style')].length"), 0)
        self.assertEqual(self.run_script("return document.querySelectorAll('script').length"), 4, where)
        text = self.run_script("return document.documentElement.innerText + document.title")
        self.assertEqual(unsafe(text), [], where)
        self.assertIn("«U+202E»evil", text)
        self.assertIn("<img src=x onerror=", text)

    def test_no_text_from_a_service_acts_or_hides(self):
        path = self.compare([self.lines(recording) for recording in TWO], status=3)
        self.assertLess(os.path.getsize(path), 4 << 20)
        self.open(path, "#status=all")
        self.assert_harmless("the page")
        rows = self.rows()
        self.assertEqual(len(rows), 21)
        self.run_script("document.querySelector('table.matrix tr.row td:last-child a').click()")
        for n in range(len(rows)):
            self.wait_for("return document.querySelector('dialog').open", "a cell is open")
            self.assert_harmless(rows[n])
            self.run_script("document.querySelector('dialog .buttons button:nth-child(2)').click()")
        for link in self.all("a[href]"):
            href = self.run_script("return arguments[0].getAttribute('href')", link)
            self.assertTrue(href.startswith("#"), href)
        self.run_script("window.dispatchEvent(new Event('beforeprint'))")
        self.assert_harmless("on paper")

    def test_a_megabyte_is_cut_and_what_differs_behind_it_is_shown(self):
        path = self.compare([self.lines(recording) for recording in TWO], status=3)
        self.open(path, "#status=all&category=value&q=golden/value")
        self.run_script("[...document.querySelectorAll('table.matrix tr.row')].find(r => r.offsetParent).querySelector('td:last-child a').click()")
        text = self.text_of("dialog")
        self.assertIn("characters more)", text)
        self.assertLess(len(text), 200000)
        for name in ("xproduction.jsonl", "xdevelopment.jsonl"):
            self.assertTrue(name in text, f"{name} is not among the {len(text)} characters shown")


class Large(browser.Page):
    def cpu(self):
        metrics = self.driver.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
        return {metric["name"]: metric["value"] for metric in metrics}

    def test_two_thousand_observations_of_four_environments(self):
        paths = recordings.write(self.folder, probes=2000, observations=1, environments=4, differ=.1, skip=.01, fault=.004)
        path = self.compare(paths, status=3)
        again = self.path("again.html")
        shutil.copy(path, again)
        self.compare(paths, status=3)
        with open(path, "rb") as a, open(again, "rb") as b:
            self.assertEqual(a.read(), b.read())
        self.driver.execute_cdp_cmd("Performance.setTimeDomain", {"timeDomain": "threadTicks"})
        self.driver.execute_cdp_cmd("Performance.enable", {})
        for behind in ("", "#status=all"):
            began = time.monotonic()
            self.open(path, behind)
            took = time.monotonic() - began
            cpu = self.cpu()
            paint = self.run_script("return performance.getEntriesByType('paint').map(p => Math.round(p.startTime))")
            print(json.dumps({"page": "2000 observations, 4 environments", "behind": behind, "MiB": round(os.path.getsize(path) / 2**20, 1),
                              "opened_s": round(took, 2), "cpu_s": round(cpu["TaskDuration"], 2), "paint_ms": paint, "load": os.getloadavg()[0]}), flush=True)
        self.driver.execute_cdp_cmd("Performance.disable", {})
        self.assertEqual(len(self.rows()), 2000)
        self.assertEqual(self.run_script("return document.querySelectorAll('tr.row td a').length"), 8000)
        self.assertEqual(self.text_of(".shown"), "2000 of 2000 behaviours shown")
        began = time.monotonic()
        self.run_script("[...document.querySelectorAll('tr.row td.differs a')].pop().click()")
        print(json.dumps({"page": "2000 observations, 4 environments", "first_cell_s": round(time.monotonic() - began, 2)}), flush=True)
        self.assertIn("Both answers", self.text_of("dialog"))
        self.press(Keys.ESCAPE)
        self.one("select[data-filter=role] option[value=queue]").click()
        self.assertEqual(len(self.rows()), 250)

    def test_six_environments(self):
        self.open(self.compare(recordings.write(self.folder, probes=120, observations=3, environments=6, differ=.1, fault=.01), status=3))
        names = self.run_script("return [...document.querySelectorAll('table.matrix thead th')].map(th => th.innerText.trim())")
        self.assertEqual([name.split()[0] for name in names[2:]], list(recordings.NAMES))
        self.assertLessEqual(self.run_script("return document.documentElement.scrollWidth"), 1280)
        self.run_script("document.querySelector('tr.row td.differs a').click()")
        self.assertEqual(len(self.all("nav.others a")), 6)
        for width in (360, 1280):
            self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False})
            self.assertLessEqual(self.run_script("return document.documentElement.scrollWidth"), width)
        self.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


if __name__ == "__main__":
    if not browser.is_there():
        print("test_page: Chromium, its driver or Selenium is missing (packages chromium, chromium-driver, python3-selenium)", file=sys.stderr)
        sys.exit(subprocess.run([os.path.join(SOURCE, "tests", "services", "missing"), "chromium"], check=False).returncode)
    unittest.main(verbosity=1)
