/* SPDX-License-Identifier: MIT */
/* What adapters/adapter.h and harness/model/role_stream.h promise, asked of each adapter of the
 * role stream: the URLs are the arguments, or PC_TEST_KAFKA and the like in the environment for
 * "env:NAME". Only what a service is differs.
 */
#include "tests/adapters/stream_fixture.h"

#include "harness/base/error.h"
#include "harness/model/role_stream.h"
#include "harness/model/run_name.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void the_adapter_is_complete(void **state) {
  const fixture *f = *state;
  assert_non_null(f->adapter->product);
  assert_non_null(f->adapter->summary);
  assert_true(f->adapter->roles & (1u << PC_ROLE_STREAM));
  assert_true(f->adapter->capabilities & PC_ADAPTER_SESSIONS);
  g_autofree char *client = f->adapter->client(f->endpoint);
  assert_true(*client);
}

static void the_fingerprint_has_the_documented_keys(void **state) {
  const fixture *f = *state;
  GError *error = NULL;
  json_t *fingerprint = json_object();
  assert_fine(f->adapter->fingerprint(f->service, fingerprint, &error), error);
  const char *engine = json_string_value(json_object_get(fingerprint, "engine"));
  assert_string_equal(engine, stream_is_mock(f) ? "librdkafka mock cluster" : "Apache Kafka");
  assert_true(json_string_length(json_object_get(fingerprint, "version")) > 0);
  const json_t *settings = json_object_get(fingerprint, "settings");
  assert_non_null(json_string_value(json_object_get(settings, "client version")));
  assert_int_equal(json_object_get(settings, "message.max.bytes") != NULL, !stream_is_mock(f));
  g_autofree char *notes = json_dumps(json_object_get(fingerprint, "notes"), 0);
  assert_non_null(strstr(notes, "session.timeout.ms=6000"));
  assert_int_equal(strstr(notes, "of its own") != NULL, stream_is_mock(f));
  json_decref(fingerprint);
}

static void an_unknown_option_is_refused(void **state) {
  const fixture *f = *state;
  GError *error = NULL;
  g_autofree char *url = g_strdup_printf("%s%cno_such_option=1", fixture_subject,
                                         strchr(fixture_subject, '?') ? '&' : '?');
  g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(url, &error);
  assert_fine(endpoint, error);
  assert_false(f->adapter->check(endpoint, &error));
  assert_error(error, PC_ERROR_USAGE, "no_such_option");
}

static void topics_are_made_told_and_deleted(void **state) {
  fixture *f = *state;
  fixture_assert_answer(f, "{'op':'topic','topic':'$-t'}", "{'missing':true}");
  fixture_assert_answer(f, "{'op':'topic','topic':'$-t'}", "{'missing':true}");
  fixture_assert_answer(f, "{'op':'create_topic','prepare':true,'topic':'$-t','partitions':3}",
                        "{'done':true}");
  fixture_assert_answer(f, "{'op':'topic','topic':'$-t'}", "{'value':3}");
  fixture_assert_answer(f, "{'op':'create_topic','prepare':true,'topic':'$-t','partitions':3}",
                        "{'refusal':'topic_exists'}");
  /* What an application asks for, the mock cluster has no answer to. */
  stream_assert_broker(f, "{'op':'create_topic','topic':'$-own','partitions':1}", "{'done':true}",
                       "create_topic");
  stream_assert_broker(f,
                       "{'op':'create_topic','prepare':true,'topic':'$-s','partitions':1,'settings'"
                       ":{'cleanup.policy':'compact'}}",
                       "{'done':true}", "settings");
  fixture_assert_answer(f, "{'op':'create_topic','prepare':true,'topic':'$-z','partitions':0}",
                        "{'refusal':'bad_argument'}");
  stream_assert_broker(f,
                       "{'op':'create_topic','prepare':true,'topic':'$-u','partitions':1,'settings'"
                       ":{'colour':'red'}}",
                       "{'refusal':'bad_argument'}", "settings");
  stream_assert_broker(f, "{'op':'delete_topic','topic':'$-t'}", "{'done':true}", "delete_topic");
  if (stream_is_mock(f))
    return;
  fixture_assert_answer(f, "{'op':'topic','topic':'$-t'}", "{'missing':true}");
  fixture_assert_answer(f, "{'op':'delete_topic','topic':'$-t'}", "{'refusal':'unknown_topic'}");
  fixture_assert_answer(f, "{'op':'create_topic','prepare':true,'topic':'$ t','partitions':1}",
                        "{'refusal':'bad_topic'}");
}

