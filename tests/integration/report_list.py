"""The reports of the program, as it lists them: tests ask this instead of having lists of their own, so that a new report is in all of them."""
import os
import re
import subprocess

from pc import PROGRAM, SOURCE

NAMES = tuple(line.split()[0] for line in subprocess.run([PROGRAM, "list", "reports"], capture_output=True, text=True, check=True).stdout.splitlines())
# The endings of golden files, where they are not the report's name.
ENDINGS = {"annotations": "annotations.txt", "junit": "junit.xml", "markdown": "md", "text": "txt"}
# Those that have tests of their own instead of somebody else's reader in test_report_formats.
OWN_TESTS = {"text", "json", "html"}
ACTION, TEMPLATE = ".github/actions/paritycheck/action.yml", ".gitlab/paritycheck.gitlab-ci.yml"
# What the recipes for CI show on the terminal, and what they leave out, with the reason.
SHOWN = {ACTION: {"text", "annotations"}, TEMPLATE: {"text"}}
LEFT_OUT = {ACTION: {"tap": "JUnit says the same"}, TEMPLATE: {"tap": "JUnit says the same", "annotations": "they are GitHub's"}}


def without(*names):
    """All but these; each must be there, so that a name that is gone is not left out in silence."""
    unknown = set(names) - set(NAMES)
    assert not unknown, f"no report is called so: {unknown}"
    return tuple(name for name in NAMES if name not in names)


def ending(name):
    return ENDINGS.get(name, name)


def files_in(recipe):
    """The reports that a recipe for CI keeps as files."""
    return without(*SHOWN[recipe], *LEFT_OUT[recipe])


def read(*path):
    with open(os.path.join(SOURCE, *path), encoding="utf-8") as file:
        return file.read()


def recipe_has(recipe, name):
    text = read(recipe)
    looped = [word for words in re.findall(r"for format in ([a-z ]+); do", text) for word in words.split()]
    return name in looped or re.search(rf"--report \"?{name}\b", text) is not None


def lacks_of(name):
    """What a report owes to the files of this repository and does not have, each with what to do."""
    lacks = []
    golden = [f"{which}.{ending(name)}" for which in ("three", "agreement")]
    if not any(os.path.exists(os.path.join(SOURCE, "tests", "golden", file)) for file in golden):
        lacks.append(f"no golden file (tests/golden/{golden[0]}): write it with PC_GOLDEN_UPDATE=1 ctest -R 'integration/test_golden$', and read it")
    if not re.search(rf"^\| [^|]*`{name}(=FILE)?`[^|]*\|", read("README.md"), re.MULTILINE):
        lacks.append(f"no row in the table of --report in README.md: | `{name}=FILE` | what it is for |")
    if f"`{name}.c`" not in read("reports", "README.md") and f"`{name}/`" not in read("reports", "README.md"):
        lacks.append(f"no mention in reports/README.md: `{name}.c`")
    for recipe, left_out in LEFT_OUT.items():
        if name not in left_out and not recipe_has(recipe, name):
            lacks.append(f"no entry in {recipe}: add it to the formats there, or to LEFT_OUT in tests/integration/report_list.py with the reason")
    if name not in OWN_TESTS and f'self.each("{name}", ' not in read("tests", "integration", "test_report_formats.py"):
        lacks.append("no somebody else's reader: a test in tests/integration/test_report_formats.py")
    return lacks
