"""From a compose file to a configuration that is used: on files as projects have them, with real servers behind them."""
import os
import re
import shutil
import subprocess
import urllib.parse

import pc
from pc import POSTGRESQL, SOURCE
import yaml

FILES = os.path.join(SOURCE, "tests", "integration", "compose")
REDIS = os.environ.get("PC_TEST_REDIS", "")
SECRETS = ("literal", "s3cret")


class Init(pc.Case):
    def setUp(self):
        super().setUp()
        for name in os.listdir(FILES):
            shutil.copy(os.path.join(FILES, name), self.folder)

    def to_be_set(self, text):
        """The variables that the file's head names, as it is read by people."""
        head = text.split("\n\n", 1)[0].split("Set before", 1)[1]
        return [line.split()[1] for line in head.splitlines()[1:] if line.startswith("#   ")]

    def draft(self, name, **variables):
        self.run_program("init", "--from", name, "-o", f"{name}.pc.yaml", status=0, env=dict(self.env, **variables))
        with open(self.path(f"{name}.pc.yaml"), encoding="utf-8") as file:
            return file.read()

    def test_every_file_becomes_a_configuration_without_a_secret(self):
        expected = {
            "django.yml": {"database": "postgresql://shop:${POSTGRES_PASSWORD}@127.0.0.1:5432/shop",
                           "cache": "redis://127.0.0.1:6379/1", "queue": "redis://127.0.0.1:6379/0"},
            "rails.yml": {"database": "mysql://blog:${MYSQL_PASSWORD}@127.0.0.1:33060/blog_development",
                          "queue": "redis://:${REDIS_PASS}@127.0.0.1:6380/2"},
            "node.yml": {"stream": "kafka://127.0.0.1:9092", "queue": "amqp://127.0.0.1:5672/orders",
                         "database": "sqlite:./dev.db", "billing_database": "${BILLING_DATABASE_URL}"},
            "anchors.yml": {"database": "postgresql://geo:${GEO_PASSWORD}@127.0.0.1:5433/tiles", "cache": "memory:",
                            "reports": "postgresql://geo:${POSTGRES_PASSWORD}@[::1]:5434/%24%7Bodd%7D"},
        }
        self.assertEqual(sorted(expected), sorted(name for name in os.listdir(FILES) if name.endswith(".yml")))
        for name, services in expected.items():
            with self.subTest(name):
                text = self.draft(name, MYSQL_PASSWORD="s3cret", REDIS_PASS="s3cret", GEO_PASSWORD="s3cret")
                for secret in SECRETS:
                    self.assertNotIn(secret, text)
                environments = yaml.safe_load(text)["environments"]
                self.assertEqual(environments["development"], services)
                self.assertEqual(list(environments["production"]), ["production"] + list(services))
                # Read by the program: what is not set is named where it is asked for, and nowhere else.
                _, _, errors = self.run_program("clean", "production", "--config", f"{name}.pc.yaml", status=2)
                self.assertIn("is not set", errors)
                variables = {variable: "redis://127.0.0.1:1/" for variable in self.to_be_set(text)}
                _, _, errors = self.run_program("clean", "nothing-of-that-name", "--config", f"{name}.pc.yaml", status=2,
                                                env=dict(self.env, **variables))
                self.assertIn("nothing-of-that-name", errors)
                self.assertNotIn("is not set", errors)

    def test_what_is_not_followed_or_not_asked_is_named(self):
        text = self.draft("node.yml")
        for reason in ("node.yml:5:14: what the service 'api' extends was not followed", "there is no adapter for MongoDB"):
            self.assertIn(reason, text)
        self.assertIn("# cache: memcached://127.0.0.1:11211", self.draft("rails.yml"))

    def test_a_drafted_configuration_is_used(self):
        """The servers of this test stand where the compose file says that they are published."""
        parts = urllib.parse.urlsplit(POSTGRESQL)
        redis = urllib.parse.urlsplit(REDIS)
        self.write("own/compose.yaml", f"""
services:
  web:
    build: .
    environment:
      DATABASE_URL: postgres://{parts.username or 'postgres'}:ignored@db/{parts.path.strip('/')}
      CACHE_URL: redis://cache/0
  db:
    image: postgres:13
    environment: {{POSTGRES_USER: {parts.username or 'postgres'}, POSTGRES_DB: {parts.path.strip('/')}, POSTGRES_PASSWORD: "ignored"}}
    ports: ["127.0.0.1:{parts.port}:5432"]
  cache:
    image: redis:7
    ports: ["{redis.port}:6379"]
""")
        self.folder = self.path("own")
        _, _, errors = self.run_program("init", status=0)
        self.assertIn("from compose.yaml:", errors)
        self.assertIn("POSTGRES_PASSWORD", errors)
        env = dict(self.env, POSTGRES_PASSWORD="ignored", PRODUCTION_DATABASE_URL=POSTGRESQL, PRODUCTION_CACHE_URL=REDIS)
        self.run_program("doctor", status=0, env=env)
        report = self.report("run", "--select", "sql/text/l*", "--select", "cache/keys/*", status=0, env=env)
        self.assertGreater(report["counts"]["behaviours"], 4)

    def test_a_file_that_is_there_is_not_written_over(self):
        self.write("paritycheck.yaml", "mine\n")
        _, _, errors = self.run_program("init", "--from", "django.yml", status=2)
        self.assertIn("exists already", errors)
        with open(self.path("paritycheck.yaml"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "mine\n")
        self.run_program("init", "--from", "django.yml", "--force", status=0)
        _, output, _ = self.run_program("init", "--from", "django.yml", "-o", "-", status=0)
        with open(self.path("paritycheck.yaml"), encoding="utf-8") as file:
            self.assertEqual(file.read(), output)

    def test_without_an_argument_the_folder_is_looked_at(self):
        self.write("empty/x", "")
        self.write("env/.env", "DATABASE_URL='postgres://u:s3cret@db.internal/x'\nSMTP=mail\n")
        self.write("over/compose.yaml", "services: {db: {image: 'postgres:15', ports: ['1234:5432']}}\n")
        self.write("over/compose.override.yaml", "services: {db: {environment: {POSTGRES_USER: over, POSTGRES_PASSWORD: $PW}}}\n")
        root = self.folder
        for folder, status, word in (("empty", 2, "no compose file"), ("env", 0, "from .env:"), ("over", 0, "compose.override.yaml")):
            self.folder = os.path.join(root, folder)
            _, _, errors = self.run_program("init", status=status)
            self.assertIn(word, errors)
        with open(os.path.join(root, "over", "paritycheck.yaml"), encoding="utf-8") as file:
            self.assertIn("postgresql://over:${PW}@127.0.0.1:1234/over", file.read())
        with open(os.path.join(root, "env", "paritycheck.yaml"), encoding="utf-8") as file:
            text = file.read()
        self.assertIn("database: ${DATABASE_URL}", text)
        self.assertNotIn("s3cret", text)

    def test_services_that_no_port_leads_to_are_asked_from_within(self):
        self.write("in.yml", "services:\n  web: {build: ., environment: {CACHE_URL: 'redis://r:6379/3'}}\n  r: {image: redis}\n")
        development = yaml.safe_load(self.draft("in.yml"))["environments"]["development"]
        self.assertEqual(development, {"via": "docker compose exec -T web", "cache": "redis://r:6379/3"})

    def test_wrong_input_is_told_with_its_place(self):
        self.write("bad.yml", "services:\n  db:\n    image: [postgres]\n")
        _, _, errors = self.run_program("init", "--from", "bad.yml", status=2)
        self.assertIn("bad.yml:3:12: expected the name of an image, not a list", errors)
        self.write("none.yml", "services: {web: {build: .}}\n")
        _, _, errors = self.run_program("init", "--from", "none.yml", status=2)
        self.assertIn("nothing that could be asked", errors)
        _, _, errors = self.run_program("init", "--from", "nowhere.yml", status=2)
        self.assertIn("cannot read the compose file 'nowhere.yml'", errors)

    def test_files_come_to_what_compose_makes_of_them(self):
        """Debian's docker-compose reads the files that are not too new for it, and needs no Docker for that."""
        env = dict(self.env, REDIS_PASS="p", MYSQL_PASSWORD="m", MYSQL_ROOT_PASSWORD="r", GEO_USER="other")
        for name, ports in (("rails.yml", {"database": 33060, "queue": 6380}), ("anchors.yml", {"database": 5433})):
            done = subprocess.run(["docker-compose", "--profile", "jobs", "-f", name, "config"], cwd=self.folder, env=env,
                                  capture_output=True, text=True, check=True)
            theirs = yaml.safe_load(done.stdout)["services"]
            ours = yaml.safe_load(self.draft(name, **env))["environments"]["development"]
            published = str([service.get("ports") for service in theirs.values()])
            for service, port in ports.items():
                self.assertIn(str(port), published)
                self.assertEqual(urllib.parse.urlsplit(re.sub(r"\$\{.*?\}", "x", ours[service])).port, port)
            for service in theirs.values():
                if "POSTGRES_DB" in service.get("environment", {}):
                    name = service["environment"]["POSTGRES_DB"].replace("$$", "$")
                    self.assertTrue(any(url.endswith("/" + urllib.parse.quote(name, safe="")) for url in ours.values()))


if __name__ == "__main__":
    pc.main()
