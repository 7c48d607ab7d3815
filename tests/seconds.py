"""Passes ctest's output on as it comes, and puts before its summary the seconds of every test, longest first, and what failed once."""
import re
import sys

RESULT = re.compile(r"^ *(?:\d+/\d+)? Test +#\d+: (\S+) \.*\s*(.*?) +([\d.]+) sec")
SUMMARY = re.compile(r"^\d+% tests passed")


def table(seconds):
    yield "Seconds of each test, longest first:\n"
    for name, result, spent in sorted(seconds, key=lambda row: -row[2]):
        yield f"  {spent:8.2f}  {name}{'' if result == 'Passed' else '  ' + result.strip('*')}\n"
    yield f"  {sum(row[2] for row in seconds):8.2f}  together\n\n"
    passed = {name for name, result, _ in seconds if result == "Passed"}
    for name in sorted(passed & {name for name, result, _ in seconds if result.startswith("***")}):
        yield f"FAILED ONCE, and passed when it was asked again: {name}\n"


def main():
    seconds = []
    for line in sys.stdin:
        if result := RESULT.match(line):
            seconds.append((result[1], result[2], float(result[3])))
        if SUMMARY.match(line):
            sys.stdout.writelines(table(seconds))
        sys.stdout.write(line)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
