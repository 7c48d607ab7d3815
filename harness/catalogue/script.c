/* SPDX-License-Identifier: MIT */
/* The script format's parser: one pass over the lines. */
#include "harness/base/names.h"
#include "harness/catalogue/script_internal.h"

#include "harness/base/error.h"
#include "harness/catalogue/anomaly.h"
#include "harness/catalogue/script_literal.h"
#include "harness/model/statement_check.h"
#include "harness/model/statement_end.h"
#include "harness/model/statement_token.h"
#include "harness/model/value.h"

#include <stdarg.h>
#include <string.h>

const pc_grammar_row pc_script_directives[] = {
    {"--? LABEL",
     "the next step is an observation; without a label a step is setup, and a refused setup ends "
     "the probe",
     "--? an empty note"},
    {"--? LABEL (may be unknown)",
     "an observation of something that services need not know: where neither does, nothing is "
     "missing",
     "--? digest (may be unknown)"},
    {"--@ NAME", "the client session that sends what follows; the first is A", "--@ B"},
    {"--@ NAME, NAME", "each of these sends what follows, in turn; setup only", "--@ A, B"},
    {"--$ VALUE ...", "parameters of the next statement, written $1, $2 in it (.sql)",
     "--$ 'text' 5 1.5 true null x'00ff'"},
    {"--[DIALECT, ...]",
     "the next statement is only for these: sqlite, postgresql, mysql (also MariaDB); with /LEVEL "
     "only at that level; an observed one only under --equivalent (.sql)",
     "--[sqlite, postgresql]"},
    {"--equivalent",
     "after a label: a statement for each dialect follows, which all ask the same (.sql)",
     "--equivalent"},
    {"--{ ... --}", "all lines between are one statement", "--{"},
    {"-- TEXT", "a comment, which is not sent", "-- what this is about"},
    {0}};

/* A script whose pauses take so long spends nearly all of its time in them. */
enum { PAUSES_MS = 1000 };

bool pc_script_fail(pc_script_parser *p, guint line, GError **error, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *message = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "%s:%u: %s", p->name, line, message);
  return false;
}

static void step_free(gpointer data) {
  pc_step *step = data;
  g_free(step->label);
  g_strfreev(step->dialects);
  g_free(step->text);
  if (step->parameters)
    g_ptr_array_unref(step->parameters);
  pc_typed_step_free(step->typed);
  g_free(step);
}

static bool directive_label(pc_script_parser *p, const char *line, GError **error) {
  static const char unknown[] = "(may be unknown)";
  g_autofree char *text = g_strdup(line);
  p->may_be_unknown = g_str_has_suffix(text, unknown);
  if (p->may_be_unknown)
    text[strlen(text) - strlen(unknown)] = '\0';
  g_strchomp(text);
  if (p->label)
    return pc_script_fail(p, p->line, error, "label '%s' has no statement before the next label",
                          p->label);
  if (!*text)
    return pc_script_fail(p, p->line, error, "expected a label after '--?'");
  if (strcmp(text, "setup") == 0)
    return pc_script_fail(p, p->line, error, "the label 'setup' is reserved for a refused setup");
  const gpointer first = g_hash_table_lookup(p->labels, text);
  if (first)
    return pc_script_fail(p, p->line, error, "label '%s' is used twice, first in line %u", text,
                          GPOINTER_TO_UINT(first));
  g_hash_table_insert(p->labels, g_strdup(text), GUINT_TO_POINTER(p->line));
  p->label = g_strdup(text);
  p->equivalent = false;
  p->answered = false;
  p->directive_line = p->line;
  return true;
}

