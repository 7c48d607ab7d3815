"""House rules that no compiler knows: banned functions, directions of includes, licence lines, printing, file sizes."""
import glob
import graphlib
import os
import re
import sys

root = sys.argv[1]
problems = []
BANNED = re.compile(r"\b(strcpy|strcat|sprintf|vsprintf|strtok|atol|gets|system)\s*\(")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|not implemented")
INCLUDE = re.compile(r'#include "([^"]+)"')


# Who may include whom, a line a folder. In harness/: beside what is named, each folder sees those above it.
HARNESS = {
    "base": "",
    "model": "",
    "catalogue": "adapters/adapter.h",
    "config": "",
    "worker": "adapters/adapter.h",
    "run": "adapters/adapter.h",
    "compare": "adapters/adapter.h",
    "baseline": "",
    "history": "",
    "compose": "adapters/adapter.h adapters/product.h",
    "workload": "",
    "cli": "adapters/adapter.h reports/report.h",
    "commands": "adapters/adapter.h adapters/product.h reports/report.h",
}
# Elsewhere: what each folder sees beside its own, and the folders below it beside that and theirs.
PLUGGED_IN = {
    "adapters": "harness/base harness/model",
    "adapters/*": "adapters/adapter.h adapters/product.h adapters/shared",
    "probes": "harness/base harness/model harness/catalogue/catalogue.h",
    "probes/*": "harness/worker/execution.h",
    "reports": "harness/base harness/model harness/compare harness/history harness/baseline/baseline.h",
    "reports/*": "reports",
}


def seen(folder):
    """What the files of a folder may include beside their own: folders and headers; None: there is no such folder."""
    top, _, room = folder.partition("/")
    if top == "harness":
        rooms = list(HARNESS)
        return [f"harness/{each}" for each in rooms[:rooms.index(room)]] + HARNESS[room].split() if room in HARNESS else None
    if top in PLUGGED_IN:
        return PLUGGED_IN[top].split() + (PLUGGED_IN[f"{top}/*"].split() if room else [])
    return None


def folder_of(path):
    """A plug-in's folders are one: adapters/redis, probes/sql (and what lies below)."""
    return "/".join(os.path.dirname(path).split("/")[:2])


included_by = {}


def place_check(path):
    if not path.startswith("tests/") and seen(folder_of(path)) is None:
        problems.append(f"{path}: {folder_of(path)}/ is no folder that files live in")


def include_check(path, where, included):
    folder, target = folder_of(path), folder_of(included)
    if folder.split("/")[0] == "tests" or folder == target:
        return
    included_by.setdefault(folder, set()).add(target)
    sees = seen(folder) or []
    if target not in sees and included not in sees:
        problems.append(f"{where}: {folder} may not include {included}")


def cycle_check():
    try:
        graphlib.TopologicalSorter(included_by).prepare()
    except graphlib.CycleError as error:
        problems.append("folders include each other in a circle: " + " -> ".join(reversed(error.args[1])))


def pages_check():
    """A page in each folder at the top; that of the harness names its rooms."""
    for top in ("harness", "adapters", "probes", "suites", "reports", "tests"):
        path = os.path.join(root, top, "README.md")
        text = ""
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                text = file.read()
        rooms = [entry.name for entry in os.scandir(os.path.join(root, top)) if entry.is_dir()] if top in ("harness", "adapters", "tests") else []
        problems.extend(f"{top}/README.md does not name `{room}`" for room in rooms if f"`{room}`" not in text and not room.startswith("__"))
        if not text:
            problems.append(f"{top}/README.md: there is none")


def check(path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        lines = file.read().split("\n")
    place_check(path)
    if lines[0] != "/* SPDX-License-Identifier: MIT */":
        problems.append(f"{path}:1: no licence line")
    if len(lines) > 800:
        problems.append(f"{path}: {len(lines)} lines, past 800")
    printing = not re.match(r"harness/(commands/|cli/(main|run_setup|report_output)\.c|compare/recording\.c)|reports/|tests/", path)
    for number, line in enumerate(lines, 1):
        where = f"{path}:{number}"
        if BANNED.search(line):
            problems.append(f"{where}: banned function: {line.strip()}")
        if UNFINISHED.search(line):
            problems.append(f"{where}: unfinished: {line.strip()}")
        if printing and re.search(r"\b(printf|puts|fprintf|exit)\s*\(", line):
            problems.append(f"{where}: only commands and main print or exit")
        include = INCLUDE.match(line)
        if include:
            include_check(path, where, include.group(1))


for pattern in ("harness/**/*.[ch]", "adapters/**/*.[ch]", "probes/**/*.[ch]", "reports/**/*.[ch]", "tests/**/*.[ch]"):
    for path in sorted(glob.glob(os.path.join(root, pattern), recursive=True)):
        check(os.path.relpath(path, root))
cycle_check()
pages_check()
print("\n".join(problems))
sys.exit(1 if problems else 0)