static void what_is_produced_is_read(void **state) {
  fixture *f = *state;
  fixture_assert_answer(f, "{'op':'create_topic','prepare':true,'topic':'$-t','partitions':2}",
                        "{'done':true}");
  fixture_assert_answer(f, "{'op':'produce','topic':'$-t','partition':1,'value':'one'}",
                        "{'value':{'map':[['partition',1],['offset',0]]}}");
  fixture_assert_answer(f, "{'op':'produce','topic':'$-t','partition':1,'value':'two','key':'k'}",
                        "{'value':{'map':[['partition',1],['offset',1]]}}");
  static const char one[] =
      "{'map':[['partition',1],['offset',0],['key',null],['value','one'],['headers',[]],"
      "['timestamp_type','create']]}";
  static const char two[] =
      "{'map':[['partition',1],['offset',1],['key','k'],['value','two'],['headers',[]],"
      "['timestamp_type','create']]}";
  g_autofree char *both = g_strdup_printf("{'value':[%s,%s]}", one, two);
  g_autofree char *last = g_strdup_printf("{'value':[%s]}", two);
  g_autofree char *first = g_strdup_printf("{'value':[%s]}", one);
  fixture_assert_answer(
      f, "{'op':'read','topic':'$-t','partition':1,'offset':'beginning','count':9}", both);
  fixture_assert_answer(
      f, "{'op':'read','topic':'$-t','partition':1,'offset':0,'count':2,'wait':5}", both);
  fixture_assert_answer(f, "{'op':'read','topic':'$-t','partition':1,'offset':0,'count':1}", first);
  fixture_assert_answer(
      f, "{'op':'read','topic':'$-t','partition':1,'offset':1,'count':9,'wait':1}", last);
  fixture_assert_answer(f, "{'op':'read','topic':'$-t','partition':1,'offset':'end','count':9}",
                        "{'value':[]}");
  fixture_assert_answer(f, "{'op':'read','topic':'$-t','partition':0,'offset':0,'count':9}",
                        "{'value':[]}");
  fixture_assert_answer(f, "{'op':'offsets','topic':'$-t','partition':1}",
                        "{'value':{'map':[['low',0],['high',2]]}}");
  fixture_assert_answer(f, "{'op':'read','topic':'$-t','partition':1,'offset':7,'count':1}",
                        "{'refusal':'offset_out_of_range'}");
  fixture_assert_answer(f, "{'op':'read','topic':'$-t','partition':2,'offset':0,'count':1}",
                        "{'refusal':'unknown_partition'}");
  fixture_assert_answer(f, "{'op':'produce','topic':'$-t','partition':2,'value':'x'}",
                        "{'refusal':'unknown_partition'}");
}

/* Records of long ago would be gone where a broker's retention is looked at between two operations.
 */
static void keeping_topic_make(fixture *f) {
  fixture_assert_answer(f,
                        stream_is_mock(f)
                            ? "{'op':'create_topic','prepare':true,'topic':'$-t','partitions':1}"
                            : "{'op':'create_topic','prepare':true,'topic':'$-t','partitions':1,'"
                              "settings':{'retention.ms':'-1'}}",
                        "{'done':true}");
}

static void headers_bytes_and_tombstones_are_kept(void **state) {
  fixture *f = *state;
  keeping_topic_make(f);
  fixture_assert_answer(
      f,
      "{'op':'produce','topic':'$-t','key':{'bytes':'00ff'},'value':'','timestamp':1600000000000,"
      "'headers':[['a','1'],['a',null],['b',{'bytes':'fe'}],['c','']]}",
      "{'value':{'map':[['partition',0],['offset',0]]}}");
  fixture_assert_answer(f, "{'op':'produce','topic':'$-t','key':'','value':null}",
                        "{'value':{'map':[['partition',0],['offset',1]]}}");
  fixture_assert_answer(
      f, "{'op':'read','topic':'$-t','partition':0,'offset':0,'count':1,'timestamps':true}",
      "{'value':[{'map':[['partition',0],['offset',0],['key',{'bytes':'00ff'}],['value',''],['"
      "headers',"
      "[['a','1'],['a',null],['b',{'bytes':'fe'}],['c','']]],['timestamp_type','create'],"
      "['timestamp',1600000000000]]}]}");
  fixture_assert_answer(
      f, "{'op':'read','topic':'$-t','partition':0,'offset':1,'count':1}",
      "{'value':[{'map':[['partition',0],['offset',1],['key',''],['value',null],['headers',[]],"
      "['timestamp_type','create']]}]}");
}

