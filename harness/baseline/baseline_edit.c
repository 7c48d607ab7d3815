/* SPDX-License-Identifier: MIT */
/* Edits of a baseline's text, at the places that the YAML parser tells. */
#include "harness/baseline/baseline_edit.h"

#include "harness/base/error.h"
#include "harness/base/yaml.h"
#include "harness/baseline/baseline_text.h"

#include <string.h>

enum { LIST_COLUMN = 2, AREA_COLUMN = 2, LINE_WIDTH = 100 };

static const char beginning[] =
    "# Differences that are known and accepted. 'paritycheck run' and 'paritycheck "
    "compare' do not count them, unless an\n"
    "# answer has changed or the day of 'expires' is over. 'paritycheck accept' adds to "
    "this file. Edit it as you like:\n"
    "# comments and the order of entries are kept.\n"
    "accepted:\n";
static const char probes_beginning[] = "\n# The probes that were known so far. A difference in any "
                                       "other is pending: it is reported, but does not count yet.\n"
                                       "probes:\n";

/* Replaces the bytes from start to end. */
typedef struct change {
  gsize start;
  gsize end;
  char *text;
  guint number;
} change;

struct pc_baseline_edit {
  pc_yaml yaml;
  char *name;
  GString *text; /* as it was, with a line end at its end; of a new file: empty */
  bool fresh;
  const char *line_end;
  pc_baseline *baseline;
  const yaml_node_t *accepted; /* or NULL */
  const yaml_node_t *probes;   /* or NULL */
  gsize known_index; /* of the character at known_offset, so that places need not be counted from
                        the start */
  gsize known_offset;
  GArray *changes;
  GPtrArray *added;    /* pc_baseline_entry */
  GPtrArray *expected; /* pc_baseline_entry or NULL, in the place of baseline->entries */
  GPtrArray *learnt;   /* ids of probes (char *), sorted when printed */
};

static void change_clear(gpointer data) { g_free(((change *)data)->text); }

static void entry_destroy(gpointer entry) { pc_baseline_entry_free(entry); }

static void change_add_take(pc_baseline_edit *edit, gsize start, gsize end, char *text) {
  const change c = {start, end, text, edit->changes->len};
  g_array_append_val(edit->changes, c);
}

/* The parser counts characters. Places are mostly asked for in their order, and near each other. */
static gsize mark_offset(pc_baseline_edit *edit, const yaml_mark_t *mark) {
  const char *text = edit->text->str;
  for (; edit->known_index < mark->index && edit->known_offset < edit->text->len;
       edit->known_index++)
    edit->known_offset += (gsize)g_utf8_skip[(guchar)text[edit->known_offset]];
  for (; edit->known_index > mark->index; edit->known_index--)
    do
      edit->known_offset--;
    while ((text[edit->known_offset] & 0xC0) == 0x80);
  return edit->known_offset;
}

static yaml_node_t *node_at(pc_baseline_edit *edit, int id) {
  return yaml_document_get_node(&edit->yaml.document, id);
}

static bool node_is_flow(const yaml_node_t *node) {
  return (node->type == YAML_MAPPING_NODE && node->data.mapping.style == YAML_FLOW_MAPPING_STYLE) ||
         (node->type == YAML_SEQUENCE_NODE &&
          node->data.sequence.style == YAML_FLOW_SEQUENCE_STYLE);
}

/* Behind the last character of a value. What ends by its indentation ends for the parser where the
 * next thing begins.
 */
static gsize node_end(pc_baseline_edit *edit, const yaml_node_t *node) {
  while (node->type != YAML_SCALAR_NODE && !node_is_flow(node)) {
    if (node->type == YAML_MAPPING_NODE)
      node = node_at(edit, node->data.mapping.pairs.top[-1].value);
    else
      node = node_at(edit, node->data.sequence.items.top[-1]);
  }
  const gsize start = mark_offset(edit, &node->start_mark);
  gsize end = mark_offset(edit, &node->end_mark);
  while (end > start && strchr(" \t\r\n", edit->text->str[end - 1]))
    end--;
  return end;
}