static bool session_find(pc_script_parser *p, const char *text, guint *ret_index, GError **error) {
  bool valid = g_ascii_isalpha(text[0]);
  for (const char *c = text; *c; c++)
    valid = valid && (g_ascii_isalnum(*c) || *c == '-' || *c == '_');
  if (!valid)
    return pc_script_fail(p, p->line, error,
                          "expected the name of a session after '--@', such as '--@ A'");
  GPtrArray *sessions = p->script->sessions;
  for (*ret_index = 0; *ret_index < sessions->len; ++*ret_index)
    if (strcmp(sessions->pdata[*ret_index], text) == 0)
      return true;
  if (sessions->len == PC_SCRIPT_SESSIONS_MAX)
    return pc_script_fail(p, p->line, error, "more than %d sessions", PC_SCRIPT_SESSIONS_MAX);
  g_ptr_array_add(sessions, g_strdup(text));
  return true;
}

static bool directive_session(pc_script_parser *p, const char *text, GError **error) {
  g_auto(GStrv) names = g_strsplit(*text ? text : "?", ",", -1);
  p->sessions_count = 0;
  for (char **name = names; *name; name++) {
    guint session = 0;
    if (!session_find(p, g_strstrip(*name), &session, error))
      return false;
    for (guint i = 0; i < p->sessions_count; i++)
      if (p->sessions[i] == session)
        return pc_script_fail(p, p->line, error, "the session '%s' is named twice", *name);
    p->sessions[p->sessions_count++] = session;
  }
  return true;
}

/* "sqlite/read-committed" -> "sqlite" where that is the level, else a name that no dialect has. */
static bool dialect_level(pc_script_parser *p, char *dialect, GError **error) {
  char *slash = strchr(dialect, '/');
  if (!slash)
    return true;
  const char *level = p->script->header.level;
  g_autofree char *named = g_strdelimit(g_strdup(slash + 1), "-", ' ');
  if (!level || !g_strv_contains((const char *const *)p->script->levels, named))
    return pc_script_fail(p, p->line, error,
                          "'%s': the script declares no such level by '-- levels: ...'", dialect);
  if (strcmp(named, level) == 0)
    *slash = '\0';
  return true;
}

/* Ends the variants of an observed statement, if there are any. */
static bool equivalent_end(pc_script_parser *p, GError **error) {
  if (!p->label || !p->equivalent)
    return true;
  if (!p->answered)
    return pc_script_fail(p, p->directive_line, error, "label '%s' has no statement", p->label);
  g_clear_pointer(&p->label, g_free);
  p->equivalent = false;
  return true;
}

/* The variant of the label that is open for a dialect, or NULL. */
static const pc_step *variant_find(const pc_script_parser *p, const char *dialect) {
  for (guint i = p->script->steps->len; i > 0; i--) {
    const pc_step *step = p->script->steps->pdata[i - 1];
    if (g_strcmp0(step->label, p->label) == 0 && pc_step_is_for(step, dialect))
      return step;
  }
  return NULL;
}

/* Whether the variants under the label that is open have a statement for each dialect. A script
 * with levels may have one for some of them only. */
static bool equivalent_is_whole(const pc_script_parser *p) {
  for (const char *const *dialect = pc_dialects_known(p); *dialect; dialect++)
    if (!variant_find(p, *dialect))
      return false;
  return !p->script->levels;
}

/* Which of the dialects below the label that is open has a statement already is an error. */
static bool variants_check(pc_script_parser *p, GError **error) {
  for (char **dialect = p->dialects; p->label && *dialect; dialect++) {
    const pc_step *before = variant_find(p, *dialect);
    if (before)
      return pc_script_fail(p, p->line, error,
                            "label '%s' has a statement for '%s' already, in line %u", p->label,
                            *dialect, before->line);
  }
  return true;
}

