"""What `paritycheck explain PROBE --script ADAPTER` prints, sent through the service's own client: it gets the answers that a recording
has of the same service, and leaves nothing behind. Every built-in script; those of several sessions through a client for each, part by
part, as people send them at as many terminals."""
import collections
import concurrent.futures
import glob
import json
import os
import re
import subprocess
import sys
import threading
import time
import unittest
import xml.etree.ElementTree as ElementTree

import pc
from pc import POSTGRESQL, SOURCE

MARIADB = os.environ.get("PC_TEST_MARIADB", "")
REDIS = os.environ.get("PC_TEST_REDIS", "")
CLIENTS = 3
FIELD, RECORD, NULL = "\x1f", "\x1e", "\x1d"
NO_ANSWER = object()
POSTGRESQL_OBJECTS = """SELECT 'schema', nspname FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp' UNION ALL
  SELECT 'relation', relname FROM pg_class WHERE relnamespace = 'public'::regnamespace UNION ALL
  SELECT 'routine', proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace UNION ALL
  SELECT 'extension', extname FROM pg_extension UNION ALL SELECT 'large object', oid::text FROM pg_largeobject_metadata UNION ALL
  SELECT 'role', rolname FROM pg_roles WHERE rolname ~ 'try' UNION ALL SELECT 'database', datname FROM pg_database WHERE datname ~ 'try'
  ORDER BY 1, 2"""
MYSQL_OBJECTS = """SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA <> 'information_schema' UNION ALL
  SELECT 'database', SCHEMA_NAME FROM information_schema.SCHEMATA UNION ALL SELECT User, Host FROM mysql.user ORDER BY 1, 2"""

# What a client cannot show, by probe and adapter: it is sent, since it may leave nothing behind either, but not compared.
EXCLUDED = {
    ("sql/functions/generate-series", "sqlite"): "the sqlite3 program has this function built in, the library has not; the script says so",
    ("redis/pubsub/subscribed-mode", "redis"): "redis-cli reads messages after SUBSCRIBE and no more commands; the script says so",
    ("redis/protocol/resp3-pubsub", "redis"): "the same",
}
# What is refused either way, by a code of another: EXECUTE looks at the number of values where binding does.
OTHERWISE_REFUSED = {("sql/parameters/missing", "postgresql"): "42601", ("sql/parameters/missing", "mysql"): "1210"}

# The first line of a script.
HEADING = re.compile(r"""^(?:\\echo '|\.print "|ECHO "|)-- ((?:sql|redis)/[^\s:'"]+)['"]?$""", re.MULTILINE)

# An answer: rows (lists of texts, or of values that have a type), affected rows, a refusal by the service's own code; done.
Answer = collections.namedtuple("Answer", "rows affected refusal", defaults=(None, None, None))


def single_session(language):
    """Ids of the built-in scripts with one session."""
    folder = os.path.join(SOURCE, "probes")
    ids = []
    for path in glob.glob(os.path.join(folder, "**", f"*.{language}"), recursive=True):
        with open(path, encoding="utf-8") as file:
            sessions = set(re.findall(r"^--@ *(.+)$", file.read(), re.MULTILINE))
        if len(sessions) < 2 and not any("," in names for names in sessions):
            ids.append(os.path.relpath(path, folder).rsplit(".", 1)[0])
    return sorted(ids)


class Client:
    """How the output of a client is read. heading: what heads the answer of a label, in script and output."""
    options = ""

    def command(self, line):
        return f"{line} {self.options}"

    @classmethod
    def same(cls, value, text):
        """Whether text is how the client shows a value of the recording."""
        if value is None or text is None:
            return value is text
        if isinstance(value, bool):
            return text == cls.boolean[value]
        if isinstance(value, dict):
            ((kind, value),) = value.items()
            if kind == "real":
                return float(text) == float(value)
            if kind == "bytes":
                return text.lower() == cls.bytes + value
        return text == str(value)

    @staticmethod
    def label_of(line):
        """The label that a line of a script prints or is, or None."""
        found = re.fullmatch(r"-- (.*):", line)
        return found and found[1]


