/* SPDX-License-Identifier: MIT */
/* What the tests of streams share. */
#include "tests/adapters/stream_fixture.h"

bool stream_is_mock(const fixture *f) { return fixture_is(f, "kafka-mock"); }

void stream_assert_broker(fixture *f, const char *template, const char *expected,
                          const char *unsupported) {
  g_autofree char *none = g_strdup_printf("{'unsupported':'%s'}", unsupported);
  fixture_assert_answer(f, template, stream_is_mock(f) ? none : expected);
}

json_t *stream_json_of(fixture *f, guint i, const char *template) {
  g_autofree char *printed = fixture_ask(f, i, template);
  g_autoptr(GString) text = g_string_new(printed);
  g_string_replace(text, "'", "\"", 0);
  json_t *json = json_loads(text->str, 0, NULL);
  if (!json)
    fail_msg("%s gave %s", template, printed);
  return json;
}
