PRAGMA auto_vacuum=INCREMENTAL;
PRAGMA journal_mode=WAL;
BEGIN;
CREATE TABLE command(
          kind TEXT NOT NULL, id TEXT NOT NULL, result BLOB NOT NULL, PRIMARY KEY(kind, id)) STRICT, WITHOUT ROWID;
CREATE TABLE conversation(
          id TEXT PRIMARY KEY, title TEXT NOT NULL, workspace TEXT, model TEXT,
          created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, updated_s INTEGER NOT NULL,
          deleted_at INTEGER) STRICT;
CREATE TABLE draft(key TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE epoch(ord INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, first_s INTEGER NOT NULL) STRICT;
CREATE TABLE event(
          s INTEGER PRIMARY KEY, c TEXT NOT NULL, n INTEGER NOT NULL, n0 INTEGER, r TEXT,
          is_set INTEGER NOT NULL DEFAULT 0, e BLOB NOT NULL, sum INTEGER NOT NULL) STRICT;
CREATE TABLE interrupt(
          run TEXT NOT NULL, id TEXT NOT NULL, c TEXT NOT NULL, body BLOB NOT NULL,
          PRIMARY KEY(run, id)) STRICT, WITHOUT ROWID;
CREATE TABLE message(
          c TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY(c, id)) STRICT, WITHOUT ROWID;
CREATE TABLE meta(key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE run(
          id TEXT PRIMARY KEY, c TEXT NOT NULL, status TEXT NOT NULL, message_id TEXT, model TEXT NOT NULL,
          parent_run_id TEXT, ended_at INTEGER, compacted INTEGER NOT NULL DEFAULT 0,
          settled TEXT) STRICT;
CREATE INDEX conversation_by_update ON conversation(updated_s DESC) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX event_by_conversation ON event(c, n);
CREATE INDEX event_by_run ON event(r, s) WHERE r IS NOT NULL;
CREATE INDEX run_by_conversation ON run(c);
CREATE INDEX run_interrupted ON run(c) WHERE status = 'interrupted' AND settled IS NULL;
CREATE INDEX run_open ON run(status) WHERE status IN ('running', 'waiting');
CREATE INDEX run_to_compact ON run(ended_at) WHERE compacted = 0 AND ended_at IS NOT NULL;
INSERT INTO "command" VALUES('message', 'u1', CAST('{"runId":"r1"}' AS BLOB));
INSERT INTO "conversation" VALUES('asks', 'Writes', '/w', NULL, 2000, 2006, 24, NULL);
INSERT INTO "conversation" VALUES('cut', 'Cut off', NULL, NULL, 3000, 3003, 30, NULL);
INSERT INTO "conversation" VALUES('gone', 'Thrown away', NULL, NULL, 4000, 4001, 34, 4002);
INSERT INTO "conversation" VALUES('whales', 'Über Wale 🐋', NULL, NULL, 1000, 1005, 12, NULL);
INSERT INTO "draft" VALUES('whales', 'und Delfine, ');
INSERT INTO "epoch" VALUES(1, '0a1b2c', 1);
INSERT INTO "event" VALUES(1, 'whales', 1, NULL, NULL, 0, CAST('{"type":"CUSTOM","name":"runnel:conversation.created","timestamp":1000,"value":{"title":"Über Wale 🐋","workspace":null,"model":null}}' AS BLOB), 351929888);
INSERT INTO "event" VALUES(2, 'whales', 2, NULL, NULL, 0, CAST('{"type":"TEXT_MESSAGE_START","messageId":"u1","role":"user","timestamp":1001}' AS BLOB), 3084149074);
INSERT INTO "event" VALUES(3, 'whales', 3, NULL, NULL, 0, CAST('{"type":"TEXT_MESSAGE_CONTENT","messageId":"u1","delta":"Wie schlafen\n"}' AS BLOB), 1327238931);
INSERT INTO "event" VALUES(4, 'whales', 4, NULL, NULL, 0, CAST('{"type":"TEXT_MESSAGE_CONTENT","messageId":"u1","delta":"Wale?"}' AS BLOB), 274306655);
INSERT INTO "event" VALUES(5, 'whales', 5, NULL, NULL, 0, CAST('{"type":"TEXT_MESSAGE_END","messageId":"u1"}' AS BLOB), 3599092077);
INSERT INTO "event" VALUES(6, 'whales', 6, NULL, 'r1', 0, CAST('{"type":"RUN_STARTED","threadId":"whales","runId":"r1","timestamp":1002,"metadata":{"messageId":"u1","model":"builtin:assistant"}}' AS BLOB), 4242469345);
INSERT INTO "event" VALUES(7, 'whales', 7, NULL, 'r1', 0, CAST('{"type":"TEXT_MESSAGE_START","messageId":"m1","role":"assistant","timestamp":1003}' AS BLOB), 2468747880);
INSERT INTO "event" VALUES(10, 'whales', 10, 8, 'r1', 1, CAST('{"type":"TEXT_MESSAGE_CONTENT","messageId":"m1","delta":"Mit einer Hälfte des Gehirns\r\n 日本語 \u0000 end"}' AS BLOB), 3668039410);
INSERT INTO "event" VALUES(11, 'whales', 11, NULL, 'r1', 0, CAST('{"type":"TEXT_MESSAGE_END","messageId":"m1","timestamp":1004}' AS BLOB), 3704208844);
INSERT INTO "event" VALUES(12, 'whales', 12, NULL, 'r1', 0, CAST('{"type":"RUN_FINISHED","threadId":"whales","runId":"r1","timestamp":1005,"outcome":{"type":"success"}}' AS BLOB), 435795698);
INSERT INTO "event" VALUES(13, 'asks', 1, NULL, NULL, 0, CAST('{"type":"CUSTOM","name":"runnel:conversation.created","timestamp":2000,"value":{"title":"Writes","workspace":"/w","model":null}}' AS BLOB), 1580030884);
INSERT INTO "event" VALUES(14, 'asks', 2, NULL, NULL, 0, CAST('{"type":"TEXT_MESSAGE_START","messageId":"u2","role":"user","timestamp":2001}' AS BLOB), 2649942232);
INSERT INTO "event" VALUES(15, 'asks', 3, NULL, NULL, 0, CAST('{"type":"TEXT_MESSAGE_CONTENT","messageId":"u2","delta":"write notes.txt: hello"}' AS BLOB), 3143763852);
INSERT INTO "event" VALUES(16, 'asks', 4, NULL, NULL, 0, CAST('{"type":"TEXT_MESSAGE_END","messageId":"u2"}' AS BLOB), 3569579828);
INSERT INTO "event" VALUES(17, 'asks', 5, NULL, 'r2', 0, CAST('{"type":"RUN_STARTED","threadId":"asks","runId":"r2","timestamp":2002,"metadata":{"messageId":"u2","model":"builtin:assistant"}}' AS BLOB), 687759664);
INSERT INTO "event" VALUES(18, 'asks', 6, NULL, 'r2', 0, CAST('{"type":"TEXT_MESSAGE_START","messageId":"m2","role":"assistant","timestamp":2003}' AS BLOB), 119372867);
INSERT INTO "event" VALUES(19, 'asks', 7, NULL, 'r2', 0, CAST('{"type":"TEXT_MESSAGE_END","messageId":"m2","timestamp":2004}' AS BLOB), 885033686);
INSERT INTO "event" VALUES(20, 'asks', 8, NULL, 'r2', 0, CAST('{"type":"TOOL_CALL_START","toolCallId":"t1","toolCallName":"write_file","parentMessageId":"m2","timestamp":2004}' AS BLOB), 1289626864);
INSERT INTO "event" VALUES(21, 'asks', 9, NULL, 'r2', 0, CAST('{"type":"TOOL_CALL_ARGS","toolCallId":"t1","delta":"{\"path\":"}' AS BLOB), 2563613440);
INSERT INTO "event" VALUES(22, 'asks', 10, NULL, 'r2', 0, CAST('{"type":"TOOL_CALL_ARGS","toolCallId":"t1","delta":"\"notes.txt\",\"content\":\"hello\"}"}' AS BLOB), 2598706805);
INSERT INTO "event" VALUES(23, 'asks', 11, NULL, 'r2', 0, CAST('{"type":"TOOL_CALL_END","toolCallId":"t1","timestamp":2005}' AS BLOB), 4039540733);
INSERT INTO "event" VALUES(24, 'asks', 12, NULL, 'r2', 0, CAST('{"type":"RUN_FINISHED","threadId":"asks","runId":"r2","timestamp":2006,"outcome":{"type":"interrupt","interrupts":[{"id":"int-t1","reason":"tool_call","toolCallId":"t1","message":"Write notes.txt (5 bytes) in /w","metadata":{"tool":"write_file","title":"Write notes.txt (5 bytes) in /w","risk":"write"}}]}}' AS BLOB), 4229334625);
INSERT INTO "event" VALUES(25, 'cut', 1, NULL, NULL, 0, CAST('{"type":"CUSTOM","name":"runnel:conversation.created","timestamp":3000,"value":{"title":"Cut off","workspace":null,"model":null}}' AS BLOB), 2643859350);
INSERT INTO "event" VALUES(26, 'cut', 2, NULL, NULL, 0, CAST('{"type":"TEXT_MESSAGE_START","messageId":"u3","role":"user","timestamp":3001}' AS BLOB), 2215678046);
INSERT INTO "event" VALUES(27, 'cut', 3, NULL, NULL, 0, CAST('{"type":"TEXT_MESSAGE_CONTENT","messageId":"u3","delta":"Go on"}' AS BLOB), 2801368251);
INSERT INTO "event" VALUES(28, 'cut', 4, NULL, NULL, 0, CAST('{"type":"TEXT_MESSAGE_END","messageId":"u3"}' AS BLOB), 3573619971);
INSERT INTO "event" VALUES(29, 'cut', 5, NULL, 'r3', 0, CAST('{"type":"RUN_STARTED","threadId":"cut","runId":"r3","timestamp":3002,"metadata":{"messageId":"u3","model":"builtin:assistant"}}' AS BLOB), 187493306);
INSERT INTO "event" VALUES(30, 'cut', 6, NULL, 'r3', 0, CAST('{"type":"TEXT_MESSAGE_START","messageId":"m3","role":"assistant","timestamp":3003}' AS BLOB), 1962171994);
INSERT INTO "event" VALUES(31, 'cut', 7, NULL, 'r3', 0, CAST('{"type":"TEXT_MESSAGE_CONTENT","messageId":"m3","delta":"The first thing "}' AS BLOB), 2509760259);
INSERT INTO "event" VALUES(32, 'cut', 8, NULL, 'r3', 0, CAST('{"type":"TEXT_MESSAGE_CONTENT","messageId":"m3","delta":"is"}' AS BLOB), 1842790454);
INSERT INTO "event" VALUES(33, 'gone', 1, NULL, NULL, 0, CAST('{"type":"CUSTOM","name":"runnel:conversation.created","timestamp":4000,"value":{"title":"Thrown away","workspace":null,"model":null}}' AS BLOB), 440607738);
INSERT INTO "event" VALUES(34, 'gone', 2, NULL, NULL, 0, CAST('{"type":"TEXT_MESSAGE_START","messageId":"u4","role":"user","timestamp":4001}' AS BLOB), 3384802252);
INSERT INTO "event" VALUES(35, 'gone', 3, NULL, NULL, 0, CAST('{"type":"TEXT_MESSAGE_CONTENT","messageId":"u4","delta":"x"}' AS BLOB), 1340861106);
INSERT INTO "event" VALUES(36, 'gone', 4, NULL, NULL, 0, CAST('{"type":"TEXT_MESSAGE_END","messageId":"u4"}' AS BLOB), 3494775686);
INSERT INTO "event" VALUES(37, 'gone', 5, NULL, NULL, 0, CAST('{"type":"CUSTOM","name":"runnel:conversation.deleted","timestamp":4002,"value":{}}' AS BLOB), 3135460008);
INSERT INTO "interrupt" VALUES('r2', 'int-t1', 'asks', CAST('{"id":"int-t1","reason":"tool_call","toolCallId":"t1","message":"Write notes.txt (5 bytes) in /w","metadata":{"tool":"write_file","title":"Write notes.txt (5 bytes) in /w","risk":"write"}}' AS BLOB));
INSERT INTO "message" VALUES('asks', 'm2');
INSERT INTO "message" VALUES('asks', 'u2');
INSERT INTO "message" VALUES('cut', 'm3');
INSERT INTO "message" VALUES('cut', 'u3');
INSERT INTO "message" VALUES('gone', 'u4');
INSERT INTO "message" VALUES('whales', 'm1');
INSERT INTO "message" VALUES('whales', 'u1');
INSERT INTO "run" VALUES('r1', 'whales', 'finished', 'u1', 'builtin:assistant', NULL, 1005, 1, NULL);
INSERT INTO "run" VALUES('r2', 'asks', 'waiting', 'u2', 'builtin:assistant', NULL, 2006, 0, NULL);
INSERT INTO "run" VALUES('r3', 'cut', 'running', 'u3', 'builtin:assistant', NULL, NULL, 0, NULL);
PRAGMA application_id=1381322316;
PRAGMA user_version=1;
COMMIT;
