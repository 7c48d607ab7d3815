/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/base/error.h"
#include "harness/baseline/baseline_edit.h"

#include <string.h>

#define A "0123456789abcdef"
#define B "fedcba9876543210"
#define C "00000000000000cc"

static char *words(const char *text) { return (char *)(guintptr)text; }

static pc_baseline_entry entry_for(const char *probe) {
  return (pc_baseline_entry){
      .environment = words("dev"),
      .probe = words(probe),
      .service = words("sql"),
      .observation = words("rows"),
      .reason = words("new: reason"),
      .owner = words("bob"),
      .reference = {.digest = words(A), .version = words("E 2")},
      .other = {.digest = words(C), .version = words("F 2"), .answer = words("1 row: ('x')")}};
}

/* What an edit makes of text; put, remove and know may be NULL. */
static char *edited(const char *text, const char *put, const char *expires, const char *remove,
                    const char *know) {
  GError *error = NULL;
  g_autoptr(pc_baseline_edit) edit =
      pc_baseline_edit_new(text, text ? strlen(text) : 0, "b.yaml", &error);
  if (!edit)
    fail_msg("%s", error->message);
  pc_baseline_entry entry = entry_for(put ? put : "");
  entry.expires = words(expires);
  if (put)
    pc_baseline_edit_put(edit, &entry);
  const pc_baseline_entry gone = entry_for(remove ? remove : "");
  if (remove)
    pc_baseline_edit_remove(edit, &gone);
  if (know)
    pc_baseline_edit_know(edit, know);
  char *result = pc_baseline_edit_print(edit, &error);
  if (!result)
    fail_msg("%s", error->message);
  return result;
}

#define ONE                                                                                        \
  "  # why one is there\n"                                                                         \
  "  - probe: a/one   # the first\n"                                                               \
  "    service: sql\n"                                                                             \
  "    environment: dev\n"                                                                         \
  "    observation: 'rows'\n"                                                                      \
  "    # a comment within\n"                                                                       \
  "    reason: >-\n"                                                                               \
  "      folded\n"                                                                                 \
  "      words\n"                                                                                  \
  "    owner: \"ann\" # at work till five\n"                                                       \
  "    expires: 2026-12-31\n"                                                                      \
  "    reference: {digest: \"" A "\", version: E 1} # one line\n"                                  \
  "    other:\n"                                                                                   \
  "      # in lines\n"                                                                             \
  "      digest: " B "\n"                                                                          \
  "    # ends one\n"
#define TWO                                                                                        \
  "  - {probe: a/two, service: sql, environment: dev, observation: rows, reason: é, owner: ü,\n" \
  "     reference: {digest: \"" A "\"}, other: {digest: \"" B "\"}} # two\n"
#define HEAD "# head, ä and 数据库\n\naccepted:\n"
#define TAIL "\n# tail\nprobes:\n  a: [one, two] # known\n  b:\n    - three # last\n"

static void an_entry_is_set_in_place(void **state) {
  (void)state;
  g_autofree char *one = edited(HEAD ONE "\n" TWO TAIL, "a/one", "2030-01-01", NULL, NULL);
  assert_string_equal(one, HEAD "  # why one is there\n"
                                "  - probe: a/one   # the first\n"
                                "    service: sql\n"
                                "    environment: dev\n"
                                "    observation: 'rows'\n"
                                "    # a comment within\n"
                                "    reason: \"new: reason\"\n"
                                "    owner: bob # at work till five\n"
                                "    expires: 2030-01-01\n"
                                "    reference: {digest: \"" A "\", version: E 2} # one line\n"
                                "    other:\n"
                                "      # in lines\n"
                                "      digest: \"" C "\"\n"
                                "      version: F 2\n"
                                "      answer: \"1 row: ('x')\"\n"
                                "    # ends one\n"
                                "\n" TWO TAIL);
  g_autofree char *two = edited(HEAD ONE "\n" TWO TAIL, "a/two", "2030-01-01", NULL, NULL);
  assert_string_equal(two, HEAD ONE "\n"
                                    "  - {probe: a/two, service: sql, environment: dev, "
                                    "observation: rows, reason: \"new: reason\", "
                                    "owner: bob,\n"
                                    "     reference: {digest: \"" A
                                    "\", version: E 2}, other: {digest: \"" C "\", version: F 2, "
                                    "answer: \"1 row: ('x')\"}, expires: 2030-01-01} # two\n" TAIL);
}

