"""Recordings as large as wanted, in the lines that real ones have: recordings.py FOLDER OBSERVATIONS ENVIRONMENTS.

Writes FOLDER/0.jsonl (the reference) and so on, the same on every machine.
"""
import json
import os
import random
import sys

AREAS = ("sql/text", "sql/numbers", "sql/transactions", "sql/isolation", "sql/constraints", "sql/ddl", "cache/expiry", "queue/order")
PRODUCTS = (("PostgreSQL", "15.14"), ("SQLite", "3.40.1"), ("PostgreSQL", "14.9"), ("MariaDB", "10.11.6"), ("PGlite", "0.3.2"), ("PostgreSQL", "15.14"))
NAMES = ("production", "development", "staging", "ci", "preview", "laptop")
dump = json.JSONEncoder(separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode


def header(i):
    product, version = PRODUCTS[i % len(PRODUCTS)]
    services = {role: {"adapter": "postgresql", "client": f"psql 'postgresql://app@{NAMES[i % 6]}.example/app'", "product": product,
                       "fingerprint": {"engine": product, "notes": [f"{role} is asked as it stands"] if i == 1 else [], "version": version,
                                       "settings": {"TimeZone": "UTC" if i % 2 else "Europe/Berlin", "work_mem": f"{4 << i}MB"}},
                       "url": f"postgresql://app:***@{NAMES[i % 6]}.example/app"} for role in ("sql", "cache", "queue")}
    return {"catalogue": "large", "comparators": {}, "deadline_ms": 10000, "environment": NAMES[i % 6] + (str(i // 6) if i > 5 else ""),
            "format": 1, "interrupted": False, "paritycheck": "recording", "recorded": "2026-01-02T03:04:05.000000Z", "run": f"large_{i}",
            "services": services, "tool": "0.1.0"}


def outcome(i, probe, k):
    """What environment i answers: a tenth of the behaviours differs somewhere, in one way or another."""
    chance = random.Random(f"{probe}/{i}").random() if i else 1
    rows = [[n, f"name {n} of {probe}", {"decimal": f"{n}.50"}] for n in range(4)]
    if chance < .03:
        return {"refusal": "unique_violation"}
    if chance < .06:
        return {"rows": rows[:-1]}
    if chance < .08 and k == 0:
        return {"rows": [[n, text.upper(), number] for n, text, number in rows]}
    if chance < .10:
        return {"rows": [[n, text, "1.50"] if n == 1 else [n, text, number] for n, text, number in rows]}
    return {"rows": rows}


def recording(i, observations, each):
    """The lines of environment i."""
    yield header(i)
    probes = sorted(f"{AREAS[n % len(AREAS)]}/behaviour-{n:05}" for n in range(observations // each))
    for probe in probes:
        service = probe.split("/", 1)[0]
        if i and random.Random(f"fault {probe}/{i}").random() < .004:
            yield {"code": "crashed", "probe": probe, "service": service, "status": "fault"}
        elif i and random.Random(f"skip {probe}/{i}").random() < .01:
            yield {"probe": probe, "reason": "needs listen", "service": service, "status": "skipped"}
        else:
            yield {"asked": each, "observations": [{"label": f"answer {k}", "outcome": outcome(i, probe, k)} for k in range(each)],
                   "probe": probe, "service": service, "status": "answered"}
    for n, probe in enumerate(probes):
        about = {"bites": "a report that is right in development shows another total in production", "depends-on": "TimeZone",
                 "remedy": "say what is meant in the statement itself", "see": "https://www.postgresql.org/docs/current/index.html",
                 "severity": ("high", "medium", "low")[n % 3], "tags": "large", "title": f"How behaviour {probe[-5:]} turns out"}
        yield {"about": about, "probe": probe, "service": probe.split("/", 1)[0], "took_us": 1000, "trace": [
            {"sent": "CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR(40), price NUMERIC(8, 2))", "us": 90}] + [
            dict({"label": f"answer {k}", "sent": f"SELECT id, name, price FROM t WHERE id > {k} ORDER BY id", "us": 90},
                 **({"message": f"duplicate key in {probe}", "code": "23505"} if "refusal" in outcome(i, probe, k) else {}))
            for k in range(each)]}
    yield {"answers": len(probes), "trailer": True}


def write(folder, observations, environments, each=1):
    """Gives the paths."""
    paths = [os.path.join(folder, f"{i}.jsonl") for i in range(environments)]
    for i, path in enumerate(paths):
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(dump(line) + "\n" for line in recording(i, observations, each))
    return paths


if __name__ == "__main__":
    print("\n".join(write(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