static gsize line_start(const pc_baseline_edit *edit, gsize offset) {
  while (offset > 0 && edit->text->str[offset - 1] != '\n')
    offset--;
  return offset;
}

static gsize next_line(const pc_baseline_edit *edit, gsize offset) {
  const char *newline = memchr(edit->text->str + offset, '\n', edit->text->len - offset);
  return newline ? (gsize)(newline - edit->text->str) + 1 : edit->text->len;
}

static const char *line_content(const pc_baseline_edit *edit, gsize line) {
  return edit->text->str + line + strspn(edit->text->str + line, " \t");
}

static bool line_is_blank(const pc_baseline_edit *edit, gsize line) {
  return line >= edit->text->len || *line_content(edit, line) == '\n' ||
         *line_content(edit, line) == '\r';
}

/* Adds a key behind the last of a mapping. */
static void key_add(pc_baseline_edit *edit, const yaml_node_t *mapping, const char *key,
                    const char *value) {
  const gsize end = node_end(edit, node_at(edit, mapping->data.mapping.pairs.top[-1].value));
  if (node_is_flow(mapping)) {
    change_add_take(edit, end, end, g_strdup_printf(", %s: %s", key, value));
    return;
  }
  const gsize line = next_line(edit, end);
  change_add_take(edit, line, line,
                  g_strdup_printf("%*s%s: %s%s", (int)mapping->start_mark.column, "", key, value,
                                  edit->line_end));
}

static void key_set(pc_baseline_edit *edit, const yaml_node_t *mapping, const char *key,
                    const char *text) {
  const yaml_node_t *value = pc_yaml_find(&edit->yaml, mapping, key);
  g_autoptr(GString) scalar = g_string_new(NULL);
  pc_baseline_scalar_append(scalar, text);
  if (!value)
    key_add(edit, mapping, key, scalar->str);
  else if (value->type == YAML_SCALAR_NODE &&
           strcmp((const char *)value->data.scalar.value, text) != 0)
    change_add_take(edit, mark_offset(edit, &value->start_mark), node_end(edit, value),
                    g_strdup(scalar->str));
}

static void side_set(pc_baseline_edit *edit, const yaml_node_t *mapping, const char *key,
                     const pc_baseline_side *side) {
  const yaml_node_t *value = pc_yaml_find(&edit->yaml, mapping, key);
  key_set(edit, value, "digest", side->digest);
  if (side->version)
    key_set(edit, value, "version", side->version);
  if (side->answer)
    key_set(edit, value, "answer", side->answer);
}

/* The item and place of an entry in the list. */
static const yaml_node_t *entry_node(pc_baseline_edit *edit, const pc_baseline_entry *entry,
                                     guint *ret_place) {
  g_ptr_array_find(edit->baseline->entries, entry, ret_place);
  return node_at(edit, edit->accepted->data.sequence.items.start[*ret_place]);
}

static void side_merge(pc_baseline_side *side, const pc_baseline_side *old) {
  side->version = side->version ? side->version : g_strdup(old->version);
  side->answer = side->answer ? side->answer : g_strdup(old->answer);
}

void pc_baseline_edit_put(pc_baseline_edit *edit, const pc_baseline_entry *entry) {
  guint place;
  const pc_baseline_entry *old =
      edit->baseline ? pc_baseline_entry_find(edit->baseline, entry) : NULL;
  if (!old) {
    g_ptr_array_add(edit->added, pc_baseline_entry_copy(entry));
    return;
  }
  const yaml_node_t *node = entry_node(edit, old, &place);
  pc_baseline_entry *expected = pc_baseline_entry_copy(entry);
  side_merge(&expected->reference, &old->reference);
  side_merge(&expected->other, &old->other);
  pc_baseline_entry_free(edit->expected->pdata[place]);
  edit->expected->pdata[place] = expected;
  key_set(edit, node, "reason", entry->reason);
  key_set(edit, node, "owner", entry->owner);
  if (entry->expires || old->expires)
    key_set(edit, node, "expires", entry->expires ? entry->expires : "never");
  side_set(edit, node, "reference", &entry->reference);
  side_set(edit, node, "other", &entry->other);
}

