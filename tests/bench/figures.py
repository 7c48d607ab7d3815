#!/usr/bin/env python3
"""Measures what a run costs, and fails when a figure has grown beyond what figures.yaml keeps.

Without GROUP, everything. Servers that the environment does not name (PC_TEST_POSTGRESQL and so on)
are started for it alone. Exit status: 0 none has grown, 1 at least one has, 2 wrong usage or not
measured, 77 nothing can be judged on this machine.
"""

import argparse
import dataclasses
import os
import platform
import subprocess
import sys
import tempfile

import yaml

import measure
import process_tree

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(HERE))
SERVICES = os.path.join(SOURCE, "tests", "services")
KEPT = os.path.join(HERE, "figures.yaml")
HEADER = """\
# What a run may cost: figures.py fails when one of these grows by more than its tolerance, in
# percent. The last value of a history is the one that holds. README.md says how to raise one.
"""
TOLERANCE = 10
TRIES = 3
GROWN = """
{n} of {all} figures grew by more than the tolerance. If that was not meant, find the cause and mend
it. If the change is worth its cost, raise the figure in the same commit, and say why:"""
NOT_KEPT = "\nSome figures are measured but not kept. Keep them:"
NOT_MEASURED = """
Some figures are kept but no longer measured. Take them out of tests/bench/figures.yaml in the
commit that stops measuring them."""
LOWER = "\nSome figures can be lowered, so that they do not grow back unseen:"


@dataclasses.dataclass(frozen=True)
class Row:
    """A figure as it is kept and as it was measured; None: it is not."""

    name: str
    kept: float = None
    measured: float = None
    tolerance: float = TOLERANCE

    @property
    def group(self):
        return self.name.split("/")[0]

    @property
    def unit(self):
        return measure.UNITS[self.name.split("/")[1]][0]

    @property
    def growth(self):
        """In percent; None: there is nothing to hold it against."""
        if self.kept is None or self.measured is None:
            return None
        if self.kept == 0:
            return float("inf") if self.measured else 0.0
        return (self.measured - self.kept) * 100 / self.kept

    @property
    def verdict(self):
        if self.kept is None:
            return "NOT KEPT"
        if self.measured is None:
            return "NOT MEASURED"
        if self.growth > self.tolerance:
            return "GROWN"
        return "can be lowered" if self.growth < -self.tolerance else ""

    @property
    def failed(self):
        return self.verdict.isupper()


def rows_judge(kept, measured, groups):
    """A row for each figure of the groups. kept: as in the file; measured: values by name."""
    asked = {name: figure for name, figure in kept.items() if name.split("/")[0] in groups}
    rows = []
    for name in sorted(asked | measured):
        figure = asked.get(name)
        value = figure["history"][-1]["value"] if figure else None
        tolerance = figure["tolerance"] if figure else TOLERANCE
        rows.append(Row(name, value, measured.get(name), tolerance))
    return rows


def rows_print(rows):
    print(f"{'figure':26}{'kept':>8}{'measured':>10}{'growth':>10}")
    for row in rows:
        values = [row.name] + ["-" if v is None else f"{v:g}" for v in (row.kept, row.measured)]
        values += ["-" if row.growth is None else f"{row.growth:+.1f} %", row.unit, row.verdict]
        print("{:26}{:>8}{:>10}{:>10}  {:28}{}".format(*values).rstrip())


def advice_print(rows):
    """What to do about the rows that stand out."""

    def print_for(verdict, text, update=True):
        found = [row for row in rows if row.verdict == verdict]
        if found:
            print(text.format(n=len(found), all=len(rows)))
        if found and update:
            groups = " ".join(sorted({row.group for row in found}))
            print(f"  tests/bench/figures.py {groups} --update --why 'REASON'")

    print_for("GROWN", GROWN)
    print_for("NOT KEPT", NOT_KEPT)
    print_for("NOT MEASURED", NOT_MEASURED, update=False)
    print_for("can be lowered", LOWER)


def machine():
    system = platform.freedesktop_os_release()
    return f"{system['ID']} {system.get('VERSION_ID', '')} {platform.machine()}"


