/* SPDX-License-Identifier: MIT */
/* What was answered, held against a contract's tables. */
#ifndef PC_CONTRACT_JUDGE_H
#define PC_CONTRACT_JUDGE_H

#include "harness/worker/contract.h"

/* How far one operation keeps the contract; the worst of all that was asked of it. */
typedef enum pc_contract_verdict {
  PC_CONFORMS,
  PC_CONFORMS_OWN, /* allowed, yet not what most answer */
  PC_CONFORMANCE_UNSUPPORTED,
  PC_CONFORMANCE_NOT_ASKED, /* after a fault */
  PC_CONFORMANCE_BROKEN,
} pc_contract_verdict;

/* Judges one row by the reply to all; ret_outcome (may be unset by NOT_ASKED) and ret_sent are
 * borrowed from reply, ret_reason, where it is not for the outcome alone, is the caller's. */
pc_contract_verdict pc_contract_judge(const pc_contract_row *row, const json_t *reply,
                                      const json_t **ret_outcome, const json_t **ret_sent,
                                      char **ret_reason);
/* A row's operation, with scratch for ${k}; the caller's. */
json_t *pc_contract_operation_new(const pc_contract_row *row, const char *scratch);

#endif
