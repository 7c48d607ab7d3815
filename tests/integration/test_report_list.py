"""A report is known wherever reports are listed: golden files, READMEs, the recipes for CI."""
import unittest

import report_list


class ReportList(unittest.TestCase):
    def test_every_report_has_what_it_owes(self):
        for name in report_list.NAMES:
            with self.subTest(name):
                self.assertEqual(report_list.lacks_of(name), [], f"the report '{name}'")

    def test_a_new_report_is_told_what_it_lacks(self):
        lacks = "\n".join(report_list.lacks_of("made-up"))
        for where in ("tests/golden/three.made-up", "README.md: | `made-up=FILE`", "reports/README.md", report_list.ACTION, report_list.TEMPLATE,
                      "test_report_formats.py"):
            self.assertIn(where, lacks)
        self.assertEqual(lacks.count("\n"), 5, lacks)

    def test_what_the_recipes_leave_out_is_left_out(self):
        """An entry of these lists that is not so any more would hide what is missing."""
        for recipe, left_out in report_list.LEFT_OUT.items():
            for name in left_out:
                self.assertFalse(report_list.recipe_has(recipe, name), f"{recipe} has {name}")
            for name in report_list.SHOWN[recipe]:
                self.assertTrue(report_list.recipe_has(recipe, name), f"{recipe} does not show {name}")
            self.assertGreater(len(report_list.files_in(recipe)), 4)

    def test_a_name_that_is_no_report_is_not_left_out_in_silence(self):
        with self.assertRaisesRegex(AssertionError, "no report is called so: {'cvs'}"):
            report_list.without("cvs")


if __name__ == "__main__":
    unittest.main()
