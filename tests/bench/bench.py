"""Times, which no test judges: what paritycheck takes beside a bare program that does the same work. Prints JSON lines. What does not
depend on how busy the machine is, is judged by figures.py.

Run by the target "bench" (cmake --preset bench; cmake --build --preset bench), under tests/services/with-postgresql. Each time is
the median of REPEAT runs; both sides of a comparison alternate, so that both see the same machine.
"""
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

import recordings

PROGRAM, BARE = sys.argv[1:3]
BENCHES = sys.argv[3:]
URL = os.environ["PC_TEST_POSTGRESQL"]
REPEAT = int(os.environ.get("PC_BENCH_REPEAT", "9"))
SIDES = ["sqlite::memory:", URL]


def say(name, **figures):
    print(json.dumps({"bench": name, **figures}), flush=True)


def timed(command, statuses=(0, 1)):
    """Milliseconds from start to exit."""
    began = time.perf_counter()
    status = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode
    took = (time.perf_counter() - began) * 1000
    if status not in statuses:
        sys.exit(f"{command[:6]} ended with status {status}")
    return took


def medians(*commands, statuses=(0, 1)):
    """The median of each command, alternating."""
    times = [[timed(command, statuses) for command in commands] for _ in range(REPEAT)]
    return [round(statistics.median(column), 1) for column in zip(*times)]


