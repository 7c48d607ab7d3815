"""The Redis adapter on real servers: raw scripts, confinement, refused kinds of server, rights, deaths."""
import json
import os
import re
import subprocess
import sys
import time
import unittest

import pc
from pc import PROGRAM, SOURCE

REDIS = os.environ.get("PC_TEST_REDIS", "")
FOLDER = os.environ.get("PC_TEST_REDIS_FOLDER", "")
WITH_REDIS = os.path.join(SOURCE, "tests", "services", "with-redis")
HEADER = "-- title: t\n-- bites: b\n-- severity: high\n"
SECRET = "s3cretRedisWord99"


def redis(*words, url=REDIS):
    result = subprocess.run(["redis-cli", "--json", "-u", url, *words], capture_output=True, text=True, check=True)
    return json.loads(result.stdout)


class Redis(pc.Case):
    def setUp(self):
        super().setUp()
        redis("FLUSHALL")
        redis("MSET", *(word for i in range(100) for word in (f"theirs:{i}", f"v{i}")))

    def tearDown(self):
        keys = redis("KEYS", "*")
        self.assertEqual(sorted(keys), sorted(f"theirs:{i}" for i in range(100)))
        self.assertEqual(redis("MGET", *(f"theirs:{i}" for i in range(100))), [f"v{i}" for i in range(100)])
        clients = subprocess.run(["redis-cli", "-u", REDIS, "CLIENT", "LIST"], capture_output=True, text=True, check=True).stdout
        self.assertIn("id=", clients)
        self.assertNotIn("name=pc_", clients)

    def script(self, name, text, header=""):
        return self.write(f"own/{name}.redis", HEADER + header + "\n" + text)

    def record(self, url=REDIS, status=0, arguments=()):
        """What a recording with the own scripts holds: outcomes by probe and label, or the fault's code."""
        self.run_program("record", url, "-o", "r.jsonl", "--no-builtin", "--probes", "own", *arguments, status=status)
        found = {}
        with open(self.path("r.jsonl"), encoding="utf-8") as file:
            for line in map(json.loads, file):
                if "status" in line:
                    observations = {o["label"]: o["outcome"] for o in line.get("observations", [])}
                    found[line["probe"]] = observations if line["status"] == "answered" else line.get("code", line["status"])
        return found

    def test_replies_by_type_and_value(self):
        self.script("strings", "--? set\nSET ${k}:a \"x\\x00y\"\n--? get\nGET ${k}:a\n--? null\nGET ${k}:b\n--? bytes\n"
                    "ECHO \"\\xff\"\n--? key\nECHO ${k}:a\n--? wrong\nLPUSH ${k}:a 1\n--? number\nINCR ${k}:a\n--? arity\nGET\n"
                    "--? unknown\nNOSUCHCOMMAND\n--? bound\n--$ 'two words' 5\nRPUSH ${k}:l\n--? list\nLRANGE ${k}:l 0 -1\n")
        self.script("multi", "MULTI\nSET ${k}:a 1\nLPUSH ${k}:a 1\n--? exec\nEXEC\n--? lua\n"
                    "EVAL \"return redis.call('INCRBY', KEYS[1], ARGV[1])\" 1 ${k}:a 4\n")
        self.script("resp3", "HELLO 3\nZADD ${k}:z 1.5 m\nHSET ${k}:h a 1\n--? score\nZSCORE ${k}:z m\n--? map\nHGETALL ${k}:h\n")
        found = self.record()
        status = {"value": {"status": "OK"}}
        self.assertEqual(found["strings"], {
            "set": status, "get": {"value": "x\0y"}, "null": {"value": None}, "bytes": {"value": {"bytes": "ff"}},
            "key": {"value": "${k}:a"}, "wrong": {"refusal": "wrong_type"}, "number": {"refusal": "not_an_integer"},
            "arity": {"refusal": "wrong_arity"}, "unknown": {"refusal": "unknown_command"}, "bound": {"value": 2},
            "list": {"value": ["two words", "5"]}})
        self.assertEqual(found["multi"], {"exec": {"value": [{"status": "OK"}, {"other": "error: wrong_type"}]}, "lua": {"value": 5}})
        self.assertEqual(found["resp3"], {"score": {"value": {"real": "1.5"}}, "map": {"value": {"map": [["a", "1"]]}}})

    def test_waiting_and_messages(self):
        self.script("pop", "--@ A\n--? pop\nBLPOP ${k}:q 0\n--@ B\n--? push\nRPUSH ${k}:q job\n")
        self.script("waits", "--@ A\n--? never\nBRPOP ${k}:q 0\n--@ B\n--? push\nRPUSH ${k}:other job\n")
        self.script("alone", "--? timed out\nBLPOP ${k}:q 0.1\n--? slept\nSLEEP 20\n")
        self.script("messages", "--@ A\n--? sub\nSUBSCRIBE ${k}:c ${k}:d\n--@ B\n--? pub\nPUBLISH ${k}:d hi\n--@ A\n--? got\nRECEIVE\n"
                    "--? none\nRECEIVE 30\n--? ping\nPING\n--? refused\nGET ${k}:a\n")
        self.script("push3", "--@ A\nHELLO 3\n--? sub\nSUBSCRIBE ${k}:c\n--@ B\n--? pub\nPUBLISH ${k}:c hi\n--@ A\n--? get\n"
                    "GET ${k}:a\n--? got\nRECEIVE\n")
        found = self.record()
        self.assertEqual(found["pop"], {"pop": {"blocked": True, "value": ["${k}:q", "job"]}, "push": {"value": 1}})
        self.assertEqual(found["waits"], {"never": {"blocked": True}, "push": {"value": 1}})
        self.assertEqual(found["alone"], {"timed out": {"value": None}, "slept": {"done": True}})
        self.assertEqual(found["messages"], {
            "sub": {"value": [["subscribe", "${k}:c", 1], ["subscribe", "${k}:d", 2]]}, "pub": {"value": 1},
            "got": {"value": ["message", "${k}:d", "hi"]}, "none": {"missing": True}, "ping": {"value": ["pong", ""]},
            "refused": {"refusal": "not_in_this_context"}})
        self.assertEqual(found["push3"], {"sub": {"value": ["subscribe", "${k}:c", 1]}, "pub": {"value": 1}, "get": {"value": None},
                                          "got": {"value": ["message", "${k}:c", "hi"]}})

    def test_confinement(self):
        lines = ["DEL theirs:1", "SET theirs:1 x", "MSET ${k}:a 1 theirs:1 x", "RENAME ${k}:a theirs:1", "FLUSHALL", "flushdb",
                 "CONFIG SET maxmemory 1", "SCAN 0", "KEYS *", "RANDOMKEY", "EVAL \"redis.call('DEL', 'theirs:1')\" 0", "SELECT 1",
                 "EVAL \"redis.call('FLUSHALL')\" 0", "SHUTDOWN NOSAVE", "SWAPDB 0 1", "SCRIPT FLUSH", "CLIENT KILL TYPE normal",
                 "ZUNIONSTORE theirs:1 1 ${k}:a", "SUBSCRIBE theirs", "NOSUCHCOMMAND theirs:1", "MONITOR", "DEL ${k}1"]
        for i, line in enumerate(lines):
            self.script(f"p{i}", f"SET ${{k}}:a 1\n--? a\n{line}\n")
        found = self.record(status=3)
        self.assertEqual(found, {f"p{i}": "confined" for i in range(len(lines))})

    def test_intrusive_scripts_need_leave(self):
        self.script("config", "--? a\nCONFIG SET latency-monitor-threshold 0\n", header="-- reach: intrusive\n")
        self.assertEqual(self.record(status=3), {"config": "skipped"})
        self.assertEqual(self.record(arguments=("--allow", "intrusive")), {"config": {"a": {"value": {"status": "OK"}}}})

    def test_the_table_knows_every_command_of_the_server(self):
        """Entries and key positions are held against what the server says of itself."""
        with open(os.path.join(SOURCE, "adapters", "redis", "command.c"), encoding="utf-8") as file:
            text = file.read()
        table = text[text.index("table[] = {"):text.index("command_compare")]
        known, barred = {}, set()
        for line in table.splitlines():
            parts = line.strip().strip("{},").split(", ")
            if line.strip().startswith('{"'):
                known[parts[0].strip('"')] = tuple(map(int, parts[2:5]))
            elif line.strip().startswith("{.name"):
                known[parts[0].split('"')[1]] = (0, 0, 0)
            else:
                barred.update(re.findall('"([^"]+)"', line))

        def walk(info):
            yield info[0], tuple(info[3:6])
            for sub in info[9]:
                yield from walk(sub)

        missing, wrong = [], []
        for info in redis("COMMAND"):
            for name, keys in walk(info):
                container = name.split("|")[0]
                if name in known and keys[0] and known[name] != keys and not (name.endswith("unsubscribe") or name.startswith("s") and "publish" in name):
                    wrong.append((name, known[name], keys))
                if name not in known and container not in barred and not any(k.startswith(name + "|") for k in known):
                    missing.append(name)
        self.assertEqual((missing, wrong), ([], []))

    def test_a_killed_run_is_cleaned_up(self):
        self.script("long", "--@ A\n--? set\nSET ${k}:a 1\n--? pop\nBLPOP ${k}:q 0\n--@ B\n--? s\nSLEEP 30000\n")
        process = self.popen("record", REDIS, "-o", "r.jsonl", "--no-builtin", "--probes", "own", "--deadline", "60s")
        self.wait_until(lambda: any(key.startswith("pc_") for key in redis("KEYS", "*")), "a key")
        pc.kill_at_once([process.pid, *(pid for pid in self.workers() if pid != process.pid)])
        process.communicate()
        self.assertTrue(any(key.startswith("pc_") for key in redis("KEYS", "*")))
        self.run_program("clean", REDIS, status=0)

    def test_a_script_that_never_ends_is_ended(self):
        self.script("loop", "--? a\nEVAL \"while true do end\" 0\n")
        self.assertEqual(self.record(status=3, arguments=("--deadline", "7s")), {"loop": "timed-out"})
        self.assertEqual(redis("PING"), "PONG")

    def test_a_large_answer_is_a_fault(self):
        self.script("large", "SETRANGE ${k}:a 9000000 x\n--? a\nGET ${k}:a\n")
        self.script("wide", "--? a\nEVAL \"local t = {} for i = 1, 300000 do t[i] = i end return t\" 0\n")
        self.assertEqual(self.record(status=3), {"large": "too-large", "wide": "too-large"})

    def test_sockets_databases_and_the_operations(self):
        self.script("s", "--? a\nSET ${k}:a 1\n--? keys\nKEYS ${k}:*\n")
        found = self.record(url=f"redis+unix://{FOLDER}/redis.sock?db=3")
        self.assertEqual(found["s"]["keys"], {"value": ["${k}:a"]})
        _, output, _ = self.run_program("doctor", f"redis+unix://{FOLDER}/redis.sock?db=3")
        self.assertIn("database: 3", output)
        self.assertIn("the user 'default' has more rights than the probes need", output)
        self.assertEqual(redis("KEYS", "*", url=REDIS[:-1] + "3"), [])

    def other(self, options, command):
        """Runs command beside a server of its own with these options; {url} is its URL."""
        env = dict(self.env, TMPDIR=os.environ.get("PC_TEST_TMP", "/tmp"))  # the server's user may not enter the test's own
        result = subprocess.run([WITH_REDIS, *options, "sh", "-c", f"export TMPDIR={self.tmp}; {command}"], capture_output=True,
                                text=True, env=env, check=False, cwd=self.folder)
        return result.returncode, result.stdout + result.stderr

    def test_servers_that_cannot_be_used_say_what_they_are(self):
        status, output = self.other(["--cluster-enabled", "yes"], f"{PROGRAM} doctor $PC_TEST_REDIS")
        self.assertEqual(status, 3)
        self.assertIn("node of a cluster", output)
        port = REDIS.split(":")[2].split("/")[0]
        status, output = self.other(["--replicaof", f"127.0.0.1 {port}"], f"{PROGRAM} doctor $PC_TEST_REDIS")
        self.assertEqual(status, 3)
        self.assertIn(f"replica that takes no writes", output)
        self.assertIn(f"127.0.0.1 port {port}", output)
        config = self.write("sentinel.conf", f"port {int(port) + 1}\nbind 127.0.0.1\ndir {self.folder}\n")
        sentinel = subprocess.Popen(["redis-server", config, "--sentinel"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            url = f"redis://127.0.0.1:{int(port) + 1}"
            until = time.monotonic() + pc.SOON
            while subprocess.run(["redis-cli", "-u", url, "PING"], capture_output=True, check=False).returncode and time.monotonic() < until:
                time.sleep(0.05)
            _, output, errors = self.run_program("doctor", url, status=3)
            self.assertIn("it is a Sentinel", output + errors)
        finally:
            sentinel.kill()
            sentinel.wait()

    def test_passwords_and_rights(self):
        self.script("s", "--? a\nSET ${k}:a 1\n")
        commands = " ; ".join([
            "address=${PC_TEST_REDIS#redis://}",
            f"REDISCLI_AUTH={SECRET} redis-cli -u $PC_TEST_REDIS ACL SETUSER small on '>{SECRET}2' '~pc_*' '&*' +@all -@admin -@dangerous "
            "+info +keys +sort +sort_ro +restore '+client|list' '+client|kill' '+config|get' '+acl|whoami' '+acl|dryrun' '-script|flush' '-function'",
            f"REDISCLI_AUTH={SECRET} redis-cli -u $PC_TEST_REDIS ACL SETUSER none on '>{SECRET}3' '~other*' +@all",
            f"{PROGRAM} doctor $PC_TEST_REDIS; echo status $?",
            f"{PROGRAM} doctor redis://:{SECRET}x@$address; echo status $?",
            f"{PROGRAM} doctor redis://:{SECRET}@$address; echo status $?",
            f"{PROGRAM} record redis://small:{SECRET}2@$address -o r.jsonl --no-builtin --probes own; echo status $?",
            f"{PROGRAM} record redis://none:{SECRET}3@$address -o n.jsonl --no-builtin --probes own; echo status $?",
            f"{PROGRAM} clean redis://small:{SECRET}2@$address; echo status $?",
            "cat r.jsonl"])
        _, output = self.other(["--requirepass", SECRET], commands)
        statuses = [line for line in output.splitlines() if line.startswith("status")]
        self.assertEqual([s.split()[1] for s in statuses][:2] + [s.split()[1] for s in statuses][3:], ["3", "3", "0", "3", "0"], output)
        self.assertIn("NOAUTH", output)
        self.assertIn("WRONGPASS", output)
        self.assertIn("the user 'none' may not write keys", output)
        self.assertNotIn("the user 'small' has more rights", output)
        self.assertNotIn(SECRET, output)

    def test_a_full_server_refuses(self):
        command = f"{PROGRAM} record $PC_TEST_REDIS -o r.jsonl --no-builtin --probes own; echo status $?; cat r.jsonl"
        # What it has no room for now tells nothing of it, unless that is the question.
        for header, status, found in (("", 3, "its memory is full"), ("-- tags: memory\n", 0, '"refusal":"out_of_memory"')):
            self.script("s", "--? a\nSETRANGE ${k}:a 4000000 x\n--? b\nSET ${k}:b v\n", header)
            _, output = self.other(["--maxmemory", "3mb"], command)
            self.assertIn(f"status {status}\n", output)
            self.assertIn(found, output)

    def test_a_server_that_dies_and_comes_back(self):
        for i in range(12):
            self.script(f"p{i:02}", f"--? a\nSET ${{k}}:a {i}\nSLEEP 300\n--? b\nGET ${{k}}:a\n")
        command = (f"{PROGRAM} record $PC_TEST_REDIS -o r.jsonl --no-builtin --probes own --deadline 5s & run=$!; "
                   "for i in $(seq 200); do redis-cli -u $PC_TEST_REDIS --scan | grep -q pc_ && break; sleep 0.01; done; kill -9 $PC_TEST_REDIS_PID; "
                   "sleep 0.1; $PC_TEST_REDIS_FOLDER/start >/dev/null 2>&1 & wait $run; echo status $?; "
                   "redis-cli -u $PC_TEST_REDIS KEYS '*'; redis-cli -u $PC_TEST_REDIS PING")
        _, output = self.other([], command)
        self.assertIn("status 3", output)
        self.assertNotIn("pc_", output.split("status 3")[1])
        with open(self.path("r.jsonl"), encoding="utf-8") as file:
            states = [json.loads(line).get("code", json.loads(line)["status"]) for line in file if '"status"' in line]
        self.assertEqual(len(states), 12)
        self.assertIn("answered", states, output)
        self.assertTrue(any(state in ("lost", "unreachable", "crashed") for state in states), states)


def main():
    if not REDIS:
        print("Redis is not there")
        sys.exit(1 if "redis" in os.environ.get("PC_REQUIRE_SERVICES", "") else 77)
    unittest.main(verbosity=1)


if __name__ == "__main__":
    main()