/* Whether the line is a comment; ret_column: where it begins. */
static bool line_is_comment(const pc_baseline_edit *edit, gsize line, gsize *ret_column) {
  const char *content = line_content(edit, line);
  *ret_column = (gsize)(content - (edit->text->str + line));
  return *content == '#';
}

/* Where the line with the dash of an item begins, or the comments right above it. What is indented
 * deeper than the dash belongs to the item before. */
static gsize item_start(pc_baseline_edit *edit, const yaml_node_t *node) {
  const gsize column = edit->accepted->start_mark.column;
  const gsize first = line_start(edit, mark_offset(edit, &edit->accepted->start_mark));
  gsize line = line_start(edit, mark_offset(edit, &node->start_mark));
  gsize comment;
  while (line > first &&
         !(strspn(edit->text->str + line, " ") == column && edit->text->str[line + column] == '-'))
    line = line_start(edit, line - 1);
  while (line > 0 && line_is_comment(edit, line_start(edit, line - 1), &comment) &&
         comment <= column)
    line = line_start(edit, line - 1);
  return line;
}

/* Where the line behind an item and its comments begins. */
static gsize item_end(pc_baseline_edit *edit, const yaml_node_t *node) {
  const gsize column = edit->accepted->start_mark.column;
  gsize line = next_line(edit, node_end(edit, node));
  gsize comment;
  while (line < edit->text->len && line_is_comment(edit, line, &comment) && comment > column)
    line = next_line(edit, line);
  return line;
}

void pc_baseline_edit_remove(pc_baseline_edit *edit, const pc_baseline_entry *key) {
  guint place;
  const pc_baseline_entry *old =
      edit->baseline ? pc_baseline_entry_find(edit->baseline, key) : NULL;
  if (!old)
    return;
  const yaml_node_t *node = entry_node(edit, old, &place);
  const gsize start = item_start(edit, node);
  gsize end = item_end(edit, node);
  if (start > 0 && line_is_blank(edit, line_start(edit, start - 1)) && line_is_blank(edit, end))
    end = next_line(edit, end);
  g_clear_pointer(&edit->expected->pdata[place], entry_destroy);
  change_add_take(edit, start, end, g_strdup(""));
}

void pc_baseline_edit_know(pc_baseline_edit *edit, const char *probe) {
  if (edit->fresh || (edit->probes && !pc_baseline_knows(edit->baseline, probe)))
    g_ptr_array_add(edit->learnt, g_strdup(probe));
}

/* Appends the added entries, for a list whose dashes stand in that column. */
static char *added_print(const pc_baseline_edit *edit, gsize column) {
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < edit->added->len; i++)
    pc_baseline_entry_append(text, edit->added->pdata[i], column, edit->line_end);
  return g_string_free(g_steal_pointer(&text), FALSE);
}

static void added_insert(pc_baseline_edit *edit) {
  const yaml_node_t *list = edit->accepted;
  if (edit->added->len == 0)
    return;
  if (!list) { /* before the first key */
    const yaml_node_t *root = yaml_document_get_root_node(&edit->yaml.document);
    const gsize start = line_start(edit, mark_offset(edit, &root->start_mark));
    g_autofree char *entries = added_print(edit, LIST_COLUMN);
    change_add_take(edit, start, start, g_strconcat("accepted:", edit->line_end, entries, NULL));
    return;
  }
  const bool empty = list->type == YAML_SCALAR_NODE ||
                     list->data.sequence.items.start == list->data.sequence.items.top;
  const gsize start = mark_offset(edit, &list->start_mark);
  const gsize end = mark_offset(edit, &list->end_mark);
  if (empty && end > start) /* "[]" */
    change_add_take(edit, start, end, g_strdup(""));
  const gsize line = empty ? next_line(edit, end)
                           : item_end(edit, node_at(edit, list->data.sequence.items.top[-1]));
  change_add_take(edit, line, line,
                  added_print(edit, empty ? LIST_COLUMN : list->start_mark.column));
}