class Psql(Client):
    boolean = {True: "t", False: "f"}
    bytes = "\\x"

    # One line for an error or a notice, its number alone; rows end with their count.
    options = f"-A -F '{FIELD}' -R '{RECORD}' -P 'null={NULL}' -v VERBOSITY=sqlstate"
    chatter = re.compile(r'^(?:NOTICE|WARNING|INFO):  \w+\n|^Asynchronous notification .*\n', re.MULTILINE)

    @staticmethod
    def label_of(line):
        found = re.fullmatch(r"\\echo '-- (.*):'", line)
        return found and found[1].replace("''", "'").replace("\\\\", "\\")

    def answers(self, script, output, _):
        output = self.chatter.sub("", output)
        for label in filter(None, map(self.label_of, script.splitlines())):
            before, heading, output = output.partition(f"-- {label}:\n")
            if not heading:
                output = before
                continue
            yield label, self.answer(output)

    @staticmethod
    def answer(text):
        text = text.removeprefix("PREPARE\n")
        refused = re.match(r"ERROR:  (\w{5})\n", text)
        if refused:
            return Answer(refusal=refused[1])
        done = re.match(r"[A-Z][A-Z ]+?(?: \d+(?= \d))?(?: (\d+))?\n", text)
        if done and RECORD not in done[0]:
            return Answer(affected=done[1] and int(done[1]))
        table = re.match(r"(.*?)\n?\((\d+) rows?\)\n", text, re.DOTALL)
        if not table:
            return NO_ANSWER
        records = table[1].removesuffix(RECORD).split(RECORD)
        rows = [[None if field == NULL else field for field in record.split(FIELD)] for record in records]
        return Answer(rows=rows)


class Sqlite(Client):
    options = f"-quote -noheader -separator '{FIELD}' -newline '{RECORD}' -cmd '.changes on'"

    @staticmethod
    def label_of(line):
        found = re.fullmatch(r'\.print "-- (.*):"', line)
        return found and re.sub(r"\\(.)", r"\1", found[1])

    def answers(self, script, output, errors):
        refused = {int(number): message for number, message in re.findall(r"rror near line (\d+): (.*)", errors)}
        lines = script.splitlines()
        for number, line in enumerate(lines, 1):
            label = self.label_of(line)
            if label is None:
                continue
            before, heading, output = output.partition(f"-- {label}:\n")
            if not heading:
                output = before
            while lines[number].startswith(".parameter set"):
                number += 1
            if number + 1 in refused:
                yield label, Answer(refusal=re.sub(r" \(\d+\)$", "", refused[number + 1]))
            else:
                yield label, self.answer(output)

    @classmethod
    def same(cls, value, text):
        # Every value is shown as SQL writes it.
        if isinstance(value, str):
            return text == "'" + value.replace("'", "''") + "'"
        if isinstance(value, dict) and "bytes" in value:
            return text.lower() == f"x'{value['bytes']}'"
        if isinstance(value, dict) and "real" in value and not re.fullmatch(r"-?[\d.e+-]+", text):
            return False
        return text == "NULL" if value is None else super().same(value, text)

    @staticmethod
    def answer(text):
        found = re.match(r"(.*?)changes: +(\d+) +total_changes: +\d+\n", text, re.DOTALL)
        if not found:
            return NO_ANSWER
        return Answer(rows=[record.split(FIELD) for record in found[1].split(RECORD)[:-1]], affected=int(found[2]))