static void a_key_always_has_the_same_partition(void **state) {
  fixture *f = *state;
  fixture_assert_answer(f, "{'op':'create_topic','prepare':true,'topic':'$-t','partitions':4}",
                        "{'done':true}");
  g_autofree char *first =
      fixture_ask(f, 0, "{'op':'produce','topic':'$-t','key':'user-1','value':'a'}");
  g_autofree char *second =
      fixture_ask(f, 1, "{'op':'produce','topic':'$-t','key':'user-1','value':'b'}");
  const char *offset = strstr(first, "['offset'");
  assert_non_null(offset);
  assert_memory_equal(first, second, (size_t)(offset - first));
  fixture_assert_answer(f, "{'op':'producer','partitioner':'murmur2'}", "{'done':true}");
  /* As Java's client has it: the murmur2 of "user-1" modulo 4. */
  g_autofree char *java =
      fixture_ask(f, 0, "{'op':'produce','topic':'$-t','key':'user-1','value':'c'}");
  assert_non_null(strstr(java, "['partition',"));
  fixture_assert_answer(f, "{'op':'producer','partitioner':'by-hand'}",
                        "{'refusal':'bad_argument'}");
}

static void producers_are_made_as_they_are_asked_for(void **state) {
  fixture *f = *state;
  fixture_assert_answer(f, "{'op':'create_topic','prepare':true,'topic':'$-t','partitions':1}",
                        "{'done':true}");
  fixture_assert_answer(f, "{'op':'producer','idempotent':true}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'produce','topic':'$-t','value':'a'}",
                        "{'value':{'map':[['partition',0],['offset',0]]}}");
  fixture_assert_answer(f, "{'op':'producer','idempotent':true,'acks':'1'}",
                        "{'refusal':'bad_argument'}");
  fixture_assert_answer(f, "{'op':'producer','acks':'0'}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'produce','topic':'$-t','value':'b'}",
                        "{'value':{'map':[['partition',0],['offset',null]]}}|{'value':{'map':[['"
                        "partition',0],['offset',0]]}}");
}

static void too_large_messages_are_refused(void **state) {
  fixture *f = *state;
  g_autofree char *value = g_strnfill(2 * 1024 * 1024, 'v');
  g_autofree char *produce = g_strdup_printf("{'op':'produce','topic':'$-t','value':'%s'}", value);
  fixture_assert_answer(f, "{'op':'create_topic','prepare':true,'topic':'$-t','partitions':1}",
                        "{'done':true}");
  fixture_assert_answer(f, produce, "{'refusal':'too_large'}");
  fixture_assert_answer(f, "{'op':'producer','max_message_bytes':4000000}", "{'done':true}");
  fixture_assert_answer(f, produce,
                        stream_is_mock(f) ? "{'value':{'map':[['partition',0],['offset',0]]}}"
                                          : "{'refusal':'too_large'}");
}

static void an_unknown_topic_is_made_or_refused(void **state) {
  fixture *f = *state;
  fixture_assert_answer(f, "{'op':'read','topic':'$-none','partition':0,'offset':0,'count':1}",
                        stream_is_mock(f) ? "{'value':[]}" : "{'refusal':'unknown_topic'}");
  /* Kafka's and the mock's default. */
  fixture_assert_answer(f, "{'op':'produce','topic':'$-auto','partition':0,'value':'a'}",
                        "{'value':{'map':[['partition',0],['offset',0]]}}");
  fixture_assert_answer(f, "{'op':'topic','topic':'$-auto'}",
                        stream_is_mock(f) ? "{'value':4}" : "{'value':1}");
}

static void groups_deliver_commit_and_forget(void **state) {
  fixture *f = *state;
  fixture_assert_answer(f, "{'op':'create_topic','prepare':true,'topic':'$-t','partitions':1}",
                        "{'done':true}");
  fixture_assert_answer(f, "{'op':'produce','topic':'$-t','value':'a'}",
                        "{'value':{'map':[['partition',0],['offset',0]]}}");
  fixture_assert_answer(f, "{'op':'committed','topic':'$-t','partition':0,'group':'$-g'}",
                        "{'missing':true}");
  fixture_assert_answer(f, "{'op':'poll','count':1,'wait':1}", "{'refusal':'bad_argument'}");
  fixture_assert_answer(f, "{'op':'subscribe','topics':['$-t'],'group':'$-g','reset':'earliest'}",
                        "{'done':true}");
  fixture_assert_answer(f, "{'op':'assignment','wait':60}", "{'value':[['$-t',0]]}");
  fixture_assert_answer(
      f, "{'op':'poll','count':1,'wait':10}",
      "{'value':[{'map':[['topic','$-t'],['partition',0],['offset',0],['key',null],['value','a'],"
      "['headers',[]],['timestamp_type','create']]}]}");
  fixture_assert_answer(f, "{'op':'poll','count':1,'wait':{'real':'0.3'}}", "{'value':[]}");
  fixture_assert_answer(f, "{'op':'commit','topic':'$-t','partition':0,'offset':1}",
                        "{'done':true}");
  fixture_assert_answer(f, "{'op':'committed','topic':'$-t','partition':0}", "{'value':1}");
  stream_assert_broker(f, "{'op':'delete_group','group':'$-g'}",
                       "{'refusal':'other:NON_EMPTY_GROUP'}", "delete_group");
  fixture_assert_answer(f, "{'op':'unsubscribe'}", "{'done':true}");
  stream_assert_broker(f, "{'op':'delete_group','group':'$-g'}", "{'done':true}", "delete_group");
  stream_assert_broker(f, "{'op':'delete_group','group':'$-g'}", "{'refusal':'unknown_group'}",
                       "delete_group");
  fixture_assert_answer(f, "{'op':'committed','topic':'$-t','partition':0,'group':'$-g'}",
                        stream_is_mock(f) ? "{'value':1}" : "{'missing':true}");
}

