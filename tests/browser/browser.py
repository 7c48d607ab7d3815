"""A page of the report in a browser: Chromium without a window, driven by its own driver."""
import json
import os
import shutil
import tempfile
import time

import pc

try:
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
except ImportError:
    webdriver = None

CHROMIUM = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome") if os.path.exists(path)), None)
DRIVER = "/usr/bin/chromedriver"


def is_there():
    return webdriver is not None and CHROMIUM is not None and os.path.exists(DRIVER)


class Page(pc.Case):
    """A browser for each class of tests; what it logged and asked for is looked at behind every test."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        options = Options()
        options.binary_location = CHROMIUM
        for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars", "--window-size=1280,900",
                         "--disable-background-networking", "--no-first-run", "--lang=en"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        # Chromium leaves things where temporary files go.
        folder = tempfile.mkdtemp(prefix="pcbrowser-")
        cls.addClassCleanup(shutil.rmtree, folder, ignore_errors=True)
        cls.driver = webdriver.Chrome(service=Service(DRIVER, env=dict(os.environ, TMPDIR=folder)), options=options)
        cls.driver.set_page_load_timeout(240)
        cls.driver.set_script_timeout(240)
        cls.addClassCleanup(cls.driver.quit)

    def setUp(self):
        super().setUp()
        self.pages = set()
        self.driver.get("about:blank")
        self.logged()

    def tearDown(self):
        problems, requests = self.logged()
        self.assertEqual(problems, [])
        self.assertEqual([url for url in requests if url.split("#")[0] not in self.pages and url != "data:,"], [])
        super().tearDown()

    def logged(self):
        """What the console says, and every address that was asked for."""
        problems = [f"{entry['level']}: {entry['message']}" for entry in self.driver.get_log("browser")]
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        requests = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
        return problems, requests

    def compare(self, recordings, *arguments, status):
        """Gives the path of the page."""
        path = self.path("report.html")
        self.run_program("compare", *recordings, *arguments, "--report", f"html={path}", status=status)
        self.pages.add(f"file://{path}")
        return path

    def open(self, path, behind=""):
        self.driver.get("about:blank")
        self.driver.get(f"file://{path}{behind}")

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def run_script(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def text_of(self, selector):
        return self.run_script("return document.querySelector(arguments[0]).innerText", selector)

    def press(self, *keys):
        webdriver.ActionChains(self.driver).send_keys(*keys).perform()

    def wait_for(self, script, what):
        """Until the script gives something true, which it gives."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            found = self.run_script(script)
            if found:
                return found
            time.sleep(0.02)
        return self.fail(f"not within a minute: {what}")

    def rows(self):
        """The ids of the behaviours shown."""
        return self.run_script("return [...document.querySelectorAll('table.matrix tr.row')].filter(r => r.offsetParent).map(r => r.id)")

    def emulate(self, **features):
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "media": features.pop("media", ""), "features": [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]})
