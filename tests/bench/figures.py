#!/usr/bin/env python3
"""Holds what a run costs against the figures that are kept in figures.yaml: no figure may grow by more than its tolerance.

Without GROUP, all of them. Servers that the environment does not name (PC_TEST_POSTGRESQL and so on) are started for it
alone. Exit status: 0 none has grown, 1 at least one has, 2 wrong usage or nothing could be measured, 77 not on this machine.
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
KEPT = os.path.join(HERE, "figures.yaml")
HEADER = """\
# What a run may cost: figures.py fails when one of these grows by more than its tolerance, in percent. The last value of a history
# is the one that holds. README.md says how a figure is raised.
"""
TOLERANCE = 10
# Of what a figure's last word names: the unit, and the digits that mean something.
UNITS = {"memory": ("MiB", 1), "processes": ("processes", 0), "round-trips": ("round trips per probe", 1),
         "bytes": ("bytes per probe", 0), "system-calls": ("system calls per statement", 1)}


@dataclasses.dataclass(frozen=True)
class Row:
    """A figure as it is kept and as it was measured; None: it is not."""
    name: str
    kept: float = None
    measured: float = None
    tolerance: float = TOLERANCE

    @property
    def growth(self):
        """In percent."""
        if self.kept is None or self.measured is None or self.measured == self.kept:
            return 0.0
        return (self.measured - self.kept) * 100 / self.kept if self.kept else float("inf")

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


def figure_round(name, value):
    return round(value, UNITS[name.split("/")[1]][1] or None)


def rows_judge(kept, measured, groups):
    """A row for each figure of the groups, by name. kept: as in the file; measured: values by name."""
    of_groups = {name: figure for name, figure in kept.items() if name.split("/")[0] in groups}
    return [Row(name, of_groups[name]["history"][-1]["value"] if name in of_groups else None,
                figure_round(name, measured[name]) if name in measured else None,
                of_groups.get(name, {}).get("tolerance", TOLERANCE)) for name in sorted(of_groups | measured)]


def rows_print(rows):
    def text(value):
        return "-" if value is None else f"{value:g}"

    print(f"{'figure':28}{'kept':>9}{'measured':>10}{'growth':>9}")
    for row in rows:
        print(f"{row.name:28}{text(row.kept):>9}{text(row.measured):>10}{row.growth:>+7.1f} %  "
              f"{UNITS[row.name.split('/')[1]][0]:28}{row.verdict}".rstrip())


def advice_print(rows):
    """What to do about the rows that stand out."""
    groups = " ".join(sorted({row.name.split("/")[0] for row in rows if row.failed}))
    grown = [row for row in rows if row.verdict == "GROWN"]
    if grown:
        print(f"\n{len(grown)} of {len(rows)} figures grew by more than the tolerance. If nobody meant that, find the cause and mend it.\n"
              "If the change is worth its cost, raise the figure in the same commit and say why:\n"
              f"  tests/bench/figures.py {groups} --update --why 'REASON'")
    if any(row.verdict == "NOT KEPT" for row in rows):
        print(f"\nA figure is measured but not kept. Keep it: tests/bench/figures.py {groups} --update --why 'REASON'")
    if any(row.verdict == "NOT MEASURED" for row in rows):
        print("\nA figure is kept but no longer measured: take it out of tests/bench/figures.yaml in the commit that stopped measuring it.")
    lower = " ".join(sorted({row.name.split("/")[0] for row in rows if row.verdict == "can be lowered"}))
    if lower:
        print(f"\nFigures that shrank can be lowered, so that they stay low: tests/bench/figures.py {lower} --update --why 'REASON'")


def machine():
    system = platform.freedesktop_os_release()
    return f"{system['ID']} {system.get('VERSION_ID', '')} {platform.machine()}"


def kept_load(path):
    with open(path, encoding="utf-8") as file:
        return yaml.safe_load(file)


def kept_update(path, document, rows, why):
    """Writes down the figures that left their tolerance or are new; the others stay, so that small steps add up."""
    for row in rows:
        if row.verdict not in ("", "NOT MEASURED"):
            new = {"unit": UNITS[row.name.split("/")[1]][0], "tolerance": TOLERANCE, "history": []}
            figure = document["figures"].setdefault(row.name, new)
            figure["history"].append({"value": row.measured, "why": why})
    document["figures"] = dict(sorted(document["figures"].items()))
    with open(path, "w", encoding="utf-8") as file:
        file.write(HEADER)
        yaml.safe_dump(document, file, sort_keys=False, width=100, allow_unicode=True)


def servers_start(groups):
    """Runs this program again below the servers that it lacks."""
    commands = {"postgresql": ["with-postgresql", "--tcp"]}
    lacking = [name for name in groups if name in measure.SERVICES and (variable := measure.SERVICES[name].variable)
               and variable not in os.environ]
    if lacking:
        chain = []
        for name in lacking:
            script, *options = commands.get(name, [f"with-{name}"])
            chain += [os.path.join(SOURCE, "tests", "services", script), *options]
        os.execv(chain[0], [*chain, sys.executable, "-B", *sys.argv])


def program_build():
    """The one that people use, as ./demo builds it, so that it is often there."""
    for arguments in (["--preset", "release"], ["--build", "--preset", "release"]):
        result = subprocess.run(["cmake", *arguments], cwd=SOURCE, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            sys.exit(result.stdout[-3000:] + result.stderr[-3000:])
    return os.path.join(SOURCE, "build", "release", "paritycheck")


def groups_measure(program, groups):
    measured = {}
    for group in groups:
        with tempfile.TemporaryDirectory(prefix="pcfigures-") as folder:
            measured |= measure.Measurement(program, folder).group(group)
    return measured


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=", ".join(measure.GROUPS))
    parser.add_argument("--program", help="what to measure (default: the preset 'release', which is built)")
    parser.add_argument("--figures", default=KEPT, metavar="FILE", help="the kept figures (default: figures.yaml beside this program)")
    parser.add_argument("--update", action="store_true", help="write down figures that left their tolerance, and new ones")
    parser.add_argument("--why", help="the reason, for --update")
    options = parser.parse_args()
    groups = options.groups or list(measure.GROUPS)
    if unknown := set(groups) - set(measure.GROUPS):
        parser.error(f"no such group: {', '.join(sorted(unknown))}")
    if options.update and not options.why:
        parser.error("--update needs a reason: --why 'REASON'")
    if not process_tree.allowed():
        print("figures: this machine does not let a process be traced (ptrace)", file=sys.stderr)
        sys.exit(subprocess.run([os.path.join(SOURCE, "tests", "services", "missing"), "figures"], check=False).returncode)
    servers_start(groups)
    document = kept_load(options.figures)
    try:
        measured = groups_measure(options.program or program_build(), groups)
    except measure.Failed as failure:
        print(f"figures: {failure}", file=sys.stderr)
        sys.exit(2)
    rows = rows_judge(document["figures"], measured, groups)
    rows_print(rows)
    if options.update:
        kept_update(options.figures, document, rows, options.why)
        return 0
    advice_print(rows)
    if machine() != document["machine"]:
        print(f"\nThese figures are kept for {document['machine']}. This is {machine()}, so none of them is held against it.")
        return 77
    return 1 if any(row.failed for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
