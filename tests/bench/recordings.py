"""Recordings as large as wanted, with the lines that real ones have (harness/compare/recording.h): the same arguments, the same bytes.

    recordings.py FOLDER [--probes N] [--observations N] [--environments N] [--differ SHARE] [--skip SHARE] [--fault SHARE] [--seed N]

writes FOLDER/production.jsonl, the reference, and FOLDER/development.jsonl and so on, and prints their paths.
"""
import argparse
import json
import os
import random

AREAS = ("sql/text", "sql/numbers", "sql/transactions", "sql/isolation", "sql/constraints", "sql/ddl", "cache/expiry", "queue/order")
NAMES = ("production", "development", "staging", "ci", "preview", "laptop")
PRODUCTS = (("PostgreSQL", "15.14"), ("SQLite", "3.40.1"), ("PostgreSQL", "14.9"), ("MariaDB", "10.11.6"), ("PGlite", "0.3.2"), ("PostgreSQL", "15.14"))
SEVERITIES = ("low", "medium", "high")
dump = json.JSONEncoder(separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode

# What the reference answers, and what another environment answers instead.
ANSWERS = (
    ({"rows": [[1, "alistair"], [2, None]]}, {"rows": [[1, "Alice"], [2, None]]}),
    ({"rows": [["alistair"]]}, {"rows": [["ALINA"], ["Alice"], ["alistair"]]}),
    ({"refusal": "string_data_right_truncation"}, {"affected": 1}),
    ({"affected": 1}, {"refusal": "lock_not_available"}),
    ({"rows": [[True]]}, {"rows": [[1]]}),
    ({"rows": [[{"decimal": "0.5"}]]}, {"rows": [[0]]}),
    ({"done": True}, {"unsupported": "listen"}),
)


def probe_id(i):
    return f"{AREAS[i % len(AREAS)]}/behaviour-{i:06}"


def service(i):
    return AREAS[i % len(AREAS)].split("/", maxsplit=1)[0]


def header(e):
    """Of environment e; 0 is the reference."""
    name = NAMES[e % len(NAMES)] + (f"-{e // len(NAMES)}" if e >= len(NAMES) else "")
    product, version = PRODUCTS[e % len(PRODUCTS)]
    settings = {"TimeZone": "UTC" if e % 2 else "Europe/Berlin", "work_mem": f"{4 + e}MB"}
    services = {role: {"adapter": product.lower(), "client": f"{product.lower()} {name}", "product": product, "url": f"{product.lower()}://app:***@{name}/app",
                       "fingerprint": {"engine": product, "notes": [f"{role} is asked as it stands"] if e == 1 else [], "settings": settings, "version": version}}
                for role in ("sql", "cache", "queue")}
    return {"catalogue": "generated", "comparators": {}, "deadline_ms": 10000, "environment": name, "format": 1, "interrupted": False,
            "ordered": {}, "paritycheck": "recording", "recorded": "2026-01-02T03:04:05.000000Z", "run": f"pc_generated_{name}",
            "services": services, "tool": "0.1.0"}


def evidence(i, observations, took):
    about = {"depends-on": "TimeZone", "bites": f"what works in development under behaviour {i} is refused or answers otherwise in production, unnoticed",
             "remedy": "use the same engine in development; or say in the statement what both engines understand alike",
             "see": "https://www.sqlite.org/lang_expr.html#like", "severity": SEVERITIES[i % 3], "tags": f"generated {AREAS[i % len(AREAS)]}",
             "title": f"Behaviour {i} of {AREAS[i % len(AREAS)]}"}
    trace = [{"sent": "CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL)", "us": 310},
             {"sent": "INSERT INTO users VALUES (1, 'Alice'), (2, 'ALINA'), (3, 'alistair'), (4, 'Bob')", "us": 95}]
    for k in range(observations):
        trace.append({"label": f"answer {k}", "sent": f"SELECT id, name FROM users WHERE name LIKE 'ali%' AND id > {k} ORDER BY id", "us": 40 + k})
    return {"about": about, "probe": probe_id(i), "service": service(i), "took_us": took, "trace": trace}


def write_one(path, e, probes, observations, skipped, faulty, differing):
    """differing: pairs of a probe and an observation, by number."""
    order = sorted(range(probes), key=probe_id)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(dump(header(e)) + "\n")
        for i in order:
            line = {"probe": probe_id(i), "service": service(i)}
            if i in faulty:
                file.write(dump(dict(line, code="crashed", status="fault")) + "\n")
                continue
            if i in skipped:
                file.write(dump(dict(line, reason="needs listen", status="skipped")) + "\n")
                continue
            answers = [{"label": f"answer {k}", "outcome": ANSWERS[(i + k) % len(ANSWERS)][(i, k) in differing]} for k in range(observations)]
            file.write(dump(dict(line, asked=observations, observations=answers, status="answered")) + "\n")
        for i in order:
            if i not in skipped and i not in faulty and i % 7 == 0:
                file.write(dump({"probe": probe_id(i), "rules": {"answer 0": ["sorted"]}, "service": service(i)}) + "\n")
        for i in order:
            if i not in skipped:
                file.write(dump(evidence(i, observations, 1380 + i % 97)) + "\n")
        file.write(dump({"answers": probes, "trailer": True}) + "\n")


def write(folder, probes=1000, observations=5, environments=4, differ=0.3, skip=0.0, fault=0.0, seed=1):
    """The paths of the recordings, the reference's first. differ: the share of observations that differ from the reference's, in each
    environment others; skip, fault: the shares of probes that each of them was not asked, or that crashed there."""
    chance = random.Random(seed)
    paths = []
    for e in range(environments):
        every = [(i, k) for i in range(probes) for k in range(observations)]
        differing = set(chance.sample(every, round(len(every) * differ))) if e else set()
        skipped = set(chance.sample(range(probes), round(probes * skip))) if e else set()
        faulty = set(chance.sample(range(probes), round(probes * fault))) - skipped if e else set()
        paths.append(os.path.join(folder, f"{header(e)['environment']}.jsonl"))
        write_one(paths[-1], e, probes, observations, skipped, faulty, differing)
    return paths


def write_pair(folder, probes, differing):
    """The paths of two recordings of so many probes of one observation each, of which so many differ: for when there are a great many."""
    wrong = set(random.Random(1).sample(range(probes), differing))
    paths = []
    for e in (1, 0):
        start = dict(header(e), services={"sql": dict(header(e)["services"]["sql"])})
        paths.append(os.path.join(folder, f"{start['environment']}.jsonl"))
        with open(paths[-1], "w", encoding="utf-8", newline="") as file:
            file.write(dump(start) + "\n")
            file.writelines(f'{{"asked":1,"observations":[{{"label":"the answer","outcome":{{"columns":["count"],"kind":"rows",'
                            f'"rows":[[{1 if e and i in wrong else 0}]]}}}}],"probe":"bench/p{i:07}","service":"sql",'
                            f'"status":"answered"}}\n' for i in range(probes))
            file.writelines(f'{{"about":{{"bites":"a count is not what it was","severity":"high","title":"A count"}},'
                            f'"probe":"bench/p{i:07}","service":"sql","took_us":1380,"trace":[{{"label":"the answer",'
                            f'"sent":"SELECT count(*) FROM t","us":6}}]}}\n' for i in range(probes))
            file.write(dump({"answers": probes, "trailer": True}) + "\n")
    return paths


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder")
    for option, kind, default in (("probes", int, 1000), ("observations", int, 5), ("environments", int, 4), ("differ", float, 0.3),
                                  ("skip", float, 0.0), ("fault", float, 0.0), ("seed", int, 1)):
        parser.add_argument(f"--{option}", type=kind, default=default)
    arguments = vars(parser.parse_args())
    os.makedirs(arguments["folder"], exist_ok=True)
    print("\n".join(write(**arguments)))


if __name__ == "__main__":
    main()
