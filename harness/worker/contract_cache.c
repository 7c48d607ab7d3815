/* SPDX-License-Identifier: MIT */
/* The contract of the role cache (role_cache.h) as a table. */
#include "harness/worker/contract.h"

#define DONE "{'done':true}"
#define GONE "{'missing':true}"
#define YES "{'value':true}"
#define NO "{'value':false}"
#define UNKNOWN "paritycheck"
#define BAD_VALUE "{'refusal':'bad_value'}"

#define STORED(name, id, value)                                                                                        \
  {"set " name, "{'op':'set','key':'${k}:" id "','value':" value "}", DONE " | " BAD_VALUE,                            \
   .allowed = PC_ALLOW_REFUSAL},                                                                                       \
  {                                                                                                                    \
    "get " name, "{'op':'get','key':'${k}:" id "'}", "{'value':" value "}",                                            \
        .allowed = PC_ALLOW_VALUE | PC_ALLOW_MISSING                                                                   \
  }

static const pc_contract_row rows[] = {
    {"get a key that is not there", "{'op':'get','key':'${k}:none'}", GONE, .allowed = PC_REQUIRED},
    {"set text", "{'op':'set','key':'${k}:a','value':'one'}", DONE, .allowed = PC_REQUIRED},
    {"get text", "{'op':'get','key':'${k}:a'}", "{'value':'one'}", .allowed = PC_REQUIRED},
    {"set it again", "{'op':'set','key':'${k}:a','value':'Ärger €'}", DONE, .allowed = PC_REQUIRED},
    {"get what was set last", "{'op':'get','key':'${k}:a'}", "{'value':'Ärger €'}", .allowed = PC_REQUIRED},
    {"get from another session", "{'op':'get','key':'${k}:a'}", "{'value':'Ärger €'}", .allowed = PC_REQUIRED,
     .session = 1},
    {"set large text", "{'op':'set','key':'${k}:large','value':'${large}'}", DONE " | {'refusal':'value_too_large'}",
     .allowed = PC_ALLOW_REFUSAL},
    {"get large text", "{'op':'get','key':'${k}:large'}", "{'value':'${large}'}", .allowed = PC_ALLOW_MISSING},
    STORED("empty text", "empty", "''"),
    STORED("null", "null", "null"),
    STORED("true", "true", "true"),
    STORED("an integer", "integer", "42"),
    STORED("a wide integer", "wide", "{'integer':'99999999999999999999'}"),
    STORED("a real", "real", "{'real':'0.1'}"),
    STORED("a decimal", "decimal", "{'decimal':'1.50'}"),
    STORED("bytes", "bytes", "{'bytes':'00ff'}"),
    STORED("a list", "items", "[1,'a',null,[2]]"),
    STORED("a map", "map", "{'map':[['a',1],['b',[]]]}"),
    STORED("a date", "date", "{'date':'2024-02-29'}"),
    STORED("a time", "time", "{'time':'12:30:00'}"),
    STORED("a timestamp", "timestamp", "{'timestamp':'2024-02-29 12:30:00'}"),
    STORED("a timestamp with time zone", "timestamptz", "{'timestamptz':'2024-02-29 12:30:00+00:00'}"),
    {"set with bytes as the key", "{'op':'set','key':{'bytes':'${hex}3a00ff'},'value':'b'}",
     DONE " | {'refusal':'bad_key'}", .allowed = PC_ALLOW_REFUSAL},
    {"get with bytes as the key", "{'op':'get','key':{'bytes':'${hex}3a00ff'}}",
     "{'value':'b'} | " GONE " | {'refusal':'bad_key'}", .allowed = PC_ALLOW_REFUSAL},
    {"delete a key", "{'op':'delete','key':'${k}:large'}", YES " | " NO, .allowed = PC_REQUIRED},
    {"delete a key that is there", "{'op':'delete','key':'${k}:a'}", YES, .allowed = PC_REQUIRED},
    {"delete a key that is not there", "{'op':'delete','key':'${k}:a'}", NO, .allowed = PC_REQUIRED},
    {"get what was deleted", "{'op':'get','key':'${k}:a'}", GONE, .allowed = PC_REQUIRED},
    {"add a key that is not there", "{'op':'add','key':'${k}:a','value':'one'}", YES, .allowed = 0},
    {"add a key that is there", "{'op':'add','key':'${k}:a','value':'two'}", NO, .allowed = 0},
    {"set before replace", "{'op':'set','key':'${k}:a','value':'one'}", DONE, .allowed = PC_REQUIRED},
    {"replace a key that is there", "{'op':'replace','key':'${k}:a','value':'two'}", YES, .allowed = 0},
    {"replace a key that is not there", "{'op':'replace','key':'${k}:none','value':'two'}", NO, .allowed = 0},
    {"get what was not replaced", "{'op':'get','key':'${k}:none'}", GONE, .allowed = PC_REQUIRED},
    {"set before append", "{'op':'set','key':'${k}:a','value':'one'}", DONE, .allowed = PC_REQUIRED},
    {"append to a key that is there", "{'op':'append','key':'${k}:a','value':'two'}", YES, .allowed = PC_ALLOW_REFUSAL},
    {"append to a key that is not there", "{'op':'append','key':'${k}:made','value':'two'}", NO " | " YES,
     .allowed = PC_ALLOW_REFUSAL},
    {"get what was appended to", "{'op':'get','key':'${k}:a'}", "{'value':'onetwo'} | {'value':'one'}",
     .allowed = PC_REQUIRED},
    {"set a number", "{'op':'set','key':'${k}:n','value':5}", DONE, .allowed = PC_REQUIRED},
    {"increment", "{'op':'increment','key':'${k}:n','by':2}", "{'value':7}", .allowed = 0},
    {"decrement", "{'op':'decrement','key':'${k}:n','by':3}", "{'value':4}", .allowed = PC_ALLOW_VALUE},
    {"increment a key that is not there", "{'op':'increment','key':'${k}:none','by':1}", GONE " | {'value':1}",
     .allowed = PC_ALLOW_REFUSAL},
    {"decrement a key that is not there", "{'op':'decrement','key':'${k}:none2','by':1}", GONE " | {'value':-1}",
     .allowed = PC_ALLOW_VALUE | PC_ALLOW_REFUSAL},
    {"increment text", "{'op':'increment','key':'${k}:a','by':1}", "{'refusal':'not_an_integer'}",
     .allowed = PC_ALLOW_VALUE | PC_ALLOW_REFUSAL | PC_ALLOW_MISSING},
    {"set the largest number of 64 bits", "{'op':'set','key':'${k}:n','value':9223372036854775807}", DONE,
     .allowed = PC_REQUIRED},
    {"increment beyond 64 bits", "{'op':'increment','key':'${k}:n','by':1}",
     "{'value':{'integer':'9223372036854775808'}} | {'refusal':'overflow'}",
     .allowed = PC_ALLOW_VALUE | PC_ALLOW_REFUSAL},
    {"set many", "{'op':'set_many','entries':[['${k}:b','two'],['${k}:c','three']]}", DONE, .allowed = 0},
    {"set one of many", "{'op':'set','key':'${k}:b','value':'two'}", DONE, .allowed = PC_REQUIRED},
    {"set another of many", "{'op':'set','key':'${k}:c','value':'three'}", DONE, .allowed = PC_REQUIRED},
    {"get many in the order asked", "{'op':'get_many','keys':['${k}:c','${k}:gone','${k}:b']}",
     "{'value':{'map':[['${k}:c','three'],['${k}:b','two']]}} | {'value':['three',null,'two']}", .allowed = 0},
    {"get and remember the version", "{'op':'gets','key':'${k}:b'}", "{'value':'two'}", .allowed = 0},
    {"compare and set, unchanged", "{'op':'cas','key':'${k}:b','value':'new'}", YES, .allowed = 0},
    {"get and remember the version again", "{'op':'gets','key':'${k}:b'}", "{'value':'new'} | {'value':'two'}",
     .allowed = 0},
    {"set by another session", "{'op':'set','key':'${k}:b','value':'other'}", DONE, .allowed = PC_REQUIRED,
     .session = 1},
    {"compare and set, changed", "{'op':'cas','key':'${k}:b','value':'mine'}", NO, .allowed = 0},
    {"get what was not set", "{'op':'get','key':'${k}:b'}", "{'value':'other'}", .allowed = PC_REQUIRED},
    {"compare and set a key that is not there", "{'op':'cas','key':'${k}:unseen','value':'mine'}",
     GONE " | " NO " | " YES, .allowed = PC_ALLOW_REFUSAL},
    {"set a list to change", "{'op':'set','key':'${k}:list','value':[1]}", DONE " | " BAD_VALUE,
     .allowed = PC_ALLOW_REFUSAL},
    {"change what was got", "{'op':'change','key':'${k}:list','item':2}", DONE,
     .allowed = PC_ALLOW_MISSING | PC_ALLOW_REFUSAL},
    {"get what may be the same object", "{'op':'get','key':'${k}:list'}", "{'value':[1]} | {'value':[1,2]}",
     .allowed = PC_ALLOW_MISSING | PC_ALLOW_VALUE},
    {"get by another process", "{'op':'get_elsewhere','key':'${k}:c'}", "{'value':'three'} | " GONE, .allowed = 0},
    {"time left of what never expires", "{'op':'ttl','key':'${k}:c'}", "{'value':null}", .allowed = 0},
    {"time left of a key that is not there", "{'op':'ttl','key':'${k}:gone'}", GONE, .allowed = 0},
    {"touch a key that is there", "{'op':'touch','key':'${k}:c','ttl':60}", YES, .allowed = 0},
    {"touch a key that is not there", "{'op':'touch','key':'${k}:gone','ttl':60}", NO, .allowed = 0},
    {"set for a while", "{'op':'set','key':'${k}:t','value':'one','ttl':60}", DONE, .allowed = PC_REQUIRED},
    {"time left", "{'op':'ttl','key':'${k}:t'}", "", .allowed = PC_EXPECT_SECONDS},
    {"set for a second", "{'op':'set','key':'${k}:t','value':'one','ttl':1}", DONE, .allowed = PC_REQUIRED},
    {"get what has expired", "{'op':'get','key':'${k}:t'}", GONE, .allowed = PC_REQUIRED, .pause_ms = 2200},
    {"reconnect", "{'op':'reconnect'}", DONE, .allowed = 0},
    {"get after that", "{'op':'get','key':'${k}:c'}", "{'value':'three'}", .allowed = PC_REQUIRED | PC_ALLOW_MISSING},
    {"an operation that there is not", "{'op':'" UNKNOWN "','key':'${k}:a'}", "{'unsupported':'" UNKNOWN "'}",
     .allowed = PC_REQUIRED},
    {0},
};

static const pc_contract_row again[] = {
    {"get what was dropped", "{'op':'get','key':'${k}:c'}", GONE, .allowed = PC_REQUIRED},
    {"get a number that was dropped", "{'op':'get','key':'${k}:n'}", GONE, .allowed = PC_REQUIRED},
    {0},
};

const pc_contract pc_contract_cache = {
    .id = "contract/cache",
    .unknown = UNKNOWN,
    .role = PC_ROLE_CACHE,
    .rows = {[PC_CONTRACT_ITSELF] = rows, [PC_CONTRACT_AGAIN] = again},
};
