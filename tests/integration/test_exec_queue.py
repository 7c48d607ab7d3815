"""Queues behind exec: one that keeps the contract, and those that break it in one way each."""
import json
import unittest

import pc
from test_exec import Case

# Queues in a file that every process sees; the argument says what is wrong with them.
PROGRAM = '''
import json, os, sys, time
wrong, path = sys.argv[1], os.path.join(sys.argv[2], "queues.json")
held, consumers = {}, {}
def load():
    try:
        with open(path) as file:
            return json.load(file)
    except FileNotFoundError:
        return {}
def save(queues):
    with open(path + ".new", "w") as file:
        json.dump(queues, file)
    os.replace(path + ".new", path)
def name(queue):
    return queue.partition(".")[2] if wrong == "forgets whose a queue is" else queue
def take(r, queues, queue, auto_ack):
    if not queues.get(queue):
        if wrong == "calls what is missing null":
            return {"value": None}
        if not wrong == "does not wait":
            time.sleep(r.get("wait", 0) + (7 if wrong == "waits too long" and r["op"] == "receive" and r["wait"] == 1 else 0))
        return {"missing": True}
    message = queues[queue][0] if wrong == "gives twice" else queues[queue].pop(0)
    if not auto_ack or wrong == "keeps what needs no acknowledging":
        held[r["session"], r["as"]] = (r["scratch"], queue, message)
    body = message["body"]
    if wrong == "changes bodies":
        body = body.upper() if isinstance(body, str) else body
    if wrong == "gives a bare body":
        return {"value": body}
    redelivered = message["redelivered"]
    return {"value": {"map": [["body", body], ["redelivered", "no" if wrong == "tells a flag as text" else redelivered]]}}
def put_back(queues, key):
    _, queue, message = held.pop(key)
    queues.setdefault(queue, []).append(dict(message, redelivered=True))
KNOWN = {"op", "session", "scratch", "queue", "body", "wait", "as", "message", "requeue", "auto_ack", "count", "consumer", "confirm", "mandatory"}
def answer(r):
    op, queues = r["op"], load()
    queue, key = name(r.get("queue", "")), (r.get("session"), r.get("message"))
    if op == "hello":
        return {"ready": True, "protocol": 1, "name": "queues in a file", "version": "1"}
    unknown = next((k for k in r if k not in KNOWN and k != "prefix"), None)
    if unknown and not wrong == "takes any option":
        if wrong == "publishes all the same" and op == "publish":
            queues.setdefault(queue, []).append({"body": r["body"], "redelivered": False})
            save(queues)
        return {"unsupported": "that" if wrong == "does not say what is unsupported" else unknown}
    try:
        return operate(op, r, queues, queue, key)
    finally:
        save(queues)
def operate(op, r, queues, queue, key):
    if op == "declare":
        queues.setdefault(queue, [])
        return {"done": True}
    if op == "publish":
        if not wrong == "loses messages":
            queues.setdefault(queue, []).append({"body": r["body"], "redelivered": False})
        return {"value": True} if (r.get("confirm") or r.get("mandatory")) and not wrong == "does not confirm" else {"done": True}
    if op == "receive":
        return take(r, queues, queue, r.get("auto_ack"))
    if op == "ack":
        found = held.pop(key, None)
        if found and wrong == "gives back what was acknowledged":
            queues[found[1]].append(found[2])
        return {"done": True} if found else {"refusal": "no_such_delivery"}
    if op == "reject":
        if key not in held:
            return {"refusal": "no_such_delivery"}
        if r.get("requeue"):
            put_back(queues, key)
        else:
            del held[key]
        return {"done": True}
    if op == "consume":
        consumers[r["session"], r["as"]] = (queue, r.get("auto_ack"))
        return {"done": True}
    if op == "next":
        consumer = consumers.get((r["session"], r["consumer"]))
        return take(r, queues, *consumer) if consumer else {"refusal": "not_found"}
    if op == "cancel":
        consumers.pop((r["session"], r["consumer"]), None)
        return {"done": True}
    if op == "depth":
        return {"value": str(len(queues[queue]))} if wrong == "counts as text" and queue in queues else \\
               {"value": len(queues[queue])} if queue in queues else {"missing": True}
    if op == "purge":
        found = queues.get(queue, [])
        queues[queue] = found if wrong == "purges nothing" else []
        return {"value": len(found)}
    if op == "delete":
        was = queue in queues
        if not wrong == "deletes nothing":
            queues.pop(queue, None)
        return {"value": True if wrong == "always has deleted" else was}
    if op == "disconnect":
        for each in [each for each in held if each[0] == r["session"]]:
            put_back(queues, each)
        return {"done": True}
    if op == "remove":
        for each in [each for each in held if held[each][0] == r["prefix"]]:
            del held[each]
        for each in [each for each in queues if each.startswith(r["prefix"] + ("" if wrong == "removes its neighbour" else "."))]:
            del queues[each]
        return {"done": True}
    return {"done": True} if wrong == "takes any operation" else {"unsupported": op}
for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
'''