static bool directive_dialects(pc_script_parser *p, const char *text, GError **error) {
  const gsize length = strlen(text);
  if (length < 2 || text[length - 1] != ']')
    return pc_script_fail(p, p->line, error, "expected '--[DIALECT,...]'");
  if (p->dialects)
    return pc_script_fail(p, p->line, error, "two dialect lines for one statement");
  /* What is marked behind the last variant that there can be is setup. */
  if (p->label && p->equivalent && equivalent_is_whole(p) && !equivalent_end(p, error))
    return false;
  if (p->label && !p->equivalent)
    return pc_script_fail(
        p, p->line, error,
        "an observed statement may have dialects only under '--equivalent' (label '%s')", p->label);
  g_autofree char *list = g_strndup(text, length - 1);
  p->dialects = pc_dialects_parse(p, list, "expected '--[DIALECT,...]'", error);
  if (!p->dialects)
    return false;
  for (char **dialect = p->dialects; *dialect; dialect++)
    if (!dialect_level(p, *dialect, error))
      return false;
  p->directive_line = p->line;
  return variants_check(p, error);
}

static bool directive_equivalent(pc_script_parser *p, GError **error) {
  if (!p->label)
    return pc_script_fail(p, p->line, error, "'--equivalent' belongs after a label");
  p->equivalent = true;
  return true;
}

static bool directive_parameters(pc_script_parser *p, const char *text, GError **error) {
  if (p->parameters)
    return pc_script_fail(p, p->line, error, "two lines of parameters for one statement");
  g_autofree char *problem = NULL;
  p->parameters = pc_literals_parse(text, &problem);
  p->directive_line = p->line;
  return p->parameters || pc_script_fail(p, p->line, error, "%s", problem);
}

static bool directive_parse(pc_script_parser *p, const char *line, GError **error) {
  g_autofree char *text = g_strstrip(g_strdup(line + 3));
  if (pc_language_is_typed(p->script->language) &&
      (strchr("$[", line[2]) || strcmp(line, "--equivalent") == 0))
    return pc_script_fail(p, p->line, error,
                          "'%s': an operation is the same for every service, and its arguments "
                          "stand behind it",
                          line);
  switch (line[2]) {
  case '?':
    return directive_label(p, text, error);
  case '@':
    return directive_session(p, text, error);
  case '$':
    return directive_parameters(p, text, error);
  case '[':
    return directive_dialects(p, text, error);
  case '{':
    p->block = true;
    p->statement_line = p->line;
    g_array_set_size(p->statement_lines, 0);
    return !*text || pc_script_fail(p, p->line, error, "'--{' stands alone on its line");
  default:
    break;
  }
  if (strcmp(line, "--equivalent") == 0)
    return directive_equivalent(p, error);
  g_autofree char *word = g_strndup(line, strcspn(line, " \t"));
  return pc_script_fail(p, p->line, error,
                        "unknown directive '%s', expected one of: --? --@ --$ --[ --{ --} "
                        "--equivalent, or '-- ' for a comment",
                        word);
}

static bool references_check(pc_script_parser *p, const char *text, GError **error) {
  static const char *const names[] = {"name", "number", "k", "i", NULL};
  const bool typed = pc_language_is_typed(p->script->language);
  for (const char *at = text; (at = strstr(at, "${")) != NULL; at += 2) {
    const gsize length = strcspn(at + 2, "}\n");
    g_autofree char *name = g_strndup(at + 2, length);
    if (at[2 + length] != '}' || pc_name_index(names, name) < 0 ||
        (strcmp(name, "i") == 0 && !typed))
      return pc_script_fail(p, p->statement_line, error,
                            "unknown reference '${%s}', expected ${name}, ${number}, ${k}, or "
                            "${level} under '-- levels: ...'",
                            name);
  }
  return true;
}

/* Those that a statement for these may be sent to. */
static guint statement_dialects(char **names) {
  guint dialects = names ? 0 : PC_SQL_EVERY;
  for (; names && *names; names++) {
    g_autofree char *name = g_strndup(*names, strcspn(*names, "/"));
    dialects |= pc_sql_dialect_named(name);
  }
  return dialects;
}

/* Whether a statement has "?" or "?1" for a parameter, and no $1, as one dialect reads it. In
 * PostgreSQL, "?" beside $1 is an operator. */