static void what_expires_no_more_says_never(void **state) {
  (void)state;
  g_autofree char *one = edited(HEAD ONE TAIL, "a/one", NULL, NULL, NULL);
  assert_non_null(strstr(one, "    expires: never\n"));
  g_autofree char *two = edited(HEAD TWO TAIL, "a/two", NULL, NULL, NULL);
  assert_null(strstr(two, "expires"));
}

#define NEW_AT(indent)                                                                             \
  indent "- probe: a/new\n" indent "  service: sql\n" indent "  environment: dev\n" indent         \
         "  observation: rows\n" indent "  reason: \"new: reason\"\n" indent                       \
         "  owner: bob\n" indent "  reference: {digest: \"" A "\", version: E 2}\n" indent         \
         "  other: {digest: \"" C "\", version: F 2, answer: \"1 row: ('x')\"}\n"

static void a_new_entry_comes_behind_the_last(void **state) {
  (void)state;
  static const struct {
    const char *before;
    const char *after;
  } rows[] = {
      {HEAD ONE TAIL, HEAD ONE NEW_AT("  ") TAIL},
      {HEAD TWO TAIL, HEAD TWO NEW_AT("  ") TAIL},
      {"accepted:\nprobes: {}\n", "accepted:\n" NEW_AT("  ") "probes: {}\n"},
      {"accepted: [] # none\n", "accepted:  # none\n" NEW_AT("  ")},
      {"# only\nprobes: {a: [b]}\n", "# only\naccepted:\n" NEW_AT("  ") "probes: {a: [b]}\n"},
      {"accepted:\n- {probe: a/two, service: sql, environment: dev, observation: rows, reason: r, "
       "owner: o, reference: "
       "{digest: \"" A "\"}, other: {digest: \"" B "\"}}",
       "accepted:\n- {probe: a/two, service: sql, environment: dev, observation: rows, reason: r, "
       "owner: o, reference: "
       "{digest: \"" A "\"}, other: {digest: \"" B "\"}}\n" NEW_AT("")},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *after = edited(rows[i].before, "a/new", NULL, NULL, NULL);
    assert_string_equal(after, rows[i].after);
  }
}

static void an_entry_goes_with_its_comments_and_nothing_else(void **state) {
  (void)state;
  static const struct {
    const char *before;
    const char *remove;
    const char *after;
  } rows[] = {
      {HEAD ONE "\n" TWO TAIL, "a/one", HEAD "\n" TWO TAIL},
      {HEAD ONE "\n" TWO TAIL, "a/two", HEAD ONE TAIL},
      {HEAD "  # a section\n\n" ONE "\n  # of two\n" TWO "\n  # foot\n" TAIL, "a/one",
       HEAD "  # a section\n\n  # of two\n" TWO "\n  # foot\n" TAIL},
      {HEAD "  # a section\n\n" ONE "\n  # of two\n" TWO "\n  # foot\n" TAIL, "a/two",
       HEAD "  # a section\n\n" ONE "\n  # foot\n" TAIL},
      {HEAD TWO TAIL, "a/two", HEAD TAIL},
      {HEAD TWO TAIL, "a/none", HEAD TWO TAIL},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *after = edited(rows[i].before, NULL, NULL, rows[i].remove, NULL);
    assert_string_equal(after, rows[i].after);
  }
}