class Mysql(Client):
    boolean = {True: "1", False: "0"}
    bytes = "0x"

    # Each statement is shown, with its rows as XML or what became of it; an error is shown in its place, on the other stream.
    options = "--xml -v -v -v --show-warnings=0 --binary-as-hex --skip-ssl"
    client_words = re.compile(r"^(?:USE|DELIMITER|\\r) .*\n", re.MULTILINE)
    statement = re.compile(r"^--------------\n(.*?)\n--------------\n", re.MULTILINE | re.DOTALL)

    def answers(self, script, output, errors):
        refused = iter(re.findall(r"^ERROR (\d+) .*?at line \d+: ", errors, re.MULTILINE))
        parts = self.statement.split(output)
        sent = [(" ".join(text.split()), self.answer(answer, refused)) for text, answer in zip(parts[1::2], parts[2::2])]
        label = None
        for part in re.split(r"^-- ", script, flags=re.MULTILINE)[1:]:
            heading, _, text = part.partition("\n")
            answer = self.take(self.client_words.sub("", text), sent)
            if label is not None or heading.endswith(":"):
                label = heading.removesuffix(":")
                yield label, answer

    @staticmethod
    def take(text, sent):
        """Takes away what of sent is in text; gives the answer of the first statement, or of the execution of a prepared one."""
        answer, rest = None, " ".join(text.split())
        while sent and rest.startswith((sent[0][0] + ";", sent[0][0] + "$$")):
            statement, this = sent.pop(0)
            rest = rest[len(statement):].lstrip(";$ ")
            preparing = answer is None and re.match("SET @paritycheck_|PREPARE paritycheck ", statement)
            if answer is None and not (preparing and this.refusal is None):
                answer = this
        return answer or NO_ANSWER

    @staticmethod
    def answer(text, refused):
        if "<resultset" in text:
            begin, end = text.index("<?xml"), text.index("</resultset>") + len("</resultset>")
            table = ElementTree.fromstring(re.sub("[\0-\b\v\f\x0e-\x1f]", "?", text[begin:end]))
            nil = "{http://www.w3.org/2001/XMLSchema-instance}nil"
            return Answer(rows=[[f.get("name") for f in row] for row in table[:1]] +
                          [[None if f.get(nil) else f.text or "" for f in row] for row in table])
        done = re.search(r"^Query OK, (\d+) rows? affected", text, re.MULTILINE)
        if done:
            return Answer(affected=int(done[1]))
        if "Empty set" in text:
            return Answer(rows=[[]])
        return Answer(refusal=next(refused, None))


class RedisCli(Client):
    options = "-2 --json"

    def answers(self, script, output, _):
        replies = iter(output.splitlines())
        for line in filter(None, script.splitlines()):
            text = re.sub(r'error:("(?:[^"\\]|\\.)*")', r'{"error": \1}', next(replies, "null"))
            text = re.sub(r"\\(x[0-9a-f]{2}|.)", lambda escape: f"\\u00{escape[1][1:]}" if len(escape[1]) == 3 else escape[0], text)
            yield line, json.loads(text)


    @classmethod
    def agrees(cls, outcome, sent, reply):
        if "refusal" in outcome:
            return isinstance(reply, dict) and reply.get("error", "").strip() == sent["message"].replace("${k}", "${scratch}").strip()
        return "value" not in outcome or cls.same(outcome["value"], reply)

    @classmethod
    def same(cls, value, reply):
        if isinstance(value, list):
            return isinstance(reply, list) and len(value) == len(reply) and all(map(cls.same, value, reply))
        if isinstance(value, dict):
            ((kind, value),) = value.items()
            if kind == "map" and isinstance(reply, dict):
                reply = list(map(list, reply.items()))
            if kind in ("map", "list"):
                return cls.same(value, reply)
            if kind == "real":
                return float(reply) == float(value)
            if kind == "bytes":
                return isinstance(reply, str) and reply.encode("latin-1", "replace").hex() == value
            if kind == "other":
                return isinstance(reply, dict)
        return value == (reply.replace("${scratch}", "${k}") if isinstance(reply, str) else reply)