static void two_sessions_share_a_group(void **state) {
  fixture *f = *state;
  static const char subscribe[] =
      "{'op':'subscribe','topics':['$-t'],'group':'$-g','reset':'earliest'}";
  fixture_assert_answer(f, "{'op':'create_topic','prepare':true,'topic':'$-t','partitions':2}",
                        "{'done':true}");
  fixture_assert_one_of(f, 0, subscribe, "{'done':true}");
  fixture_assert_one_of(f, 0, "{'op':'assignment','wait':60}", "{'value':[['$-t',0],['$-t',1]]}");
  fixture_assert_one_of(f, 1, subscribe, "{'done':true}");
  fixture_assert_one_of(f, 0, "{'op':'assignment','wait':60,'count':1}",
                        "{'value':[['$-t',0]]}|{'value':[['$-t',1]]}");
  fixture_assert_one_of(f, 1, "{'op':'assignment','wait':60,'count':1}",
                        "{'value':[['$-t',0]]}|{'value':[['$-t',1]]}");
  fixture_assert_one_of(f, 1, "{'op':'unsubscribe'}", "{'done':true}");
  fixture_assert_one_of(f, 0, "{'op':'assignment','wait':60,'count':2}",
                        "{'value':[['$-t',0],['$-t',1]]}");
}

static void a_member_that_is_cut_off_stays_for_its_session(void **state) {
  fixture *f = *state;
  fixture_assert_answer(f, "{'op':'create_topic','prepare':true,'topic':'$-t','partitions':1}",
                        "{'done':true}");
  fixture_assert_answer(f, "{'op':'subscribe','topics':['$-t'],'group':'$-g','reset':'none'}",
                        "{'done':true}");
  fixture_assert_answer(f, "{'op':'assignment','wait':60}", "{'value':[['$-t',0]]}");
  fixture_assert_answer(f, "{'op':'poll','count':1,'wait':5}", "{'refusal':'offset_out_of_range'}");
  fixture_assert_answer(f, "{'op':'disconnect'}", "{'done':true}");
  stream_assert_broker(f, "{'op':'delete_group','group':'$-g'}",
                       "{'refusal':'other:NON_EMPTY_GROUP'}", "delete_group");
  if (stream_is_mock(f))
    return;
  /* Nothing is left all the same. */
  g_autofree char *name = g_strdup(f->name);
  fixture_scratch_close(f);
  assert_false(fixture_inventory_has(f, f->service, name));
}

static void transactions_are_committed_and_aborted(void **state) {
  fixture *f = *state;
  static const char committed[] =
      "{'op':'read','topic':'$-t','partition':0,'offset':0,'count':9,'isolation':'committed'}";
  static const char all[] = "{'op':'read','topic':'$-t','partition':0,'offset':0,'count':9}";
  fixture_assert_answer(f, "{'op':'create_topic','prepare':true,'topic':'$-t','partitions':1}",
                        "{'done':true}");
  fixture_assert_answer(f, "{'op':'begin'}", "{'refusal':'not_in_transaction'}");
  fixture_assert_answer(f, "{'op':'producer','transactional':'$-x'}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'produce','topic':'$-t','value':'0'}",
                        "{'refusal':'not_in_transaction'}");
  fixture_assert_answer(f, "{'op':'commit_transaction'}", "{'refusal':'not_in_transaction'}");
  fixture_assert_answer(f, "{'op':'begin'}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'produce','topic':'$-t','value':'a'}",
                        "{'value':{'map':[['partition',0],['offset',0]]}}");
  json_t *open = stream_json_of(f, 1, committed);
  assert_int_equal(json_array_size(json_object_get(open, "value")), stream_is_mock(f) ? 1 : 0);
  json_decref(open);
  fixture_assert_answer(f, "{'op':'abort_transaction'}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'begin'}", "{'done':true}");
  json_decref(stream_json_of(f, 0, "{'op':'produce','topic':'$-t','value':'b'}"));
  fixture_assert_answer(f, "{'op':'commit_transaction'}", "{'done':true}");
  json_t *kept = stream_json_of(f, 1, committed);
  json_t *whole = stream_json_of(f, 1, all);
  assert_int_equal(json_array_size(json_object_get(kept, "value")), stream_is_mock(f) ? 2 : 1);
  assert_int_equal(json_array_size(json_object_get(whole, "value")), 2);
  json_decref(kept);
  json_decref(whole);
}