static void probes_become_known(void **state) {
  (void)state;
  static const struct {
    const char *before;
    const char *know;
    const char *after;
  } rows[] = {
      {"accepted: []\nprobes:\n  a: [one, two] # known\n", "a/new",
       "accepted: []\nprobes:\n  a: [one, two, new] # known\n"},
      {"accepted: []\nprobes:\n  a: [one,\n    two, ] # known\n", "a/x: y",
       "accepted: []\nprobes:\n  a: [one,\n    two, \"x: y\", ] # known\n"},
      {"accepted: []\nprobes:\n  a: []\n", "a/new", "accepted: []\nprobes:\n  a: [new]\n"},
      {"accepted: []\nprobes:\n  a: one\n", "a/new", "accepted: []\nprobes:\n  a: [one, new]\n"},
      {"accepted: []\nprobes:\n    a:\n    - one # x\n", "a/new",
       "accepted: []\nprobes:\n    a:\n    - one # x\n    - new\n"},
      {"accepted: []\nprobes:\n    a: [one] # x\n# foot\n", "b/c/new",
       "accepted: []\nprobes:\n    a: [one] # x\n    b/c: [new]\n# foot\n"},
      {"accepted: []\nprobes: {} # none\n", "new",
       "accepted: []\nprobes:  # none\n  \".\": [new]\n"},
      {"accepted: []\nprobes:\n", "a/new", "accepted: []\nprobes:\n  a: [new]\n"},
      {"accepted: []\n", "a/new", "accepted: []\n"},
      {"accepted: []\nprobes:\n  a: [one]\n", "a/one", "accepted: []\nprobes:\n  a: [one]\n"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *after = edited(rows[i].before, NULL, NULL, NULL, rows[i].know);
    assert_string_equal(after, rows[i].after);
  }
}

static void line_ends_and_a_byte_order_mark_stay(void **state) {
  (void)state;
  g_auto(GStrv) lines = g_strsplit("\xEF\xBB\xBF" HEAD ONE TWO TAIL, "\n", -1);
  g_autofree char *text = g_strjoinv("\r\n", lines);
  g_autofree char *result = edited(text, "a/one", "2030-01-01", "a/two", "c/d");
  assert_true(g_str_has_prefix(result, "\xEF\xBB\xBF# head"));
  for (const char *c = result; (c = strchr(c, '\n')) != NULL; c++)
    assert_int_equal(c[-1], '\r');
  assert_non_null(
      strstr(result, "    reason: \"new: reason\"\r\n    owner: bob # at work till five\r\n"));
  assert_non_null(strstr(result, "\r\n  c: [d]\r\n"));
  assert_null(strstr(result, "a/two"));
}

static void a_new_file_says_what_it_is(void **state) {
  (void)state;
  GError *error = NULL;
  g_autoptr(pc_baseline_edit) edit = pc_baseline_edit_new(NULL, 0, "b.yaml", &error);
  pc_baseline_entry hostile = entry_for(
      "a/b\xE2\x80\xAE: # \"\\ \xC2\x85 \xEF\xBB\xBF \x1b[0m\t\n'- é 数 \xF0\x9F\x98\x80");
  hostile.reason = words("  leading, {braces} and # more ");
  hostile.owner = words("null");
  pc_baseline_edit_put(edit, &hostile);
  /* "a/b/c" lies between "a/b" and "a/d" but is of another area. */
  static const char *const ids[] = {"a/d", "a/b/c", "a/b", "a/b", "top", "a-b/x"};
  for (guint i = 0; i < G_N_ELEMENTS(ids); i++)
    pc_baseline_edit_know(edit, ids[i]);
  g_autofree char *text = pc_baseline_edit_print(edit, &error);
  assert_null(error);
  assert_true(g_str_has_prefix(text, "# Differences that are known and accepted."));
  assert_true(
      g_str_has_suffix(text, "probes:\n  \".\": [top]\n  a: [b, d]\n  a-b: [x]\n  a/b: [c]\n"));
  g_autoptr(pc_baseline) baseline = pc_baseline_parse(text, strlen(text), "b.yaml", &error);
  const pc_baseline_entry *entry = baseline->entries->pdata[0];
  assert_string_equal(entry->probe, hostile.probe);
  assert_string_equal(entry->reason, hostile.reason);
  assert_string_equal(entry->owner, "null");
}

static void a_layout_that_cannot_be_edited_is_refused(void **state) {
  (void)state;
  GError *error = NULL;
#define FLOW(probe)                                                                                \
  "{probe: " probe ", service: sql, environment: dev, observation: rows, reason: r, owner: o, "    \
  "reference: {digest: \"" A "\"}, other: {digest: \"" B "\"}}"
  static const char text[] = "accepted: [" FLOW("a/two") ", " FLOW("a/three") "]\n";
  g_autoptr(pc_baseline_edit) edit = pc_baseline_edit_new(text, strlen(text), "b.yaml", &error);
  const pc_baseline_entry entry = entry_for("a/two");
  pc_baseline_edit_remove(edit, &entry);
  assert_null(pc_baseline_edit_print(edit, &error));
  assert_error(error, PC_ERROR_USAGE, "b.yaml: laid out in a way that cannot be edited");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_entry_is_set_in_place),
      cmocka_unit_test(what_expires_no_more_says_never),
      cmocka_unit_test(a_new_entry_comes_behind_the_last),
      cmocka_unit_test(an_entry_goes_with_its_comments_and_nothing_else),
      cmocka_unit_test(probes_become_known),
      cmocka_unit_test(line_ends_and_a_byte_order_mark_stay),
      cmocka_unit_test(a_new_file_says_what_it_is),
      cmocka_unit_test(a_layout_that_cannot_be_edited_is_refused),
  };
  return cmocka_run_group_tests_name("baseline_edit", tests, NULL, NULL);
}
