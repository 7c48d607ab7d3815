/* SPDX-License-Identifier: MIT */
/*
 * The contract of a role as tables: operations that are asked in order, and what may be answered.
 * Operations are free in what they support and, within the contract, in what they answer: only what
 * no caller could make sense of breaks it.
 *
 * A contract may be asked in two scratches. The neighbour's is opened first, over a connection of
 * its own, and stays open while the scratch itself is asked and dropped; then the neighbour looks
 * whether all of it is still there. The scratch, made again under the same name, must be empty.
 */
#ifndef PC_CONTRACT_H
#define PC_CONTRACT_H

#include "harness/model/endpoint.h"
#include "harness/model/outcome.h"
#include "harness/model/probe.h"

#include <jansson.h>

struct pc_adapter;

/* What is allowed besides what is expected. */
enum {
  PC_ALLOW_VALUE = 1 << 0,
  PC_ALLOW_REFUSAL = 1 << 1,
  PC_ALLOW_MISSING = 1 << 2,
  PC_ALLOW_DONE = 1 << 3,
  PC_REQUIRED = 1 << 4,       /* "unsupported" is not */
  PC_EXPECT_SECONDS = 1 << 5, /* more than 0, at most 60 */
  PC_HARMS = 1 << 6,          /* who breaks it takes or changes what is another's */
};

/*
 * JSON with ' for ". ${k}: the scratch; ${hex}: its bytes; ${large}: text that no pipe holds at
 * once. Outcomes are separated by " | "; "message V" is a message (role_queue.h) with the body V,
 * and whatever is told besides is of its documented type.
 */
typedef struct pc_contract_row {
  const char *label; /* of its own in the whole contract; NULL ends a table */
  const char *operation;
  const char *expected;
  guint allowed;
  guint session;
  guint pause_ms;    /* before it is asked */
  const char *after; /* without that row done, or true, this one is asked with no wait and says
                        nothing: but a message must not come then where one is expected; or NULL */
  guint least_ms;    /* sooner is its own way where nothing was found */
  guint most_ms;     /* later breaks the contract; 0: the probe's deadline alone */
} pc_contract_row;

typedef enum pc_contract_part {
  PC_CONTRACT_ITSELF,
  PC_CONTRACT_BEFORE, /* the neighbour, before the scratch is opened */
  PC_CONTRACT_AFTER,  /* the neighbour, when it was dropped */
  PC_CONTRACT_AGAIN,  /* the scratch, made again */
  PC_CONTRACT_PARTS,
} pc_contract_part;

typedef struct pc_contract {
  const char *id;      /* "contract/cache" */
  const char *unknown; /* the operation that there is not */
  pc_role role;
  const pc_contract_row *rows[PC_CONTRACT_PARTS];
} pc_contract;

extern const pc_contract pc_contract_cache;
extern const pc_contract pc_contract_queue;

/* NULL: there is none. */
const pc_contract *pc_contract_find(const char *id);
/* The contract of a role among an adapter's; NULL: none. */
const pc_contract *pc_contract_of(const struct pc_adapter *adapter);

/* Where a contract is asked: in scratch, and in beside, whose names the harness chose. */
typedef struct pc_contract_place {
  const struct pc_adapter *adapter;
  void *service;
  const pc_endpoint *endpoint; /* for the neighbour's connection */
  const char *scratch;
  const char *beside;
  int timeout_ms;                   /* for one call */
  const struct pc_harness *harness; /* step.h */
} pc_contract_place;

/* Appends what came of it as members of a JSON object: those of pc_execution_print, and
 * "parts":[{..},..], the same for each of the others. problem: why there is no whole answer; left:
 * what of a scratch is still there. */
void pc_contract_ask(const pc_contract *contract, const pc_contract_place *place, GString *json,
                     GError **problem, GError **left);

#endif