def kept_load(path):
    with open(path, encoding="utf-8") as file:
        return yaml.safe_load(file)


def kept_update(path, document, rows, why):
    """Writes down the figures that left their tolerance or are new. The others stay as they are, so
    that small steps add up until they are seen."""
    figures = document["figures"]
    for row in rows:
        if row.verdict in ("GROWN", "NOT KEPT", "can be lowered"):
            new = {"unit": row.unit, "tolerance": TOLERANCE, "history": []}
            figures.setdefault(row.name, new)["history"].append({"value": row.measured, "why": why})
    document["figures"] = dict(sorted(figures.items()))
    with open(path, "w", encoding="utf-8") as file:
        file.write(HEADER)
        yaml.safe_dump(document, file, sort_keys=False, width=100, allow_unicode=True)


def servers_start(groups):
    """Runs this program once more below the servers that it lacks; returns where it lacks none."""
    chain = []
    for name in groups:
        service = measure.SERVICES.get(name)
        if service and service.variable and service.variable not in os.environ:
            chain.append(os.path.join(SERVICES, f"with-{name}"))
            chain += ["--tcp"] if name == "postgresql" else []
    if chain:
        os.execv(chain[0], [*chain, sys.executable, "-B", *sys.argv])


def program_build():
    """Builds what people use, as ./demo does, so that it is often there already."""
    for arguments in (["--preset", "release"], ["--build", "--preset", "release"]):
        result = subprocess.run(["cmake", *arguments], cwd=SOURCE, capture_output=True, text=True,
                                check=False)
        if result.returncode != 0:
            raise measure.Failed(result.stdout[-3000:] + result.stderr[-3000:])
    return os.path.join(SOURCE, "build", "release", "paritycheck")


def group_measure(program, group):
    """Tries again where a run was not complete, as when a worker takes too long to connect on a machine
    with far too much to do: that says nothing about costs."""
    for tries_left in reversed(range(TRIES)):
        try:
            with tempfile.TemporaryDirectory(prefix="pcfigures-") as folder:
                return measure.Measurement(program, folder).group(group)
        except measure.Failed as failure:
            if not tries_left:
                raise
            print(f"figures: {group} is measured again: {failure}", file=sys.stderr)
    return {}


def groups_measure(program, groups):
    measured = {}
    for group in groups:
        measured |= group_measure(program, group)
    return measured


def options_parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=", ".join(measure.GROUPS))
    parser.add_argument("--program", help="what to measure (default: builds the preset 'release')")
    parser.add_argument("--figures", default=KEPT, metavar="FILE", help="instead of figures.yaml")
    parser.add_argument("--update", action="store_true", help="keep what was measured, for --why")
    parser.add_argument("--why", help="the reason")
    options = parser.parse_args()
    options.groups = options.groups or list(measure.GROUPS)
    if unknown := set(options.groups) - set(measure.GROUPS):
        parser.error(f"no such group: {', '.join(sorted(unknown))}")
    if options.update != bool(options.why):
        parser.error("--update and --why 'REASON' go together")
    return options


def untraceable():
    """The exit status where processes may not be traced."""
    print("figures: this machine does not let processes be traced (ptrace)", file=sys.stderr)
    return subprocess.run([os.path.join(SERVICES, "missing"), "figures"], check=False).returncode


def main():
    options = options_parse()
    if not process_tree.allowed():
        return untraceable()
    servers_start(options.groups)
    document = kept_load(options.figures)
    try:
        measured = groups_measure(options.program or program_build(), options.groups)
    except measure.Failed as failure:
        print(f"figures: {failure}", file=sys.stderr)
        return 2
    rows = rows_judge(document["figures"], measured, options.groups)
    rows_print(rows)
    if options.update:
        kept_update(options.figures, document, rows, options.why)
        return 0
    if machine() != document["machine"]:
        print(f"\nNone was judged: they are kept for {document['machine']}; this is {machine()}.")
        return 77
    advice_print(rows)
    return 1 if any(row.failed for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
