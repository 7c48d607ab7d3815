"""House rules that no compiler knows: banned functions, directions of includes, licence lines, printing, file sizes."""
import glob
import os
import re
import sys

root = sys.argv[1]
problems = []
BANNED = re.compile(r"\b(strcpy|strcat|sprintf|vsprintf|strtok|atol|gets|system)\s*\(")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|not implemented")
INCLUDE = re.compile(r'#include "([^"]+)"')


def allowed(path, included):
    """Adapters, probes and reports include harness headers and their own, never each other; the harness knows the contracts."""
    room, target = path.split("/")[0], included.split("/")[0]
    if room == "tests" or target == room or target == "harness":
        return True
    return room == "harness" and included in ("adapters/adapter.h", "reports/report.h")


def check(path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        lines = file.read().split("\n")
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
        if include and not allowed(path, include.group(1)):
            problems.append(f"{where}: the room {path.split('/')[0]} does not know {include.group(1)}")


for pattern in ("harness/**/*.[ch]", "adapters/**/*.[ch]", "probes/**/*.[ch]", "reports/**/*.[ch]", "tests/**/*.[ch]"):
    for path in sorted(glob.glob(os.path.join(root, pattern), recursive=True)):
        check(os.path.relpath(path, root))
print("\n".join(problems))
sys.exit(1 if problems else 0)