/* By area, then name. */
static int id_compare(gconstpointer a, gconstpointer b) {
  const char *name_a;
  const char *name_b;
  g_autofree char *area_a = pc_baseline_area(*(const char *const *)a, &name_a);
  g_autofree char *area_b = pc_baseline_area(*(const char *const *)b, &name_b);
  const int by_area = strcmp(area_a, area_b);
  return by_area ? by_area : strcmp(name_a, name_b);
}

/* The names of the ids from i on that are of one area, each once; gives where the next area begins.
 */
static guint area_names(const pc_baseline_edit *edit, guint i, GPtrArray *names) {
  const char *name;
  g_autofree char *area = pc_baseline_area(edit->learnt->pdata[i], &name);
  for (; i < edit->learnt->len; i++) {
    g_autofree char *next = pc_baseline_area(edit->learnt->pdata[i], &name);
    if (strcmp(next, area) != 0)
      break;
    if (names->len == 0 || strcmp(names->pdata[names->len - 1], name) != 0)
      g_ptr_array_add(names, (gpointer)(guintptr)name);
  }
  return i;
}

/* "a, b, c", folded under a column where one is given. */
static void names_append(GString *text, const GPtrArray *names, gsize column,
                         const char *line_end) {
  gsize line = text->len;
  for (guint i = 0; i < names->len; i++) {
    const char *name = names->pdata[i];
    if (i > 0)
      g_string_append_c(text, ',');
    if (i > 0 && column > 0 && text->len - line + strlen(name) > LINE_WIDTH) {
      g_string_append(text, line_end);
      line = text->len;
      g_string_append_printf(text, "%*s", (int)column, "");
    } else if (i > 0) {
      g_string_append_c(text, ' ');
    }
    pc_baseline_scalar_append(text, name);
  }
}

/* "  sql/text: [like-case, like-escape]" */
static void area_append(GString *text, const char *area, const GPtrArray *names, gsize column,
                        const char *line_end) {
  g_string_append_printf(text, "%*s", (int)column, "");
  pc_baseline_scalar_append(text, area);
  g_string_append(text, ": [");
  names_append(text, names, column + 2, line_end);
  g_string_append_printf(text, "]%s", line_end);
}

/* Adds names to an area that the file has. */
static void names_insert(pc_baseline_edit *edit, const yaml_node_t *value, const GPtrArray *names) {
  g_autoptr(GString) text = g_string_new(NULL);
  const gsize end = node_end(edit, value);
  if (value->type == YAML_SEQUENCE_NODE && !node_is_flow(value)) {
    for (guint i = 0; i < names->len; i++) {
      g_string_append_printf(text, "%*s- ", (int)value->start_mark.column, "");
      pc_baseline_scalar_append(text, names->pdata[i]);
      g_string_append(text, edit->line_end);
    }
    const gsize line = next_line(edit, end);
    change_add_take(edit, line, line, g_strdup(text->str));
    return;
  }
  const bool list = value->type == YAML_SEQUENCE_NODE;
  const bool empty = list && value->data.sequence.items.start == value->data.sequence.items.top;
  const gsize start = mark_offset(edit, &value->start_mark);
  const gsize at = empty  ? start + 1
                   : list ? node_end(edit, node_at(edit, value->data.sequence.items.top[-1]))
                          : end;
  if (!list)
    change_add_take(edit, start, start, g_strdup("["));
  if (!empty)
    g_string_append(text, ", ");
  names_append(text, names, 0, edit->line_end);
  if (!list)
    g_string_append_c(text, ']');
  change_add_take(edit, at, at, g_strdup(text->str));
}

static void learnt_insert(pc_baseline_edit *edit) {
  const yaml_node_t *areas = edit->probes;
  const bool some = areas->type == YAML_MAPPING_NODE &&
                    areas->data.mapping.pairs.top > areas->data.mapping.pairs.start;
  const gsize start = mark_offset(edit, &areas->start_mark);
  const gsize end = some ? node_end(edit, areas) : mark_offset(edit, &areas->end_mark);
  const gsize line = next_line(edit, end);
  if (!some && end > start) /* "{}" */
    change_add_take(edit, start, end, g_strdup(""));
  for (guint i = 0; i < edit->learnt->len;) {
    const char *name;
    g_autofree char *area = pc_baseline_area(edit->learnt->pdata[i], &name);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    const yaml_node_t *value = pc_yaml_find(&edit->yaml, areas, area);
    i = area_names(edit, i, names);
    if (value) {
      names_insert(edit, value, names);
    } else {
      g_autoptr(GString) text = g_string_new(NULL);
      area_append(text, area, names, some ? areas->start_mark.column : AREA_COLUMN, edit->line_end);
      change_add_take(edit, line, line, g_strdup(text->str));
    }
  }
}