def timed_cpu(command):
    """Milliseconds from start to exit, and of the processor."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    took = (time.perf_counter() - began) * 1000
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"{command[:6]} ended with status {process.returncode}")
    return took, (usage.ru_utime + usage.ru_stime) * 1000


def evidence(path):
    with open(path, encoding="utf-8") as file:
        return {line["probe"]: line for line in map(json.loads, file) if "trace" in line}


def select(ids):
    return [part for probe in ids for part in ("--select", probe)]


def record(folder, name, url, *arguments):
    path = os.path.join(folder, name)
    subprocess.run([PROGRAM, "record", url, "-o", path, *arguments], check=True, stderr=subprocess.DEVNULL)
    return evidence(path)


def statements_write(path, single, traces):
    with open(path, "w", encoding="utf-8") as file:
        for probe in single:
            statements = [dict({"sql": sent["sent"], "sqlite": k == 0},
                               **({"parameters": sent["parameters"]} if "parameters" in sent else {}))
                          for k, side in enumerate(traces) for sent in side[probe]["trace"]]
            file.write(json.dumps({"statements": statements}) + "\n")


def bench_probes(folder):
    traces = [record(folder, f"{i}.jsonl", url) for i, url in enumerate(SIDES)]
    single = [p for p in traces[0] if not any("session" in sent for sent in traces[0][p]["trace"])]
    several = [p for p in traces[0] if p not in single]
    path = os.path.join(folder, "statements")
    statements_write(path, single, traces)
    ours = [PROGRAM, "run", *SIDES, "--quiet"]
    mine, bare = medians([*ours, *select(single)], [BARE, path, "bench_bare", URL])
    sent = sum(len(side[p]["trace"]) for side in traces for p in single) * 2
    say("single-session probes, both engines, start to exit", probes=len(single), statements=sent, paritycheck_ms=mine,
        bare_ms=bare, ratio=round(mine / bare, 2))
    everything, = medians(ours)
    slowest = max((timed([*ours, *select([p])]), p) for p in several)
    say("all probes, both engines, start to exit", probes=len(traces[0]), paritycheck_ms=everything,
        slowest_ms=round(slowest[0], 1), slowest=slowest[1])


def bench_statement(folder):
    n = 1000
    traces = []
    for count in (1, n):
        own = os.path.join(folder, f"own{count}")
        os.mkdir(own)
        with open(os.path.join(own, "p.sql"), "w", encoding="utf-8") as file:
            file.write("-- title: t\n-- bites: b\n-- severity: low\n\n")
            file.writelines(f"--? {i}\nSELECT 1;\n" for i in range(count))
        traces.append([record(folder, f"{count}-{i}", url, "--no-builtin", "--probes", own)["p"]["took_us"]
                       for i, url in enumerate(SIDES)])
    bare = json.loads(subprocess.run([BARE, "--loop", str(n), "SELECT 1", URL], check=True, capture_output=True).stdout)
    for i, engine in enumerate(("sqlite", "postgresql")):
        ours = (traces[1][i] - traces[0][i]) / (n - 1)
        plain = bare[f"{engine}_us"] / n
        say(f"one statement on {engine}", paritycheck_us=round(ours, 1), bare_us=round(plain, 1),
            added_us=round(ours - plain, 1))


def first_answer(folder):
    """Milliseconds until the first answer is written down."""
    state = os.path.join(folder, f"state{time.monotonic_ns()}")
    os.mkdir(state)
    began = time.perf_counter()
    process = subprocess.Popen([PROGRAM, "run", *SIDES, "--quiet"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               env=dict(os.environ, PARITYCHECK_STATE=state))
    peak = 0
    took = None
    while process.poll() is None:
        if took is None and any(name.endswith(".answers.jsonl") for name in os.listdir(state)):
            took = (time.perf_counter() - began) * 1000
        if took is not None:
            time.sleep(0.005)
        try:
            with open(f"/proc/{process.pid}/status", encoding="utf-8") as file:
                peak = max([peak] + [int(line.split()[1]) for line in file if line.startswith("VmHWM")])
        except OSError:
            pass
    return took, peak / 1024


def bench_start(folder):
    runs = [first_answer(folder) for _ in range(REPEAT)]
    say("start to first answer", paritycheck_ms=round(statistics.median(r[0] for r in runs), 1))
    say("memory of the harness process", paritycheck_mib=round(max(r[1] for r in runs), 1))


def bench_cache(folder):
    """Waits overlap: all cache probes on two services beside the slowest single one."""
    urls = [os.environ["PC_TEST_MEMCACHED"], os.environ["PC_TEST_REDIS"]]
    ours = [PROGRAM, "run", *urls, "--quiet"]
    took = {probe: line["took_us"] for probe, line in record(folder, "cache.jsonl", urls[1]).items() if "took_us" in line}
    slowest = max(took, key=took.get)
    alone = statistics.median(timed([*ours, "--select", slowest]) for _ in range(3))
    everything = statistics.median(timed(ours) for _ in range(3))
    say("all cache probes, Memcached and Redis, start to exit", paritycheck_ms=round(everything), slowest_ms=round(alone),
        slowest=slowest)


def bench_compare(folder):
    n = int(os.environ.get("PC_BENCH_PROBES", "1000000"))
    paths = recordings.write_pair(folder, n, n // 100)
    for report in ("json", "text"):
        before = time.perf_counter()
        process = subprocess.Popen([PROGRAM, "compare", *paths, "--report", report], stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        say(f"compare, {report} report", probes=n, differing=n // 100, exit=process.returncode,
            paritycheck_s=round(time.perf_counter() - before, 2), paritycheck_mib=round(usage.ru_maxrss / 1024, 1))


def bench_reports(folder):
    """Each format of a comparison of 5,000 observations in 4 environments: once as they may be, once where everything differs."""
    listed = subprocess.run([PROGRAM, "list", "reports"], check=True, capture_output=True, text=True).stdout
    for name, size in (("1,000 behaviours of 5, a third differ", {"probes": 1000, "observations": 5, "differ": 1 / 3}),
                       ("5,000 behaviours of 1, all differ", {"probes": 5000, "observations": 1, "differ": 1})):
        own = os.path.join(folder, f"reports-{size['probes']}")
        os.mkdir(own)
        paths = recordings.write(own, environments=4, **size)
        for report in (line.split()[0] for line in listed.splitlines()):
            path = os.path.join(own, report)
            runs = [timed_cpu([PROGRAM, "compare", *paths, "--report", f"{report}={path}"]) for _ in range(REPEAT)]
            took, cpu = (round(statistics.median(column)) for column in zip(*runs))
            say(f"{report} report, 5,000 observations x 4: {name}", paritycheck_ms=took, cpu_ms=cpu,
                mib=round(os.path.getsize(path) / 2**20, 1))


def main():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    benches = {"probes": bench_probes, "statement": bench_statement, "start": bench_start, "compare": bench_compare, "reports": bench_reports,
               "cache": bench_cache}
    with tempfile.TemporaryDirectory(prefix="pcbench-") as folder:
        os.environ["PARITYCHECK_STATE"] = os.path.join(folder, "state")
        for name, bench in benches.items():
            if (not BENCHES or name in BENCHES) and (name != "cache" or "PC_TEST_REDIS" in os.environ):
                bench(folder)


if __name__ == "__main__":
    main()
