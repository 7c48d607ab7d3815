"""What has changed between PostgreSQL's versions, of what the probes ask: (probe, observation, category) and since which versions.

A difference that is not here is new: it is looked at, and comes here only where the release notes bear it out."""
SINCE = {
    ("sql/dates/extract", "extract", "kind"): [14],  # extract() gives numeric rather than double precision
    ("sql/generated-columns/insert-explicit", "with a value", "refusal"): [14],  # its error has a code of its own
    ("sql/queries/recursive-cycle", "ended by CYCLE", "refusal"): [14],
    ("sql/constraints/nulls-not-distinct", "making the table", "refusal"): [15],
    ("sql/constraints/nulls-not-distinct", "a first row without a tenant", "refusal"): [15],
    ("sql/constraints/nulls-not-distinct", "a second one", "refusal"): [15],
    ("sql/functions/regexp-like", "regexp_like", "refusal"): [15],
    ("sql/upsert/merge", "merged", "refusal"): [15],
    ("sql/upsert/merge", "stock", "count"): [15],
    ("sql/types/hex-integer-literal", "0x41 as it is", "refusal"): [15, 16],  # an alias, junk behind a number, a number
    ("sql/types/underscore-in-number", "a thousand", "refusal"): [15, 16],  # likewise
    ("sql/types/hex-integer-literal", "0x10 plus one", "refusal"): [16],
    ("sql/json/aggregates", "json_arrayagg", "refusal"): [16],
    ("sql/json/constructor", "the standard's form", "refusal"): [16],
    ("sql/json/validity", "IS JSON", "refusal"): [16],
    ("sql/queries/subquery-alias", "without an alias", "refusal"): [16],  # a subquery in FROM needs no alias
    ("sql/functions/random-range", "from a range", "refusal"): [17],
    ("sql/json/sql-standard", "JSON_QUERY", "refusal"): [17],
    ("sql/json/sql-standard", "JSON_TABLE", "refusal"): [17],
    ("sql/json/sql-standard", "JSON_VALUE", "refusal"): [17],
    ("sql/upsert/merge", "merged again, with RETURNING", "refusal"): [17],
    ("sql/upsert/merge", "stock", "value"): [17],
    ("sql/functions/uuid-generators", "uuidv7", "refusal"): [18],
    ("sql/generated-columns/without-stored", "the table", "refusal"): [18],
    ("sql/generated-columns/without-stored", "a row", "refusal"): [18],
    ("sql/generated-columns/without-stored", "its area", "refusal"): [18],
    ("sql/queries/returning-old", "the state before", "refusal"): [18],
    ("sql/text/case-insensitive-column", "titles like 'ord%'", "refusal"): [18],  # LIKE under a nondeterministic collation
}


def between(one, other):
    """What differs between two major versions."""
    low, high = sorted((one, other))
    # Where nothing could be merged, there is no stock to have another value.
    hidden = {("sql/upsert/merge", "stock", "value")} if low < 15 else set()
    return {difference for difference, since in SINCE.items() if any(low < version <= high for version in since)} - hidden
