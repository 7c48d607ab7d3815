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


# What harness/ may not know is what the rows of products say. These words of theirs mean other things too:
ORDINARY = {"file", "memory", "oracle", "s3"}
ROW = re.compile(r'(const pc_product \w+ = {\s*\.name|\.scheme|\.native|\.schemes|\.images|\.port) =\s*((?:"[^"]*"\s*)+|\d+)')
# A token of C that can name a product; comments and directives are passed over.
TOKEN = re.compile(r'/\*.*?\*/|^#[^\n]*|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|\w+', re.DOTALL | re.MULTILINE)
# Where a file names products nevertheless. Languages of scripts are called as products are.
LANGUAGE = re.compile(r"PC_(SQL|LANGUAGE)_[A-Z]+$")
NAMING = {
    "harness/model/statement_check.c": "mysql|MySQL|MariaDB|PostgreSQL|SQLite",  # dialects of SQL
    "harness/model/statement_name.c": "mysql",
    "harness/model/statement_token.c": "mysql|postgresql|sqlite",
    "harness/model/probe.c": "redis",  # languages, as scripts' names end
    "harness/catalogue/script.c": "sqlite|postgresql|mysql|MariaDB",  # dialects, in the grammar's examples
    "harness/catalogue/script_header.c": "redis|sqlite|postgresql",
    "harness/catalogue/catalogue.c": "redis",
    "harness/cli/grammar.c": "redis",
    "harness/commands/test.c": "redis",
    "harness/run/attribution.c": "redis",
    "harness/base/redact.c": "mysql|mariadb|redis|valkey|keydb",  # command lines of anybody's, wherever they stand
    "harness/model/endpoint.c": "sqlite|postgresql",  # examples in texts
    "harness/compose/compose_file.c": "5432",
    "harness/commands/explain.c": "sqlite3?",
    "harness/commands/isolation.c": "sqlite",
    "harness/commands/run.c": "sqlite|SQLite",
}


def products_read():
    """The words that name products, as one expression, and their ports."""
    words, ports = set(), set()
    for path in [*glob.glob(os.path.join(root, "adapters/*/product.c")), os.path.join(root, "adapters/products.c")]:
        with open(path, encoding="utf-8") as file:
            for key, value in ROW.findall(file.read()):
                texts = re.findall(r'"([^"]*)"', value)
                if key == ".port":
                    ports.add(value)
                elif key.endswith(".name"):
                    words.update(text.lower() for text in texts)
                else:
                    words.update(word for text in texts for word in text.lower().split())
    words -= ORDINARY
    # A long one also where it only begins a word: redis_print, "kafka:9092".
    each = [re.escape(word) + ("" if len(word) > 4 else "(?![a-z])") for word in sorted(words, key=len, reverse=True)]
    return re.compile("(?<![a-z])(" + "|".join(each) + ")", re.IGNORECASE), ports


def product_check(path, text, products):
    """Of the harness: it asks the row, and never compares a port, a scheme or a name."""
    names, ports = products
    allowed = re.compile(NAMING.get(path, "(?!)"))
    for token in TOKEN.finditer(text):
        word = token.group()
        if word[:2] == "/*" or word[0] == "#" or LANGUAGE.match(word):
            continue
        found = {word} & ports | {port for port in ports if word[0] == '"' and re.search(rf"\b{port}\b", word)}
        found = {name for name in found.union(names.findall(word)) if not allowed.fullmatch(name)}
        where = f"{path}:{text.count(chr(10), 0, token.start()) + 1}"
        problems.extend(f"{where}: '{name}' belongs into the row of a product (adapters/product.h)" for name in sorted(found))
    problems.extend(f"{path}: a scheme is compared with {text}: its row tells" for text in re.findall(r'\bscheme,\s*("\w+:?")', text))


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
    if path.startswith("harness/") and path.endswith(".c"):
        product_check(path, "\n".join(lines), products)
    if lines[0] != "/* SPDX-License-Identifier: MIT */":
        problems.append(f"{path}:1: no licence line")
    if len(lines) > 800:
        problems.append(f"{path}: {len(lines)} lines, past 800")
    printing = not re.match(r"harness/(commands/|cli/(main|run_setup|report_output)\.c|compare/recording\.c)|reports/|tests/", path)
    for number, line in enumerate(lines, 1):
        where = f"{path}:{number}"
        if BANNED.search(line):
            problems.append(f"{where}: banned function: {line.strip()}")
        if len(line) > 100 and "https://" not in line:
            problems.append(f"{where}: {len(line)} columns, past 100")
        if UNFINISHED.search(line):
            problems.append(f"{where}: unfinished: {line.strip()}")
        if printing and re.search(r"\b(printf|puts|fprintf|exit)\s*\(", line):
            problems.append(f"{where}: only commands and main print or exit")
        include = INCLUDE.match(line)
        if include:
            include_check(path, where, include.group(1))


products = products_read()
for pattern in ("harness/**/*.[ch]", "adapters/**/*.[ch]", "probes/**/*.[ch]", "reports/**/*.[ch]", "tests/**/*.[ch]"):
    for path in sorted(glob.glob(os.path.join(root, pattern), recursive=True)):
        check(os.path.relpath(path, root))
cycle_check()
pages_check()
print("\n".join(problems))
sys.exit(1 if problems else 0)