static bool question_mark_is_used(const char *text, pc_sql_dialect dialect) {
  g_autoptr(GArray) tokens = pc_tokens_new(text, strlen(text), dialect);
  bool question = false;
  bool dollar = false;
  for (guint i = 0; i < tokens->len; i++) {
    const pc_token *token = &g_array_index(tokens, pc_token, i);
    question = question || (token->kind == PC_TOKEN_VARIABLE && text[token->at] == '?');
    dollar = dollar || (token->kind == PC_TOKEN_VARIABLE && text[token->at] == '$');
  }
  return question && !(dollar && dialect == PC_SQL_POSTGRESQL);
}

static bool parameters_check(pc_script_parser *p, const char *text, GError **error) {
  const guint dialects = statement_dialects(p->dialects);
  if (!p->parameters || p->script->language != PC_LANGUAGE_SQL)
    return true;
  for (guint dialect = 1; dialect <= dialects; dialect <<= 1)
    if ((dialects & dialect) && question_mark_is_used(text, (pc_sql_dialect)dialect))
      return pc_script_fail(
          p, p->statement_line, error,
          "the parameters of '--$' are written $1, $2, ... in every dialect, not '?'");
  return true;
}

/* A step of a typed language; of another, nothing is read. */
static bool typed_read(pc_script_parser *p, const char *text, pc_typed_step **ret_typed,
                       GError **error) {
  const pc_role_table *table = pc_role_table_of(pc_language_role(p->script->language));
  g_autofree char *problem = NULL;
  if (!pc_language_is_typed(p->script->language))
    return true;
  *ret_typed = pc_typed_step_parse(text, table, !p->label, &problem);
  if (!*ret_typed)
    return pc_script_fail(p, p->statement_line, error, "%s", problem);
  return (*ret_typed)->operation || !p->label ||
         pc_script_fail(p, p->statement_line, error,
                        "a pause is not observed: put it before the label '%s'", p->label);
}

/* Setup for several sessions is a step of each. */
static bool step_repeat(pc_script_parser *p, const pc_step *step, GError **error) {
  if (p->sessions_count > 1 && step->label)
    return pc_script_fail(p, p->statement_line, error,
                          "an observed statement belongs to one session (label '%s')", step->label);
  for (guint i = 1; i < p->sessions_count; i++) {
    pc_step *copy = g_new0(pc_step, 1);
    copy->session = p->sessions[i];
    copy->line = step->line;
    copy->text = g_strdup(step->text);
    copy->dialects = g_strdupv(step->dialects);
    copy->parameters = step->parameters ? g_ptr_array_ref(step->parameters) : NULL;
    if (!typed_read(p, step->text, &copy->typed, error)) {
      step_free(copy);
      return false;
    }
    g_ptr_array_add(p->script->steps, copy);
  }
  return true;
}

static bool reach_is_checked(const pc_script_parser *p) {
  return !p->built_in && p->script->language == PC_LANGUAGE_SQL &&
         p->script->header.reach != PC_REACH_INTRUSIVE;
}

static bool reach_check(pc_script_parser *p, const char *text, GError **error) {
  guint line;
  g_autofree char *problem = NULL;
  if (!reach_is_checked(p) ||
      pc_statement_check(text, strlen(text), statement_dialects(p->dialects), &line, &problem))
    return true;
  return pc_script_fail(p, g_array_index(p->statement_lines, guint, line - 1), error, "%s",
                        problem);
}

/* Adds a line, with its end, to the statement that is being read. */
static void line_add(pc_script_parser *p, const char *line, gsize length, guint number) {
  /* What is blank at the beginning is not sent. */
  const bool blank = strspn(line, " \t\r\n") >= length;
  if (p->statement->len == 0 && blank)
    return;
  g_string_append_len(p->statement, line, (gssize)length);
  g_array_append_val(p->statement_lines, number);
}