static void an_older_producer_of_a_transactional_id_is_fenced(void **state) {
  fixture *f = *state;
  fixture_assert_answer(f, "{'op':'create_topic','prepare':true,'topic':'$-t','partitions':1}",
                        "{'done':true}");
  fixture_assert_one_of(f, 0, "{'op':'producer','transactional':'$-x'}", "{'done':true}");
  fixture_assert_one_of(f, 0, "{'op':'begin'}", "{'done':true}");
  fixture_assert_one_of(f, 1, "{'op':'producer','transactional':'$-x'}", "{'done':true}");
  g_autofree char *produced = fixture_ask(f, 0, "{'op':'produce','topic':'$-t','value':'a'}");
  g_autofree char *ended = fixture_ask(f, 0, "{'op':'commit_transaction'}");
  const bool fenced = strstr(produced, "fenced") || strstr(ended, "fenced");
  if (fenced == stream_is_mock(f))
    fail_msg("produce gave %s, commit %s", produced, ended);
}

static void records_are_deleted_and_found_by_time(void **state) {
  fixture *f = *state;
  keeping_topic_make(f);
  fixture_assert_answer(f, "{'op':'produce','topic':'$-t','value':'a','timestamp':1600000000000}",
                        "{'value':{'map':[['partition',0],['offset',0]]}}");
  fixture_assert_answer(f, "{'op':'produce','topic':'$-t','value':'b','timestamp':1600000001000}",
                        "{'value':{'map':[['partition',0],['offset',1]]}}");
  g_autofree char *found = fixture_ask(
      f, 0, "{'op':'offset_for_time','topic':'$-t','partition':0,'timestamp':1600000000500}");
  if (!stream_is_mock(f)) {
    assert_string_equal(found, "{'value':1}");
    fixture_assert_answer(
        f, "{'op':'offset_for_time','topic':'$-t','partition':0,'timestamp':1700000000000}",
        "{'missing':true}");
  }
  stream_assert_broker(f, "{'op':'delete_records','topic':'$-t','partition':0,'before':1}",
                       "{'done':true}", "delete_records");
  fixture_assert_answer(f, "{'op':'offsets','topic':'$-t','partition':0}",
                        stream_is_mock(f) ? "{'value':{'map':[['low',0],['high',2]]}}"
                                          : "{'value':{'map':[['low',1],['high',2]]}}");
  stream_assert_broker(f, "{'op':'delete_records','topic':'$-t','partition':0,'before':9}",
                       "{'refusal':'offset_out_of_range'}", "delete_records");
}

static void names_of_others_are_never_touched(void **state) {
  fixture *f = *state;
  static const char *const operations[] = {
      "{'op':'create_topic','topic':'orders','partitions':1}",
      "{'op':'delete_topic','topic':'orders'}",
      "{'op':'delete_topic','topic':'$1'}",
      "{'op':'produce','topic':'orders','value':'x'}",
      "{'op':'read','topic':'orders','partition':0,'offset':0,'count':1}",
      "{'op':'subscribe','topics':['$-t','orders'],'group':'$-g'}",
      "{'op':'subscribe','topics':['^.*'],'group':'$-g'}",
      "{'op':'subscribe','topics':['$-t'],'group':'billing'}",
      "{'op':'delete_group','group':'billing'}",
      "{'op':'committed','topic':'$-t','partition':0,'group':'billing'}",
      "{'op':'delete_records','topic':'orders','partition':0,'before':1}",
      "{'op':'producer','transactional':'billing'}",
  };
  for (guint i = 0; i < G_N_ELEMENTS(operations); i++) {
    GError *error = fixture_failure(f, operations[i]);
    assert_error(error, PC_ERROR_CONFINED, "scratch");
  }
}

static void malformed_operations_are_told(void **state) {
  fixture *f = *state;
  static const char *const operations[] = {
      "{'op':'create_topic'}",
      "{'op':'create_topic','prepare':true,'topic':'$-t','partitions':'many'}",
      "{'op':'produce','topic':'$-t'}",
      "{'op':'produce','topic':'$-t','value':5}",
      "{'op':'produce','topic':'$-t','value':'x','key':true}",
      "{'op':'produce','topic':'$-t','value':'x','headers':['a']}",
      "{'op':'produce','topic':'$-t','value':'x','partition':-7}",
      "{'op':'read','topic':'$-t','partition':0,'offset':0}",
      "{'op':'read','topic':'$-t','partition':0,'offset':'middle','count':1}",
      "{'op':'read','topic':'$-t','partition':0,'offset':0,'count':1,'wait':'soon'}",
      "{'op':'subscribe','group':'$-g'}",
      "{'op':'subscribe','topics':['$-t']}",
      "{'op':'committed','topic':'$-t','partition':0}",
  };
  fixture_assert_answer(f, "{'op':'create_topic','prepare':true,'topic':'$-t','partitions':1}",
                        "{'done':true}");
  for (guint i = 0; i < G_N_ELEMENTS(operations); i++) {
    GError *error = fixture_failure(f, operations[i]);
    assert_error(error, PC_ERROR_FAILED, "has no valid");
  }
  fixture_assert_answer(f, "{'op':'fly','topic':'$-t'}", "{'unsupported':'fly'}");
}

