"""Help and manual pages: made from the tables that parse, whole, and fit to be read."""
import glob
import os
import re
import subprocess
import unittest

import pc


class Help(pc.Case):
    def commands(self):
        """Those that the program's own help names."""
        _, overview, _ = self.run_program("help", status=0)
        names = re.findall(r"^  ([a-z-]+) {2,}\S", overview.split("Commands:\n")[1].split("\n\n")[0], re.M)
        self.assertGreater(len(names), 8)
        return names

    def options(self, command):
        """Of a command's table, as completion has them: names, with whether a value belongs to each."""
        _, offered, _ = self.run_program("complete", "--", command, "--", status=0)
        self.assertEqual(offered.splitlines()[0], "none")
        return [line.split("\t")[0] for line in offered.splitlines()[1:]]

    def test_every_option_of_every_command_is_in_its_help_and_is_parsed(self):
        for command in self.commands():
            _, text, _ = self.run_program(command, "--help", status=0)
            told = {"--" + name: bool(value) for name, value in re.findall(r"^  (?:-\w, |    )--([a-z-]+)(=\S+)?", text, re.M)}
            self.assertEqual(list(told), self.options(command))
            self.run_program(command, *(option + ("=1" if value else "") for option, value in told.items()), status=0)
        self.run_program("run", "--no-such-option", "--help", status=2)

    def test_help_fits_a_terminal_and_is_the_same_each_way(self):
        for command in self.commands():
            texts = [self.run_program(*words, status=0)[1] for words in ((command, "-h"), ("help", command))]
            self.assertEqual(texts[0], texts[1])
            self.assertTrue(texts[0].startswith(f"usage: paritycheck {command} "))
            # An example may be as long as it must be.
            body = texts[0].split("\nExamples:\n")[0]
            self.assertEqual([line for line in body.splitlines() if len(line) > 80 or line != line.rstrip()], [])
            self.assertRegex(body, r"\nExit status:\n  0  \S")
        overviews = [self.run_program(*words, status=0)[1] for words in (("help",), ("--help",), ("-h",))]
        self.assertEqual(overviews, [overviews[0]] * 3)
        self.assertEqual([line for line in overviews[0].splitlines() if len(line) > 80], [])
        self.assertEqual(self.run_program(status=2)[2], overviews[0])

    def test_what_is_no_command_is_refused_with_the_nearest(self):
        for words in (("comparee",), ("help", "comparee")):
            _, output, errors = self.run_program(*words, status=2)
            self.assertEqual(output, "")
            self.assertIn("did you mean 'compare'?", errors)
        self.assertIn("for paritycheck itself", self.run_program("help", "worker", status=2)[2])
        self.run_program("help", "run", "record", status=2)
        self.run_program("help", "--format", "pdf", status=2)
        self.run_program("help", "--manuals", self.path("none", "such"), status=2)

    def pages(self):
        folder = self.path("man")
        os.mkdir(folder)
        self.run_program("help", "--manuals", folder, status=0)
        pages = sorted(glob.glob(os.path.join(folder, "*.1")))
        self.assertEqual([os.path.basename(page) for page in pages],
                         sorted(["paritycheck.1"] + [f"paritycheck-{command}.1" for command in self.commands()]))
        return pages

    def test_manual_pages_have_no_fault_for_mandoc_groff_and_man(self):
        for page in self.pages():
            for tool in (["mandoc", "-T", "lint", page], ["groff", "-man", "-Tutf8", "-ww", "-z", page],
                         ["man", "--warnings", "--local-file", page]):
                result = subprocess.run(tool, capture_output=True, text=True, check=False, env=dict(self.env, LC_ALL="C.UTF-8", MANWIDTH="80"))
                self.assertEqual((result.returncode, result.stderr), (0, ""), tool)
                if tool[0] == "mandoc":
                    self.assertEqual(result.stdout, "")

    def test_a_manual_page_can_be_printed(self):
        self.pages()
        for words, page in ((("run",), "paritycheck-run.1"), ((), "paritycheck.1")):
            with open(self.path("man", page), encoding="ascii") as file:
                self.assertEqual(self.run_program("help", *words, "--format", "man", status=0)[1], file.read())

    def test_manual_pages_say_what_help_says(self):
        for page in self.pages():
            shown = subprocess.run(["mandoc", "-T", "ascii", "-O", "width=100", page], capture_output=True, text=True, check=True).stdout
            shown = " ".join(re.sub(r".\x08", "", shown).split())
            command = os.path.basename(page)[len("paritycheck-"):-len(".1")]
            if not command:
                for name in self.commands():
                    self.assertIn(f"paritycheck-{name}(1)", shown)
                continue
            text = self.run_program("help", command, status=0)[1].split("\n\nOptions:\n")
            for option in re.findall(r"^  (?:-\w, |    )(--[a-z-]+)", text[1], re.M):
                self.assertIn(option, shown)
            for paragraph in text[0].split("\n\n")[1:]:
                self.assertIn(" ".join(paragraph.split()), shown)


if __name__ == "__main__":
    pc.need("manuals", "mandoc", "groff", "man")
    unittest.main(verbosity=1)