static bool statement_end(pc_script_parser *p, GError **error) {
  g_autofree char *text = g_strstrip(g_strdup(p->statement->str));
  g_string_truncate(p->statement, 0);
  if (!*text)
    return pc_script_fail(p, p->line, error, "the statement is empty");
  pc_typed_step *typed = NULL;
  if (!references_check(p, text, error) || !parameters_check(p, text, error) ||
      !reach_check(p, text, error) || !typed_read(p, text, &typed, error)) {
    pc_typed_step_free(typed);
    return false;
  }
  pc_step *step = g_new0(pc_step, 1);
  step->typed = typed;
  step->session = p->sessions[0];
  step->line = p->statement_line;
  step->text = g_steal_pointer(&text);
  step->equivalent = p->label && p->equivalent;
  step->may_be_unknown = p->label && p->may_be_unknown;
  step->dialects = g_steal_pointer(&p->dialects);
  step->parameters = g_steal_pointer(&p->parameters);
  g_ptr_array_add(p->script->steps, step);
  p->pause_ms += typed ? typed->pause_ms : 0;
  if (step->equivalent && !step->dialects)
    return pc_script_fail(p, p->statement_line, error,
                          "a statement under '--equivalent' needs its dialects: '--[NAME]'");
  p->answered = step->equivalent;
  step->label = step->equivalent ? g_strdup(p->label) : g_steal_pointer(&p->label);
  return step_repeat(p, step, error);
}

static bool block_line(pc_script_parser *p, const char *line, GError **error) {
  if (!g_str_has_prefix(line, "--}")) {
    g_autofree char *whole = g_strconcat(line, "\n", NULL);
    line_add(p, whole, strlen(whole), p->line);
    return true;
  }
  const bool fine = statement_end(p, error);
  p->block = false;
  return fine;
}

/* Whether a place is within one of spans: not at its first byte. */
static bool spans_contain(const GArray *spans, gsize at) {
  for (guint i = 0; i < spans->len; i++) {
    const pc_span *span = &g_array_index(spans, pc_span, i);
    if (span->at < at && at < span->end)
      return true;
  }
  return false;
}

static bool is_comment(const char *line, gsize length) {
  return g_str_has_prefix(line, "--") &&
         (line[2] == ' ' || strspn(line + 2, " \t\r") >= length - 2);
}

/* Whether a line is a directive, or one that somebody indented. */
static bool is_directive(const char *line) {
  const gsize blank = strspn(line, " \t");
  if (!g_str_has_prefix(line + blank, "--"))
    return false;
  return blank == 0 || (line[blank + 2] && strchr("?@$[{}", line[blank + 2])) ||
         g_str_has_prefix(line + blank, "--equivalent");
}

/* Adds the lines of text up to limit, without comments, blank lines and blanks at a line's end that
 * are not within one of spans. false: there is a directive among them. */
static bool lines_take(pc_script_parser *p, const char *text, gsize limit, const GArray *spans,
                       GError **error) {
  guint number = p->line;
  for (gsize at = 0; at < limit; number++) {
    const char *line = text + at;
    const gsize length = MIN(strcspn(line, "\n"), limit - at);
    const bool within = spans_contain(spans, at);
    gsize sent = length;
    while (sent > 0 && strchr(" \t\r", line[sent - 1]) && !spans_contain(spans, at + length))
      sent--;
    if (!within && is_directive(line) && !is_comment(line, length))
      return pc_script_fail(p, p->line, error,
                            "the statement has no ';' at the end of a line before line %u", number);
    if (within || (sent > 0 && !is_comment(line, length))) {
      g_autofree char *whole = g_strdup_printf("%.*s\n", (int)sent, line);
      line_add(p, whole, sent + 1, number);
    }
    at += length + 1;
  }
  return true;
}

/* The places where the dialects that a statement is for see its end; of a built-in script one of
 * them, as tests have checked that they agree. */