class ByHand(pc.Case):
    BESIDE = "class"

    def setUp(self):
        super().setUp()
        # Not Debian's wrapper, which takes longer than psql.
        self.env["PATH"] = f"{pc.BIN}:{os.environ['PATH']}"

    def scripts(self, adapter, ids):
        """What is sent through the client, by probe."""
        _, text, _ = self.run_program("explain", *ids, "--script", adapter, status=0)
        headings = list(HEADING.finditer(text))
        ends = [heading.start() for heading in headings[1:]] + [len(text)]
        scripts = {heading[1]: text[heading.start():end] for heading, end in zip(headings, ends)}
        self.assertEqual(sorted(scripts), sorted(ids))
        return scripts

    def recording(self, url, ids):
        """The client's command line, outcomes by probe and label, and what was sent by probe."""
        select = [word for id_ in ids for word in ("--select", id_)]
        self.run_program("record", url, "-o", "r.jsonl", *select, status=0)
        outcomes, traces = {}, {}
        with open(self.path("r.jsonl"), encoding="utf-8") as file:
            header, *rows = map(json.loads, file)
        for row in rows:
            if "status" in row:
                self.assertEqual(row["status"], "answered", row)
                outcomes[row["probe"]] = {o["label"]: o["outcome"] for o in row["observations"]}
            elif "trace" in row:
                traces[row["probe"]] = row["trace"]
        (service,) = header["services"].values()
        return service["client"], outcomes, traces

    def ask(self, client, line, script, timeout):
        # psql's two streams are one, in the order of what it did.
        streams = subprocess.STDOUT if isinstance(client, Psql) else subprocess.PIPE
        try:
            result = subprocess.run(["sh", "-c", client.command(line)], input=script.encode(), stdout=subprocess.PIPE, stderr=streams,
                                    timeout=timeout, check=False, env=self.env)
        except subprocess.TimeoutExpired:
            return "", "TIMEOUT"
        return result.stdout.decode(errors="backslashreplace"), (result.stderr or b"").decode(errors="backslashreplace")

    def answers(self, client, adapter, url, language, areas=""):
        ids = [id_ for id_ in single_session(language) if re.match(areas, id_)]
        line, outcomes, traces = self.recording(url, ids)
        scripts = self.scripts(adapter, ids)
        with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
            outputs = list(pool.map(lambda id_: self.ask(client, line, scripts[id_], 3 if (id_, adapter) in EXCLUDED else 60), ids))
        self.assertLessEqual({id_ for id_, own in EXCLUDED if own == adapter and not areas}, set(ids))
        for id_, (output, errors) in zip(ids, outputs):
            if (id_, adapter) in EXCLUDED:
                continue
            scratch = re.search(r"pc_try_\w{16}", scripts[id_])
            script = self.neutral(scripts[id_], scratch)
            yield id_, script, list(client.answers(script, self.neutral(output, scratch), self.neutral(errors, scratch))), outcomes[id_], traces[id_]

    @staticmethod
    def neutral(text, scratch):
        return text.replace(f"{scratch[0]}_own", "${name}").replace(scratch[0], "${scratch}") if scratch else text

    def check_sql(self, client, adapter, url, areas=""):
        contradictions, ran = [], 0
        for id_, script, found, outcomes, trace in self.answers(client, adapter, url, "sql", areas):
            ran += 1
            codes = {sent.get("label"): sent for sent in trace}
            self.assertEqual([label for label, _ in found], [sent["label"] for sent in trace if "label" in sent], id_)
            for label, answer in found:
                otherwise = OTHERWISE_REFUSED.get((id_, adapter))
                if otherwise and answer.refusal == otherwise and "refusal" in outcomes[label]:
                    continue
                if not self.agrees(client, outcomes[label], codes[label], answer):
                    contradictions.append(f"{id_}: {label}: recorded {outcomes[label]} {codes[label].get('message')}, by hand {answer}\n{script}")
        print(f"by hand, {adapter}: {ran} scripts, {len(contradictions)} contradictions", file=sys.stderr)
        self.assertEqual("\n".join(contradictions), "")

    @classmethod
    def agrees(cls, client, outcome, sent, answer):
        if answer is NO_ANSWER:
            return False
        if "refusal" in outcome:
            wanted = sent["message"] if isinstance(client, Sqlite) else sent["code"].split()[0]
            return answer.refusal == wanted
        if answer.refusal is not None:
            return False
        if "affected" in outcome:
            return answer.affected == outcome["affected"]
        if "rows" not in outcome:
            return True
        if answer.rows is None:
            return False
        titled = not isinstance(client, Sqlite)
        if "columns" in outcome and titled and answer.rows[0] != outcome["columns"]:
            return False
        left = answer.rows[1 if titled else 0:]
        if len(left) != len(outcome["rows"]):
            return False
        for row in outcome["rows"]:
            match = next((other for other in left if len(other) == len(row) and all(map(client.same, row, other))), None)
            if match is None:
                return False
            left.remove(match)
        return True


    def run_redis(self, url):
        contradictions, ran = [], 0
        for id_, script, replies, outcomes, trace in self.answers(RedisCli(), "redis", url, "redis"):
            ran += 1
            answered = iter(reply for reply in replies if not re.match('ECHO "-- ', reply[0]))
            for sent in trace:
                text = re.sub(r"^SLEEP (\d+)$", r"XREAD BLOCK \1 ", sent["sent"]).replace("${k}", "${scratch}")
                command, reply = next(answered, ("", None))
                label = sent.get("label")
                if not command.startswith(text):
                    contradictions.append(f"{id_}: {text} is missing: {command}\n{script}")
                elif label and not RedisCli.agrees(outcomes[label], sent, reply):
                    contradictions.append(f"{id_}: {label}: recorded {outcomes[label]} {sent.get('message')}, by hand {reply}\n{script}")
        print(f"by hand, redis: {ran} scripts, {len(contradictions)} contradictions", file=sys.stderr)
        self.assertEqual("\n".join(contradictions), "")