static int change_compare(gconstpointer a, gconstpointer b) {
  const change *x = a;
  const change *y = b;
  if (x->start != y->start)
    return x->start < y->start ? -1 : 1;
  return x->number < y->number ? -1 : 1;
}

/* The text with all changes; NULL: two are about one place. */
static char *changes_apply(const pc_baseline_edit *edit) {
  g_autoptr(GString) text = g_string_new(NULL);
  gsize at = 0;
  g_array_sort(edit->changes, change_compare);
  for (guint i = 0; i < edit->changes->len; i++) {
    const change *c = &g_array_index(edit->changes, change, i);
    if (c->start < at)
      return NULL;
    g_string_append_len(text, edit->text->str + at, (gssize)(c->start - at));
    g_string_append(text, c->text);
    at = c->end;
  }
  g_string_append_len(text, edit->text->str + at, (gssize)(edit->text->len - at));
  return g_string_free(g_steal_pointer(&text), FALSE);
}

static char *fresh_print(const pc_baseline_edit *edit) {
  g_autofree char *entries = added_print(edit, LIST_COLUMN);
  g_autoptr(GString) text = g_string_new(beginning);
  g_string_append(text, entries);
  g_string_append(text, probes_beginning);
  for (guint i = 0; i < edit->learnt->len;) {
    const char *name;
    g_autofree char *area = pc_baseline_area(edit->learnt->pdata[i], &name);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    i = area_names(edit, i, names);
    area_append(text, area, names, AREA_COLUMN, edit->line_end);
  }
  return g_string_free(g_steal_pointer(&text), FALSE);
}

static bool sides_are_equal(const pc_baseline_side *a, const pc_baseline_side *b) {
  return strcmp(a->digest, b->digest) == 0 && g_strcmp0(a->version, b->version) == 0 &&
         g_strcmp0(a->answer, b->answer) == 0;
}

static bool entries_are_equal(const pc_baseline_entry *a, const pc_baseline_entry *b) {
  return strcmp(a->environment, b->environment) == 0 && strcmp(a->probe, b->probe) == 0 &&
         strcmp(a->service, b->service) == 0 && strcmp(a->observation, b->observation) == 0 &&
         strcmp(a->reason, b->reason) == 0 && strcmp(a->owner, b->owner) == 0 &&
         g_strcmp0(a->expires, b->expires) == 0 && sides_are_equal(&a->reference, &b->reference) &&
         sides_are_equal(&a->other, &b->other);
}