typedef struct ends {
  gsize first; /* 0: some dialect sees none */
  guint open;  /* the line, from that of the statement on, of a quote that is never closed */
  bool differ;
  GArray *spans;
} ends;

static void ends_find(const pc_script_parser *p, ends *e) {
  const guint dialects = statement_dialects(p->dialects);
  const gsize length = strlen(p->rest);
  bool begun = false;
  for (guint dialect = 1; dialect <= dialects && !(begun && p->built_in); dialect <<= 1) {
    guint open;
    if (!(dialects & dialect))
      continue;
    const gsize end = pc_statement_end(p->rest, length, (pc_sql_dialect)dialect, e->spans, &open);
    e->differ = e->differ || (begun && end != e->first);
    e->first = begun ? MIN(e->first, end) : end;
    e->open = MAX(e->open, open);
    begun = true;
  }
}

/* Reads the statement that begins in this line, to its end. */
static bool statement_take(pc_script_parser *p, GError **error) {
  ends e = {.spans = g_array_new(FALSE, FALSE, sizeof(pc_span))};
  ends_find(p, &e);
  bool fine = lines_take(p, p->rest, e.first ? e.first : strlen(p->rest), e.spans, error);
  g_array_unref(e.spans);
  if (!fine)
    return false;
  if (e.differ)
    return pc_script_fail(p, p->line, error,
                          "the dialects do not agree where the statement ends, as each has quotes "
                          "and comments of its own: put it between '--{' and '--}'");
  if (e.first == 0 && e.open)
    return pc_script_fail(p, p->line, error,
                          "what opens in line %u, a quote or a comment, is never closed",
                          p->line + e.open - 1);
  if (e.first == 0)
    return pc_script_fail(p, p->line, error, "the statement has no ';' at the end of a line");
  for (gsize i = 0; i < e.first; i++)
    p->further += p->rest[i] == '\n';
  /* The ';' and the line's end. */
  g_string_truncate(p->statement, p->statement->len - 2);
  return statement_end(p, error);
}

static bool body_line(pc_script_parser *p, const char *raw, GError **error) {
  if (p->block)
    return block_line(p, raw, error);
  g_autofree char *line = g_strchomp(g_strdup(raw));
  if (!*line || is_comment(line, strlen(line)))
    return true;
  if (g_str_has_prefix(line, "--"))
    return (line[2] != '?' || equivalent_end(p, error)) && directive_parse(p, line, error);
  if (is_directive(line))
    return pc_script_fail(p, p->line, error, "a directive begins in the first column: '%s'",
                          g_strchug(line));
  p->statement_line = p->line;
  g_array_set_size(p->statement_lines, 0);
  /* A setup or plain statement after the variants of an observed one ends them. */
  if (!p->dialects && !equivalent_end(p, error))
    return false;
  if (p->script->language == PC_LANGUAGE_SQL)
    return statement_take(p, error);
  line_add(p, line, strlen(line), p->line);
  return statement_end(p, error);
}

/* Labels that the header speaks of must be there; volatile may name a column of one. */
static bool header_labels_check(pc_script_parser *p, const char *key, const char *list,
                                GError **error) {
  if (!list || strcmp(list, "all") == 0)
    return true;
  g_auto(GStrv) items = g_strsplit(list, ",", -1);
  for (char **item = items; *item; item++) {
    const char *name = g_strstrip(*item);
    const char *slash = strrchr(name, '/');
    g_autofree char *label = slash ? g_strndup(name, (gsize)(slash - name)) : NULL;
    if (!g_hash_table_contains(p->labels, name) &&
        !(label && g_hash_table_contains(p->labels, label)))
      return pc_script_fail(p, 1, error, "'%s: %s': no statement has the label '%s'", key, list,
                            name);
  }
  return true;
}