static void a_scratch_is_fresh_and_nothing_is_left_of_it(void **state) {
  fixture *f = *state;
  g_autofree char *name = g_strdup(f->name);
  void *other = fixture_service_open(f);
  fixture_assert_answer(f, "{'op':'create_topic','prepare':true,'topic':'$-t','partitions':1}",
                        "{'done':true}");
  json_decref(stream_json_of(f, 0, "{'op':'produce','topic':'$.auto','value':'a'}"));
  fixture_assert_answer(f, "{'op':'subscribe','topics':['$-t'],'group':'$-g'}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'assignment','wait':60}", "{'value':[['$-t',0]]}");
  assert_int_equal(fixture_inventory_has(f, other, name), !stream_is_mock(f));
  fixture_scratch_close(f);
  assert_false(fixture_inventory_has(f, other, name));
  fixture_scratch_open(f);
  fixture_assert_answer(f, "{'op':'topic','topic':'$-t'}", "{'missing':true}");
  fixture_service_close(f, other);
}

static void removing_takes_exactly_the_name_and_may_be_repeated(void **state) {
  fixture *f = *state;
  GError *error = NULL;
  void *other = fixture_service_open(f);
  g_autofree char *longer = g_strconcat(f->name, "1", NULL);
  g_autofree char *shorter = g_strndup(f->name, strlen(f->name) - 1);
  fixture_assert_answer(f, "{'op':'create_topic','prepare':true,'topic':'$-t','partitions':1}",
                        "{'done':true}");
  assert_fine(f->adapter->remove(other, longer, &(bool){false}, &error), error);
  assert_fine(f->adapter->remove(other, shorter, &(bool){false}, &error), error);
  fixture_assert_answer(f, "{'op':'topic','topic':'$-t'}", "{'value':1}");
  for (guint times = 0; times < 2 && !stream_is_mock(f); times++) {
    assert_fine(f->adapter->remove(other, f->name, &(bool){false}, &error), error);
    assert_false(fixture_inventory_has(f, other, f->name));
  }
  fixture_service_close(f, other);
}

static void the_deadline_holds(void **state) {
  fixture *f = *state;
  static const char *const operations[] = {
      "{'op':'create_topic','prepare':true,'topic':'$-t','partitions':1}",
      "{'op':'produce','topic':'$-t','value':'a'}",
      "{'op':'read','topic':'$-t','partition':0,'offset':0,'count':1,'wait':9}",
      "{'op':'producer','transactional':'$-x'}",
      "{'op':'committed','topic':'$-t','partition':0,'group':'$-g'}",
  };
  for (guint i = 0; i < G_N_ELEMENTS(operations); i++) {
    GError *error = NULL;
    f->deadline.at_us = g_get_monotonic_time() - 1;
    const gint64 began_us = g_get_monotonic_time();
    g_autoptr(pc_outcome) outcome =
        fixture_try_take(f, 0, fixture_operation_new(f, operations[i]), &error);
    if (!outcome)
      assert_error(error, PC_ERROR_TIMED_OUT, "deadline");
    assert_true(g_get_monotonic_time() - began_us < G_USEC_PER_SEC);
  }
  f->deadline.at_us = g_get_monotonic_time() + (gint64)TIMEOUT_MS * 1000;
}

static void a_dead_address_is_told_at_once(void **state) {
  const fixture *f = *state;
  GError *error = NULL;
  if (stream_is_mock(f))
    return;
  g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse("kafka://127.0.0.1:1", &error);
  assert_fine(endpoint, error);
  void *service = g_malloc0(f->adapter->service_size);
  const gint64 began_us = g_get_monotonic_time();
  assert_false(f->adapter->open(service, endpoint, TIMEOUT_MS, &error));
  assert_error(error, PC_ERROR_UNREACHABLE, "refused");
  assert_true(g_get_monotonic_time() - began_us < 8 * G_USEC_PER_SEC);
  g_free(service);
}