/* Whether the text says what was meant. */
static bool result_check(const pc_baseline_edit *edit, const pc_baseline *result) {
  guint n = 0;
  g_autoptr(GPtrArray) meant = g_ptr_array_new();
  for (guint i = 0; i < edit->expected->len; i++)
    if (edit->expected->pdata[i])
      g_ptr_array_add(meant, edit->expected->pdata[i]);
  g_ptr_array_extend(meant, edit->added, NULL, NULL);
  if (meant->len != result->entries->len)
    return false;
  for (; n < meant->len; n++)
    if (!entries_are_equal(meant->pdata[n], result->entries->pdata[n]))
      return false;
  g_autoptr(GHashTable) probes = g_hash_table_new(g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer id;
  if (edit->baseline && edit->baseline->probes)
    for (g_hash_table_iter_init(&iter, edit->baseline->probes);
         g_hash_table_iter_next(&iter, &id, NULL);)
      g_hash_table_add(probes, id);
  for (guint i = 0; i < edit->learnt->len; i++)
    g_hash_table_add(probes, edit->learnt->pdata[i]);
  if (!result->probes)
    return !edit->probes && !edit->fresh;
  for (g_hash_table_iter_init(&iter, probes); g_hash_table_iter_next(&iter, &id, NULL);)
    if (!g_hash_table_contains(result->probes, id))
      return false;
  return g_hash_table_size(probes) == g_hash_table_size(result->probes);
}

char *pc_baseline_edit_print(pc_baseline_edit *edit, GError **error) {
  g_ptr_array_sort(edit->learnt, id_compare);
  if (!edit->fresh) {
    added_insert(edit);
    if (edit->learnt->len)
      learnt_insert(edit);
  }
  g_autoptr(GError) local = NULL;
  g_autofree char *text = edit->fresh ? fresh_print(edit) : changes_apply(edit);
  g_autoptr(pc_baseline) result =
      text ? pc_baseline_parse(text, strlen(text), edit->name, &local) : NULL;
  if (result && result_check(edit, result))
    return g_steal_pointer(&text);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
              "%s: laid out in a way that cannot be edited; expected entries that begin with '- ' "
              "on a line of their own, below 'accepted:'%s%s",
              edit->name, local ? ": " : "", local ? local->message : "");
  return NULL;
}

static bool edit_read(pc_baseline_edit *edit, const char *text, gsize length, GError **error) {
  static const char byte_order_mark[] = "\xEF\xBB\xBF"; /* which the parser does not count */
  yaml_node_t *root;
  edit->baseline = pc_baseline_parse(text, length, edit->name, error);
  if (!edit->baseline)
    return false;
  g_string_append_len(edit->text, text, (gssize)length);
  edit->known_offset =
      g_str_has_prefix(edit->text->str, byte_order_mark) ? strlen(byte_order_mark) : 0;
  edit->line_end = strstr(edit->text->str, "\r\n") ? "\r\n" : "\n";
  if (edit->text->len == 0 || edit->text->str[edit->text->len - 1] != '\n')
    g_string_append(edit->text, edit->line_end);
  if (!pc_yaml_init(&edit->yaml, edit->text->str, edit->text->len, &root, error)) {
    g_clear_pointer(&edit->baseline, pc_baseline_free);
    return false;
  }
  edit->accepted = pc_yaml_find(&edit->yaml, root, "accepted");
  edit->probes = pc_yaml_find(&edit->yaml, root, "probes");
  for (guint i = 0; i < edit->baseline->entries->len; i++)
    g_ptr_array_add(edit->expected, pc_baseline_entry_copy(edit->baseline->entries->pdata[i]));
  return true;
}

pc_baseline_edit *pc_baseline_edit_new(const char *text, gsize length, const char *name,
                                       GError **error) {
  g_autoptr(pc_baseline_edit) edit = g_new0(pc_baseline_edit, 1);
  edit->name = g_strdup(name);
  edit->yaml = (pc_yaml){.name = edit->name, .most = PC_BASELINE_BYTES_MAX};
  edit->text = g_string_new(NULL);
  edit->fresh = !text;
  edit->line_end = "\n";
  edit->changes = g_array_new(FALSE, FALSE, sizeof(change));
  g_array_set_clear_func(edit->changes, change_clear);
  edit->added = g_ptr_array_new_with_free_func(entry_destroy);
  edit->expected = g_ptr_array_new_with_free_func(entry_destroy);
  edit->learnt = g_ptr_array_new_with_free_func(g_free);
  return !text || edit_read(edit, text, length, error) ? g_steal_pointer(&edit) : NULL;
}

void pc_baseline_edit_free(pc_baseline_edit *edit) {
  if (!edit)
    return;
  if (edit->baseline)
    pc_yaml_clear(&edit->yaml);
  pc_baseline_free(edit->baseline);
  g_ptr_array_unref(edit->learnt);
  g_ptr_array_unref(edit->expected);
  g_ptr_array_unref(edit->added);
  g_array_unref(edit->changes);
  g_string_free(edit->text, TRUE);
  g_free(edit->name);
  g_free(edit);
}

const pc_baseline *pc_baseline_edit_baseline(const pc_baseline_edit *edit) {
  return edit->baseline;
}