/* The rule may only speak of answers that there are. */
static bool occurs_check(pc_script_parser *p, GError **error) {
  const pc_probe_header *header = &p->script->header;
  if (!header->anomaly != !header->occurs)
    return pc_script_fail(p, 1, error, "'anomaly' and 'occurs' go together in a header");
  g_autofree char *problem = NULL;
  return !header->occurs || pc_occurs_check(header->occurs, p->labels, &problem) ||
         pc_script_fail(p, 1, error, "'occurs: %s': %s", header->occurs, problem);
}

static bool body_end(pc_script_parser *p, GError **error) {
  if (p->block)
    return pc_script_fail(p, p->statement_line, error, "'--{' has no '--}'");
  if ((p->label && !p->answered) || p->parameters || p->dialects)
    return pc_script_fail(p, p->directive_line, error, "no statement follows");
  if (g_hash_table_size(p->labels) == 0)
    return pc_script_fail(p, 1, error,
                          "no statement is observed: label at least one with '--? LABEL'");
  return header_labels_check(p, "order", p->script->header.order, error) &&
         header_labels_check(p, "volatile", p->script->header.volatile_fields, error) &&
         occurs_check(p, error);
}

static bool experiments_check(pc_script_parser *p, GError **error) {
  const pc_script *script = p->script;
  guint line;
  g_autofree char *problem = NULL;
  if (!reach_is_checked(p))
    return true;
  for (guint i = 0; i < script->experiments->len; i++) {
    const pc_experiment *each = script->experiments->pdata[i];
    if (!pc_statement_check(each->text, strlen(each->text), statement_dialects(each->dialects),
                            &line, &problem))
      return pc_script_fail(p, each->line, error, "%s", problem);
  }
  return true;
}

static bool text_check(pc_script_parser *p, const char *text, gsize length, GError **error) {
  if (length > PC_SCRIPT_BYTES_MAX)
    return pc_script_fail(p, 1, error, "the script is larger than %d bytes", PC_SCRIPT_BYTES_MAX);
  const char *end;
  if (g_utf8_validate_len(text, length, &end))
    return true;
  guint line = 1;
  for (const char *c = text; c < end; c++)
    line += *c == '\n';
  return pc_script_fail(p, line, error, "the script is not UTF-8 text");
}

/* The first of the levels that the header declares, the caller's; NULL: none, or one that the
 * header's parser will refuse. */
static char *level_first(const char *text) {
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line && g_str_has_prefix(*line, "-- "); line++) {
    if (!g_str_has_prefix(*line, "-- levels:"))
      continue;
    const char *list = *line + strlen("-- levels:");
    g_autofree char *first = g_strstrip(g_strndup(list, strcspn(list, ",")));
    return g_strdup(strcmp(first, "all") == 0 ? pc_level_names[0] : first);
  }
  return NULL;
}

static bool level_check(pc_script_parser *p, const char *level, GError **error) {
  const char *const *levels = (const char *const *)p->script->levels;
  if (!level || (levels && g_strv_contains(levels, level)))
    return true;
  return pc_script_fail(p, 1, error, "the script is not asked at the level '%s'", level);
}

static bool script_parse(pc_script_parser *p, GError **error) {
  g_auto(GStrv) lines = g_strsplit(p->script->source, "\n", -1);
  guint i = 0;
  if (!pc_script_header_parse(p, lines, &i, error) ||
      !level_check(p, p->script->header.level, error))
    return false;
  for (guint k = 0; k < i; k++)
    p->rest += strlen(lines[k]) + 1;
  for (; lines[i]; i++) {
    p->line = i + 1;
    p->further = 0;
    if (!body_line(p, lines[i], error))
      return false;
    for (; p->further > 0; p->further--)
      p->rest += strlen(lines[i++]) + 1;
    p->rest += strlen(lines[i]) + 1;
  }
  if (!body_end(p, error) || !experiments_check(p, error))
    return false;
  if (p->script->sessions->len == 0)
    g_ptr_array_add(p->script->sessions, g_strdup("A"));
  return true;
}