/* What another run has made is not ours, however alike its name is. */
static void scratches_of_others_are_untouched(void **state) {
  fixture *f = *state;
  if (stream_is_mock(f))
    return;
  fixture other = {
      .adapter = f->adapter, .driver = f->driver, .endpoint = f->endpoint, .deadline = f->deadline};
  other.service = fixture_service_open(f);
  other.run = g_strconcat(f->run, "0", NULL);
  fixture_scratch_open(&other);
  fixture_assert_answer(&other, "{'op':'create_topic','prepare':true,'topic':'$-t','partitions':1}",
                        "{'done':true}");
  fixture_assert_answer(&other,
                        "{'op':'subscribe','topics':['$-t'],'group':'$-g','reset':'earliest'}",
                        "{'done':true}");
  fixture_assert_answer(&other, "{'op':'assignment','wait':60}", "{'value':[['$-t',0]]}");
  fixture_assert_answer(&other, "{'op':'commit','topic':'$-t','partition':0,'offset':0}",
                        "{'done':true}");
  fixture_assert_answer(f, "{'op':'create_topic','prepare':true,'topic':'$-t','partitions':1}",
                        "{'done':true}");
  fixture_scratch_close(f);
  fixture_assert_answer(&other, "{'op':'topic','topic':'$-t'}", "{'value':1}");
  fixture_assert_answer(&other, "{'op':'committed','topic':'$-t','partition':0}", "{'value':0}");
  fixture_scratch_close(&other);
  fixture_service_close(f, other.service);
  g_free(other.run);
}

static pid_t broker_pid(void) {
  g_autofree char *file = g_build_filename(g_getenv("PC_TEST_KAFKA_FOLDER"), "kafka.pid", NULL);
  g_autofree char *text = NULL;
  assert_true(g_file_get_contents(file, &text, NULL, NULL));
  return (pid_t)g_ascii_strtoll(text, NULL, 10);
}

/* Asks while nobody answers; a fault of one of two kinds has to come soon. */
static void assert_fault(fixture *f, const char *template, double most_s) {
  GError *error = NULL;
  const gint64 began_us = g_get_monotonic_time();
  g_autoptr(pc_outcome) outcome =
      fixture_try_take(f, 0, fixture_operation_new(f, template), &error);
  const double took_s = (double)(g_get_monotonic_time() - began_us) / G_USEC_PER_SEC;
  if (outcome || took_s > most_s)
    fail_msg("%s: %s after %.1f s", template, outcome ? "an answer" : error->message, took_s);
  assert_true(error->code == PC_ERROR_TIMED_OUT || error->code == PC_ERROR_LOST);
  g_error_free(error);
}

/* One for each way of asking: through an event, a call that blocks, a callback, and messages that
 * come. */
static const char *const asked_in_vain[] = {
    "{'op':'create_topic','prepare':true,'topic':'$-u','partitions':1}",
    "{'op':'offsets','topic':'$-t','partition':0}",
    "{'op':'produce','topic':'$-t','value':'b'}",
    "{'op':'read','topic':'$-t','partition':0,'offset':'beginning','count':5}",
    "{'op':'committed','topic':'$-t','partition':0,'group':'$-g'}",
    "{'op':'commit','topic':'$-t','partition':0,'offset':1}",
    "{'op':'producer','transactional':'$-x'}",
};

static void broker_prepare(fixture *f) {
  fixture_assert_answer(f, "{'op':'create_topic','prepare':true,'topic':'$-t','partitions':1}",
                        "{'done':true}");
  fixture_assert_answer(f, "{'op':'produce','topic':'$-t','value':'a'}",
                        "{'value':{'map':[['partition',0],['offset',0]]}}");
  fixture_assert_answer(f, "{'op':'offsets','topic':'$-t','partition':0}",
                        "{'value':{'map':[['low',0],['high',1]]}}");
  fixture_assert_answer(f, "{'op':'subscribe','topics':['$-t'],'group':'$-g','reset':'earliest'}",
                        "{'done':true}");
  fixture_assert_answer(f, "{'op':'assignment','wait':60}", "{'value':[['$-t',0]]}");
}

static void a_paused_broker_is_a_fault_and_no_hang(void **state) {
  fixture *f = *state;
  if (stream_is_mock(f))
    return;
  broker_prepare(f);
  const pid_t pid = broker_pid();
  assert_int_equal(kill(pid, SIGSTOP), 0);
  for (guint i = 0; i < G_N_ELEMENTS(asked_in_vain); i++) {
    f->deadline.at_us = g_get_monotonic_time() + G_USEC_PER_SEC;
    assert_fault(f, asked_in_vain[i], 2.5);
  }
  const gint64 began_us = g_get_monotonic_time();
  fixture_sessions_close(f);
  const gint64 took_us = g_get_monotonic_time() - began_us;
  assert_int_equal(kill(pid, SIGCONT), 0);
  /* Leaving the group is given up after a while. */
  assert_true(took_us < 30 * G_USEC_PER_SEC);
  fixture_scratch_close(f);
}