# What is wrong, which operation breaks the contract by it, and the row that tells.
BREACHES = (
    ("calls what is missing null", "receive", "receive from an empty queue"),
    ("waits too long", "receive", "receive from an empty queue"),
    ("gives twice", "receive", "receive what another session has unacknowledged"),
    ("gives back what was acknowledged", "receive", "receive what was acknowledged"),
    ("keeps what needs no acknowledging", "receive", "receive what needed no acknowledging"),
    ("changes bodies", "receive", "receive"),
    ("gives a bare body", "receive", "receive"),
    ("tells a flag as text", "receive", "receive"),
    ("loses messages", "receive", "receive"),
    ("does not confirm", "publish", "publish and be told"),
    ("counts as text", "depth", "depth of one"),
    ("purges nothing", "receive", "receive what was purged"),
    ("deletes nothing", "delete", "delete again"),
    ("always has deleted", "delete", "delete a queue that was never made"),
    ("takes any option", "declare", "declare with an option that there is not"),
    ("takes any operation", "(no such operation)", "an operation that there is not"),
    ("publishes all the same", "receive", "receive what was unsupported"),
    ("does not say what is unsupported", "declare", "declare with durable"),
    ("forgets whose a queue is", "receive", "receive from a queue that is called as a neighbour's"),
    ("removes its neighbour", "receive", "receive what was published beside"),
)


class ExecQueue(Case):
    BESIDE = "tests"

    def setUp(self):
        super().setUp()
        self.program = self.write("queues.py", PROGRAM)

    def url(self, wrong=""):
        return "queue=" + super().url(wrong)

    def test_a_program_that_keeps_the_contract(self):
        said = self.doctor(self.url(), 0, "engine: queues in a file 1", "receive conforms (", "declare conforms (", "without: durable",
                           "(no such operation) conforms", "extend unsupported", "fine")
        self.assertNotIn("its own way", said)
        with open(self.path("queues.json"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "{}")

    def breach(self, wrong, operation, row):
        _, output, errors = self.run_program("doctor", "--contract", self.url(wrong), status=3)
        said = " ".join((output + errors).split())
        self.assertIn(f"{operation} BREAKS THE CONTRACT", said)
        self.assertIn(f"BROKEN: {row} sent:", said)
        self.assertIn("NOT FIT: it does not keep the contract of the role queue", said)

    vars().update(pc.tests_of(BREACHES, "is_a_breach", breach))

    def test_two_consumers_are_asked_in_turn(self):
        """Of a queue from which clients fetch, the one that was asked first had taken everything."""
        self.run_program("record", "queue=memory:", "-o", "r.jsonl", "--select", "queue/consumers/alternate", status=0)
        with open(self.path("r.jsonl"), encoding="utf-8") as file:
            answers = [line for line in map(json.loads, file) if line.get("status")]
        outcomes = {o["label"]: o["outcome"] for o in answers[0]["observations"]}
        self.assertEqual((outcomes["received by the two"], outcomes["who got some"]), ({"value": 4}, {"value": "both"}))

    def test_one_that_takes_what_is_others_is_asked_no_probe(self):
        for wrong, _, row in BREACHES[-2:]:
            report = self.report("run", self.url(wrong), "queue=memory:", "--select", "queue/content/*", status=3)
            [problem] = [problem for problem in report["problems"] if problem["kind"] == "not-there"]
            self.assertIn("it does not keep the contract of the role queue (", problem["text"])
            self.assertIn(row, problem["text"])
            self.assertEqual((report["divergences"], report["counts"]["behaviours"]), ([], 0))

    def test_what_is_allowed_and_rare(self):
        self.doctor(self.url("does not wait"), 0, "its own way: receive from an empty queue", "it did not wait: nothing was found after", "fine")


if __name__ == "__main__":
    unittest.main(testRunner=pc.ConcurrentRunner)