/* "${level}" in all of the text, its title included, is the level as SQL writes it. */
static char *source_new(const char *text, gsize length, const char *level) {
  GString *source = g_string_new_len(text, (gssize)length);
  if (level) {
    g_autofree char *written = g_ascii_strup(level, -1);
    g_string_replace(source, "${level}", written, 0);
  }
  return g_string_free(source, FALSE);
}

pc_script *pc_script_parse(const char *text, gsize length, pc_language language, const char *name,
                           GError **error) {
  g_autofree char *copy = g_strndup(text, length);
  g_autofree char *level = level_first(copy);
  return pc_script_parse_at(text, length, language, name, level, error);
}

static pc_script *script_new(const char *text, gsize length, pc_language language, const char *name,
                             const char *level, bool built_in, GError **error) {
  pc_script_parser p = {.name = name, .sessions_count = 1, .built_in = built_in};
  if (!text_check(&p, text, length, error))
    return NULL;
  g_autoptr(pc_script) script = g_new0(pc_script, 1);
  script->language = language;
  script->built_in = built_in;
  script->header.reach = PC_REACH_SCRATCH;
  script->header.level = g_strdup(level);
  script->name = g_strdup(name);
  script->source = source_new(text, length, level);
  script->steps = g_ptr_array_new_with_free_func(step_free);
  script->sessions = g_ptr_array_new_with_free_func(g_free);
  script->experiments = g_ptr_array_new_with_free_func(pc_experiment_free);
  p.script = script;
  p.statement = g_string_new(NULL);
  p.statement_lines = g_array_new(FALSE, FALSE, sizeof(guint));
  p.rest = script->source;
  p.labels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  const bool fine = script_parse(&p, error);
  g_free(p.label);
  g_strfreev(p.dialects);
  script->pauses = script->pauses || p.pause_ms >= PAUSES_MS;
  if (p.parameters)
    g_ptr_array_unref(p.parameters);
  g_string_free(p.statement, TRUE);
  g_array_unref(p.statement_lines);
  g_hash_table_unref(p.labels);
  return fine ? g_steal_pointer(&script) : NULL;
}

pc_script *pc_script_parse_at(const char *text, gsize length, pc_language language,
                              const char *name, const char *level, GError **error) {
  return script_new(text, length, language, name, level, false, error);
}

pc_script *pc_script_parse_built_in(const char *text, gsize length, pc_language language,
                                    const char *name, const char *level, GError **error) {
  g_autofree char *copy = g_strndup(text, length);
  g_autofree char *first = level ? NULL : level_first(copy);
  return script_new(text, length, language, name, level ? level : first, true, error);
}

void pc_script_free(pc_script *script) {
  if (!script)
    return;
  const char *const owned[] = {
      script->header.title,   script->header.bites,      script->header.tags,
      script->header.see,     script->header.remedy,     script->header.needs,
      script->header.order,   script->header.depends_on, script->header.volatile_fields,
      script->header.compare, script->header.level,      script->header.anomaly,
      script->header.occurs};
  for (guint i = 0; i < G_N_ELEMENTS(owned); i++)
    g_free((char *)(guintptr)owned[i]);
  g_ptr_array_unref(script->steps);
  g_ptr_array_unref(script->sessions);
  g_ptr_array_unref(script->experiments);
  g_strfreev(script->levels);
  g_free(script->name);
  g_free(script->source);
  g_free(script);
}

bool pc_step_is_for(const pc_step *step, const char *dialect) {
  return !step->dialects || g_strv_contains((const char *const *)step->dialects, dialect);
}

const pc_experiment *pc_script_experiment(const pc_script *script, const char *dialect, guint i) {
  for (guint k = 0; script && k < script->experiments->len; k++) {
    const pc_experiment *experiment = script->experiments->pdata[k];
    if (g_strv_contains((const char *const *)experiment->dialects, dialect) && i-- == 0)
      return experiment;
  }
  return NULL;
}