def ask(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


class Explain(ByHand):
    def test_several_sessions_are_for_people(self):
        _, script, _ = self.run_program("explain", "sql/locking/deadlock", "--script", "postgresql", status=0)
        scratch = re.search(r"pc_try_\w{16}", script)[0]
        self.assertEqual(script.count("CREATE SCHEMA"), 1)
        for session in ("A", "B"):
            first = re.search(rf"^-- session {session}:\n(.*?)^-- session", script, re.MULTILINE | re.DOTALL)[1]
            self.assertIn(f"SET search_path TO {scratch};\n", first)
        self.assertRegex(script, rf"\n-- session A: \(at the end, .*\nROLLBACK;\nDISCARD ALL;\nDROP SCHEMA {scratch} CASCADE;\n$")

    def test_only_the_language_of_the_service(self):
        _, _, errors = self.run_program("explain", "redis/strings/getex-past", "--script", "sqlite", status=2)
        self.assertIn("'redis/strings/getex-past' cannot be sent to SQLite", errors)

    def test_each_script_has_a_scratch_of_its_own(self):
        _, text, _ = self.run_program("explain", *["sql/text/like-case"] * 3, "--script", "mysql", status=0)
        self.assertEqual(len(set(re.findall(r"CREATE DATABASE (pc_try_\w{16});", text))), 3)


class Sql(ByHand):
    def test_psql(self):
        before = self.sql(POSTGRESQL_OBJECTS)
        self.check_sql(Psql(), "postgresql", POSTGRESQL)
        self.assertEqual(self.sql(POSTGRESQL_OBJECTS), before)


    def test_psql_stops_where_it_cannot_make_the_scratch(self):
        script = self.scripts("postgresql", ["sql/text/like-case"])["sql/text/like-case"]
        scratch = re.search(r"pc_try_\w{16}", script)[0]
        self.sql(f"CREATE SCHEMA {scratch}; CREATE TABLE {scratch}.users (theirs INTEGER)")
        self.addCleanup(self.sql, f"DROP SCHEMA {scratch} CASCADE")
        output, _ = self.ask(Psql(), f"psql -X '{POSTGRESQL}'", script, 60)
        self.assertRegex(output, r"ERROR:  42P06\n$")
        self.assertEqual(self.sql(f"SELECT count(*) FROM {scratch}.users"), "0")


class Terminal:
    """psql as somebody types into it: what is typed while it waits for another session comes to the server behind that."""
    def __init__(self, client, line, env):
        # pylint: disable=consider-using-with
        self.process = subprocess.Popen(["sh", "-c", f"exec {client.command(line)}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, env=env)
        self.output, self.sent = b"", 0
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.output += line

    def send(self, part):
        self.sent += 1
        self.process.stdin.write(f"{part}\\echo done {self.sent}\n".encode())
        self.process.stdin.flush()

    def is_done(self):
        return f"done {self.sent}\n".encode() in self.output

    def close(self):
        self.process.stdin.close()
        self.process.wait(60)
        self.reader.join()
        self.process.stdout.close()
        return re.sub(r"^done \d+\n", "", self.output.decode(), flags=re.MULTILINE)


class Sessions(ByHand):
    """PostgreSQL's scripts of several sessions. Alone: who waits in its database, and what is made there, is all its own."""
    BESIDE = None
    WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0"

    @staticmethod
    def several():
        folder = os.path.join(SOURCE, "probes")
        ids = {os.path.relpath(path, folder).rsplit(".", 1)[0] for path in glob.glob(os.path.join(folder, "sql", "**", "*.sql"), recursive=True)}
        # Some are asked at each isolation level, under an id of their own.
        return sorted(ids - set(single_session("sql")))

    def settle(self, terminals, before):
        """Until what was sent is done, or waits for another session, as the server says."""
        until = time.monotonic() + 20
        while not all(terminal.is_done() for terminal in terminals) and time.monotonic() < until:
            waiting = sum(not terminal.is_done() for terminal in terminals)
            if int(self.sql(self.WAITING)) >= waiting:
                return True
            time.sleep(0.02)
        self.assertLess(time.monotonic(), until, before)
        return False

    @staticmethod
    def pieces(client, text):
        """Up to each label: a person sees what one statement let go on in another session before the next is typed."""
        pieces = [""]
        for line in text.splitlines(keepends=True):
            if client.label_of(line.rstrip("\n")):
                pieces.append("")
            pieces[-1] += line
        return [piece for piece in pieces if piece]

    def type_in(self, client, line, script):
        """What each session showed, and the labels at which one was seen to wait."""
        terminals, waited = {}, set()
        *parts, end = re.split(r"^-- session (?=\w+:)", script, flags=re.MULTILINE)[1:]
        for part in parts:
            name, _, text = part.partition(":\n")
            if name not in terminals:
                terminals[name] = Terminal(client, line, self.env)
            for piece in self.pieces(client, text):
                terminals[name].send(piece)
                if self.settle(terminals.values(), part) and not terminals[name].is_done():
                    waited.update(filter(None, map(client.label_of, piece.splitlines())))
        first = terminals.pop(end.partition(":")[0])
        outputs = [terminal.close() for terminal in terminals.values()]
        first.send(end.partition("\n")[2])
        return [first.close(), *outputs], waited

    def test_a_terminal_for_each_session_gets_the_answers_of_the_recording(self):
        client, before = Psql(), self.sql(POSTGRESQL_OBJECTS)
        line, recorded, traces = self.recording(POSTGRESQL, self.several())
        ids = sorted(recorded)
        scripts = self.scripts("postgresql", ids)
        contradictions = []
        for id_ in ids:
            scratch = re.search(r"pc_try_\w{16}", scripts[id_])
            outputs, waited = self.type_in(client, line, scripts[id_])
            script = self.neutral(scripts[id_], scratch)
            sent = {entry.get("label"): entry for entry in traces[id_]}
            unseen = set(recorded[id_])
            for output in outputs:
                shown = self.neutral(output, scratch)
                for label, answer in client.answers(script, shown, ""):
                    if answer is NO_ANSWER and f"-- {label}:\n" not in shown:
                        continue
                    unseen.remove(label)
                    outcome = recorded[id_][label]
                    fine = "deadlock" in str(outcome.get("value", "")) or self.agrees(client, outcome, sent[label], answer)
                    if not fine or (outcome.get("blocked") and label not in waited):
                        contradictions.append(f"{id_}: {label}: recorded {outcome}, by hand {answer}, {'waited' if label in waited else ''}")
            contradictions += [f"{id_}: {label}: not shown by hand" for label in unseen]
        print(f"by hand, several sessions: {len(ids)} scripts, {len(contradictions)} contradictions", file=sys.stderr)
        self.assertEqual("\n".join(contradictions), "")
        self.assertGreaterEqual(len(ids), 40)
        self.assertEqual(self.sql(POSTGRESQL_OBJECTS), before)

    def test_no_report_puts_several_sessions_through_one_pipe(self):
        select = [word for id_ in self.several() for word in ("--select", id_)]
        self.run_program("run", "sqlite::memory:", POSTGRESQL, *select, "--report", "text=r.txt", status=1)
        with open(self.path("r.txt"), encoding="utf-8") as file:
            hands = re.findall(r"^  by hand: (.*?)^$", file.read(), re.MULTILINE | re.DOTALL)
        self.assertGreaterEqual(len(hands), 20)
        for hand in hands:
            self.assertNotIn("|", hand)
            self.assertRegex(hand, r"(?s)session A: sqlite3 pc_try\.db\n.*session B: sqlite3 pc_try\.db\n.*session A: psql .*session B: psql ")


class SqliteByHand(ByHand):
    def test_sqlite3(self):
        self.check_sql(Sqlite(), "sqlite", "sqlite::memory:")

    def test_sqlite3_stops_where_the_database_is_a_file(self):
        script = self.scripts("sqlite", ["sql/text/like-case"])["sql/text/like-case"]
        self.write("app.db", "")
        _, errors = self.ask(Sqlite(), "sqlite3", script.replace("\n", f"\n.open {self.path('app.db')}\n", 1), 60)
        self.assertIn("integer overflow", errors)
        self.assertEqual(os.path.getsize(self.path("app.db")), 0)


class MariadbByHand(ByHand):
    @staticmethod
    def objects():
        return ask("mysql", f"--socket={os.environ['PC_TEST_MARIADB_SOCKET']}", "--user=root", "-N", "-e", MYSQL_OBJECTS)

    @unittest.skipUnless(MARIADB, "no MariaDB")
    def test_mysql(self):
        before = self.objects()
        self.check_sql(Mysql(), "mysql", os.environ["PC_TEST_MARIADB_LOCAL"])
        self.assertEqual(self.objects(), before)


    @unittest.skipUnless(MARIADB, "no MariaDB")
    def test_mysql_with_the_settings_of_the_url(self):
        settings = "collation=utf8mb4_bin&sql_mode=ANSI,NO_BACKSLASH_ESCAPES&time_zone=%2B05:00"
        self.check_sql(Mysql(), "mysql", f"{os.environ['PC_TEST_MARIADB_LOCAL']}&{settings}", "sql/(text|parameters|json|dates)/")

    @unittest.skipUnless(MARIADB, "no MariaDB")
    def test_mysql_changes_nothing_where_it_cannot_make_the_scratch(self):
        root = ("mysql", f"--socket={os.environ['PC_TEST_MARIADB_SOCKET']}", "--user=root")
        ask(*root, "-e", "CREATE USER narrow@localhost; GRANT ALL ON app.* TO narrow@localhost; CREATE TABLE app.users (theirs INTEGER)")
        before = self.objects()
        script = self.scripts("mysql", ["sql/text/like-case"])["sql/text/like-case"]
        _, errors = self.ask(Mysql(), f"mysql --force {root[1]} --user=narrow app", script, 60)
        self.assertIn("Access denied", errors)
        self.assertEqual(self.objects(), before)
        self.assertEqual(ask(*root, "-N", "-e", "SELECT count(*) FROM app.users").strip(), "0")
        ask(*root, "-e", "DROP USER narrow@localhost; DROP TABLE app.users")


class RedisByHand(ByHand):
    @unittest.skipUnless(REDIS, "no Redis")
    def test_redis_cli(self):
        ask("redis-cli", "-u", REDIS, "SET", "theirs", "1")
        self.run_redis(REDIS)
        self.assertEqual(ask("redis-cli", "-u", REDIS, "KEYS", "*").split(), ["theirs"])
        ask("redis-cli", "-u", REDIS, "DEL", "theirs")


if __name__ == "__main__":
    pc.main(testRunner=pc.ConcurrentRunner)