static void broker_start(const fixture *f) {
  g_autofree char *start = g_build_filename(g_getenv("PC_TEST_KAFKA_FOLDER"), "start", NULL);
  char *arguments[] = {start, NULL};
  GError *error = NULL;
  assert_true(g_spawn_async(NULL, arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, &error));
  for (guint tries = 0; tries < 30; tries++) {
    void *service = g_malloc0(f->adapter->service_size);
    const bool fine = f->adapter->open(service, f->endpoint, TIMEOUT_MS, NULL);
    if (fine)
      f->adapter->close(service);
    g_free(service);
    if (fine)
      return;
  }
  fail_msg("the broker does not come back");
}

static void a_killed_broker_is_a_fault_and_what_was_left_is_removed_later(void **state) {
  fixture *f = *state;
  GError *error = NULL;
  if (stream_is_mock(f))
    return;
  broker_prepare(f);
  assert_int_equal(kill(broker_pid(), SIGKILL), 0);
  for (guint i = 0; i < G_N_ELEMENTS(asked_in_vain); i++)
    assert_fault(f, asked_in_vain[i], 8);
  const gint64 began_us = g_get_monotonic_time();
  fixture_sessions_close(f);
  assert_true(g_get_monotonic_time() - began_us < 8 * G_USEC_PER_SEC);
  assert_false(f->driver->scratch_close(f->service, &f->scratch, &error));
  assert_error(error, PC_ERROR_LOST, "");
  broker_start(f);
  void *other = fixture_service_open(f);
  assert_true(fixture_inventory_has(f, other, f->name));
  assert_fine(f->adapter->remove(other, f->name, &(bool){false}, &error), error);
  assert_false(fixture_inventory_has(f, other, f->name));
  fixture_service_close(f, other);
  g_clear_pointer(&f->name, g_free);
}

/* No word of it may reach an error; librdkafka's own log would go to standard error. */
static void a_wrong_password_is_told_without_it(void **state) {
  const fixture *f = *state;
  GError *error = NULL;
  const char *right = g_getenv("PC_TEST_KAFKA_SASL");
  if (stream_is_mock(f) || !right)
    return;
  g_autofree char *url = g_strconcat(right, "-wrong", NULL);
  g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(url, &error);
  assert_fine(endpoint, error);
  assert_null(strstr(endpoint->redacted, "hunter2"));
  void *service = g_malloc0(f->adapter->service_size);
  assert_false(f->adapter->open(service, endpoint, TIMEOUT_MS, &error));
  assert_null(strstr(error->message, "hunter2"));
  assert_error(error, PC_ERROR_UNREACHABLE, "uthentication");
  g_free(service);
}

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      FIXTURE_TEST(the_adapter_is_complete),
      FIXTURE_TEST(the_fingerprint_has_the_documented_keys),
      FIXTURE_TEST(an_unknown_option_is_refused),
      FIXTURE_TEST(topics_are_made_told_and_deleted),
      FIXTURE_TEST(what_is_produced_is_read),
      FIXTURE_TEST(headers_bytes_and_tombstones_are_kept),
      FIXTURE_TEST(a_key_always_has_the_same_partition),
      FIXTURE_TEST(producers_are_made_as_they_are_asked_for),
      FIXTURE_TEST(too_large_messages_are_refused),
      FIXTURE_TEST(an_unknown_topic_is_made_or_refused),
      FIXTURE_TEST(groups_deliver_commit_and_forget),
      FIXTURE_TEST(two_sessions_share_a_group),
      FIXTURE_TEST(a_member_that_is_cut_off_stays_for_its_session),
      FIXTURE_TEST(transactions_are_committed_and_aborted),
      FIXTURE_TEST(an_older_producer_of_a_transactional_id_is_fenced),
      FIXTURE_TEST(records_are_deleted_and_found_by_time),
      FIXTURE_TEST(names_of_others_are_never_touched),
      FIXTURE_TEST(malformed_operations_are_told),
      FIXTURE_TEST(a_scratch_is_fresh_and_nothing_is_left_of_it),
      FIXTURE_TEST(removing_takes_exactly_the_name_and_may_be_repeated),
      FIXTURE_TEST(a_wrong_password_is_told_without_it),
      FIXTURE_TEST(scratches_of_others_are_untouched),
      FIXTURE_TEST(the_deadline_holds),
      FIXTURE_TEST(a_dead_address_is_told_at_once),
      FIXTURE_TEST(a_paused_broker_is_a_fault_and_no_hang),
      FIXTURE_TEST(a_killed_broker_is_a_fault_and_what_was_left_is_removed_later),
  };
  return fixture_tests_run("stream", argc, argv, tests, G_N_ELEMENTS(tests), 4);
}
