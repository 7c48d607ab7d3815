/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/base/error.h"
#include "harness/cli/completion.h"
#include "harness/cli/help.h"
#include "harness/cli/manual.h"

#include <string.h>

void paritycheck_register_resource(void);

static const pc_command_option options[] = {
    {"sorrow", 's', PC_COMMAND_TEXT, 0, "DEGREE", "how sorry it is"},
    {"again", 0, PC_COMMAND_TEXTS, 8, "a|b", "may come twice"},
    {0},
};

static const pc_command hostile = {
    .name = "weep",
    .arguments = "FIRST -o FILE [PROBE ...]",
    .summary = "say sorry",
    .options = options,
    .description = ".TH of nobody\n\nC:\\new 'quoted' -- `x` ~ ^ and so on until the line is full "
                   "and has to go on in a "
                   "second one ...and more",
};

static const pc_command bare = {.name = "bare", .summary = "nothing but a name"};
static const pc_command hidden = {.name = "hidden"};
static const pc_command *const commands[] = {&hostile, &bare, &hidden, NULL};

static void no_word_of_a_manual_is_a_request_or_an_escape(void **state) {
  (void)state;
  g_autofree char *page = pc_manual_command(&hostile, commands);
  assert_non_null(strstr(page, "\n\\&.TH of nobody\n"));
  assert_non_null(strstr(page, "C:\\enew \\(aqquoted\\(aq \\-\\- \\(gax\\(ga \\(ti \\(ha"));
  g_auto(GStrv) lines = g_strsplit(page, "\n", -1);
  for (char **line = lines; *line; line++) {
    assert_true(strlen(*line) <= 80);
    assert_int_not_equal(**line, '\'');
  }
}

static void a_manual_names_the_others_but_not_what_is_hidden(void **state) {
  (void)state;
  g_autofree char *page = pc_manual_command(&hostile, commands);
  g_autofree char *overview = pc_manual_overview(commands);
  assert_non_null(strstr(page, "paritycheck\\-bare"));
  assert_null(strstr(strstr(page, "SEE ALSO"), "weep"));
  assert_null(strstr(page, "hidden"));
  assert_null(strstr(overview, "hidden"));
}

static void help_of_a_command_with_no_more_than_a_name_is_whole(void **state) {
  (void)state;
  g_autofree char *text = pc_help_command(&bare);
  assert_true(g_str_has_prefix(
      text, "usage: paritycheck bare [OPTION ...]\n\nNothing but a name.\n\nOptions:\n"));
  assert_non_null(strstr(text, "-h, --help"));
  assert_non_null(
      strstr(text, "\n  4  paritycheck itself failed, or changed what is not its own\n"));
}

static void lines_of_help_fit(void **state) {
  (void)state;
  g_autofree char *text = pc_help_command(&hostile);
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line; line++)
    assert_true(strlen(*line) <= 80);
  assert_non_null(strstr(
      text,
      "\n  -s, --sorrow=DEGREE        how sorry it is\n      --again=a|b            may come"));
}

static char *completed(const char *line) {
  g_auto(GStrv) words = g_strsplit(line, " ", -1);
  return pc_completion_new(commands, words);
}

static void completion_knows_the_place_of_a_word(void **state) {
  (void)state;
  static const struct {
    const char *line, *offered;
  } rows[] = {
      {"", "none\nweep\tsay sorry\nbare\tnothing but a name\n"},
      {"weep --again ", "none\na\nb\n"},
      {"weep --again=", "none\n--again=a\n--again=b\n"},
      {"weep --ag", "none\n--again\tmay come twice\n"},
      {"weep --again a --ag", "none\n--again\tmay come twice\n"},
      {"weep -s very --sor", "none\n"},
      {"weep -svery --sor", "none\n"},
      {"weep ", "none\n"},
      {"weep --sorrow ", "none\n"},
      {"hidden ", "none\n"},
      {"weep --nothing=", "none\n"},
      {"bare --", "none\n--help\twhat the command is for\n"},
      {"bare -- --", "none\n"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *offered = completed(rows[i].line);
    assert_string_equal(offered, rows[i].offered);
  }
}

static void arguments_that_repeat_go_on(void **state) {
  (void)state;
  g_autofree char *second = completed("weep one sql/nu");
  g_autofree char *fourth = completed("weep one sql/nulls/not-in two sql/nu");
  assert_string_equal(second, "none\nsql/nulls/\n");
  assert_string_equal(fourth, "none\nsql/nulls/\n");
}

static void every_word_of_nothing_is_no_line(void **state) {
  (void)state;
  char *none[] = {NULL};
  g_autofree char *offered = pc_completion_new(commands, none);
  assert_true(g_str_has_prefix(offered, "none\nweep\t"));
}

static void a_command_is_found_by_its_name_and_told_when_it_is_near(void **state) {
  (void)state;
  g_autoptr(GError) error = NULL;
  assert_ptr_equal(pc_command_find(commands, "bare", NULL), &bare);
  assert_null(pc_command_find(commands, "bore", &error));
  assert_non_null(strstr(error->message, "did you mean 'bare'?"));
}

int main(void) {
  paritycheck_register_resource();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(no_word_of_a_manual_is_a_request_or_an_escape),
      cmocka_unit_test(a_manual_names_the_others_but_not_what_is_hidden),
      cmocka_unit_test(help_of_a_command_with_no_more_than_a_name_is_whole),
      cmocka_unit_test(lines_of_help_fit),
      cmocka_unit_test(completion_knows_the_place_of_a_word),
      cmocka_unit_test(arguments_that_repeat_go_on),
      cmocka_unit_test(every_word_of_nothing_is_no_line),
      cmocka_unit_test(a_command_is_found_by_its_name_and_told_when_it_is_near),
  };
  return cmocka_run_group_tests_name("help", tests, NULL, NULL);
}
