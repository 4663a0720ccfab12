"""Every time-out and size in one place, with its unit in its name and its reason beside it."""

from __future__ import annotations

from typing import Final

KIB: Final = 1024
MIB: Final = 1024 * KIB

# --- the stream -------------------------------------------------------------------------------------
FRAME_BYTES: Final = 64 * KIB  # a frame at most (contract); WebKitGTK freezes above 256 KB
EVENT_BYTES: Final = FRAME_BYTES - 8 * KIB  # an event's JSON at most, which leaves room for the envelope
COALESCE_S: Final = 0.016  # deltas of one message inside this window become one event
BATCH_BYTES: Final = 256 * KIB  # joined into one write, about; in SEND_TIMEOUT_S a reader has to take most of it
HEARTBEAT_S: Final = 10.0
RETRY_MS: Final = 1000  # a browser uses it as it is, without back-off
SEND_TIMEOUT_S: Final = 30.0  # a reader that reads nothing for so long is cut off
LIVE_RECORDS: Final = 128  # a reader no further behind reads from memory; two seconds of one busy answer
REPLAY_RECORDS: Final = 20_000  # a cursor further back than this gets `reset`: a snapshot is cheaper
COMPACT_ROWS: Final = 2_000  # rows in one commit of the compaction, so that no command waits long behind it
TIDY_EVERY_S: Final = 60.0  # between looks for something to compact or to take out of the bin

# --- commands ---------------------------------------------------------------------------------------
BODY_BYTES: Final = 4 * MIB  # any JSON body
MESSAGE_CHARS: Final = 1_000_000  # one message; more belongs in a file
TITLE_CHARS: Final = 200
SYSTEM_CHARS: Final = 100_000  # a person's instructions for one chat
MAX_TOKENS_MOST: Final = 10_000_000
TAGS: Final = 20  # of one chat
TAG_CHARS: Final = 40
ID_CHARS: Final = 128
MODEL_CHARS: Final = 300
PAGE_SIZE: Final = 50  # conversations in one answer unless asked
PAGE_SIZE_MOST: Final = 500
HEAD_TIMEOUT_S: Final = 5.0  # from the connection, or a head's first byte, to the whole head of a request
BODY_TIMEOUT_S: Final = 20.0  # the whole body has to arrive in this time

# --- attached files ---------------------------------------------------------------------------------
ATTACHMENT_BYTES: Final = 20 * MIB  # one file
ATTACHMENTS_PER_MESSAGE: Final = 50
ATTACHMENT_KEPT_S: Final = 24 * 60 * 60.0  # without a message that refers to it
FILE_NAME_BYTES: Final = 255  # of UTF-8, as file systems have it; the names of a message's files fit one event
QUEUED_BYTES: Final = 28 * KIB  # a waiting message's text as JSON, which with its files fits one event
QUEUED_MOST: Final = 50  # messages that wait in one conversation
IMAGE_PIXELS: Final = 80_000_000  # 320 MB when a page decodes it
MODEL_IMAGE_SIDE: Final = 2048  # pixels; vision models look at no more
MODEL_IMAGE_BYTES: Final = 3_700_000  # 5 MB in base64, where Anthropic ends
ATTACHMENTS_SENT_BYTES: Final = 20 * MIB  # of all files in one request; in base64 a third more
PDF_PAGES_SENT: Final = 100  # a longer PDF goes as its text, even to models that read PDFs
PDF_PAGES: Final = 500
PDF_TEXT_CHARS: Final = 400_000  # of one PDF; some 100,000 tokens
PDF_TIMEOUT_S: Final = 20.0

SEARCH_CHARS: Final = 1_000  # of a query
SEARCH_WORDS: Final = 20  # of a query; more make it no narrower
SEARCH_HITS_MOST: Final = 200  # in one answer
SEARCH_BUDGET_S: Final = 0.04  # for one answer; what is not found by then comes with the next
SEARCH_ROUNDS: Final = 25  # of that, one after the other, while nothing has been found at all
INDEX_AT_ONCE_CHARS: Final = 64 * KIB  # a longer message is indexed after its commit
INDEX_PAUSE_S: Final = 0.05  # in one commit of the indexing that catches up
SWEEP_PAGES: Final = 200  # of the search index in one commit of its tidying

# --- export and import ------------------------------------------------------------------------------
EXPORT_IMAGES_BYTES: Final = 32 * MIB  # of attached images inside one HTML file
IMPORT_BYTES: Final = 2048 * MIB  # an archive as it is sent
IMPORT_TIMEOUT_S: Final = 600.0  # for it to arrive
IMPORT_OPEN_BYTES: Final = 8192 * MIB  # of all that is read out of one archive: a small one may unfold to anything
IMPORT_FILES: Final = 200_000
IMPORT_LINE_BYTES: Final = 2 * EVENT_BYTES  # one fact in an archive
IMPORT_CHUNK_BYTES: Final = 2 * MIB  # of facts in one commit
FOLDERS: Final = 8  # of one chat, beside the first
RECENT_FOLDERS: Final = 8  # offered for a new chat
DROPPED: Final = 200  # files and folders of one drop that are looked at
DROP_S: Final = 3.0  # between what the window tells of a drop and the page's question for it
SHOW_FILE_TIMEOUT_S: Final = 5.0  # for the file manager to come up

# --- sessions ---------------------------------------------------------------------------------------
BOOT_CODE_S: Final = 60.0

# --- models -----------------------------------------------------------------------------------------
CONNECT_TIMEOUT_S: Final = 10.0
CALLS_PER_REPLY: Final = 32  # tool calls in one reply of a model; more is a model gone wrong
IDLE_TIMEOUT_S: Final = 300.0  # between two pieces of a reply; local models read long prompts slowly
PROBE_TIMEOUT_S: Final = 0.6  # a loopback port during discovery
REPLY_TAIL_S: Final = 5.0  # after a reply said why it finished: its usage and [DONE]
LIST_MODELS_TIMEOUT_S: Final = 8.0
MODELS_FRESH_S: Final = 60.0  # how long a provider's list of models is used again
PROBLEMS_FRESH_S: Final = 5.0  # how long a provider that failed is not asked again
RETRIES: Final = 3  # after a retryable provider error, before any text has come
RETRY_WAIT_MOST_S: Final = 30.0
REPLY_LINE_BYTES: Final = 4 * MIB  # one line of a provider's stream
LIST_MODELS_BYTES: Final = 16 * MIB  # a provider's list of models; OpenRouter's has more than 1 MiB
PROBE_BYTES: Final = 1 * MIB  # what a loopback port may answer during discovery
ERROR_BODY_BYTES: Final = 64 * KIB  # read of an error's body
KEYCHAIN_TIMEOUT_S: Final = 20.0  # a locked keychain asks the person for a password meanwhile
KEYCHAIN_PROBE_S: Final = 3.0  # which keychain is there; nobody is asked anything
KEYCHAIN_REST_S: Final = 60.0  # after a time-out the keychain is left alone for so long

# --- the agent --------------------------------------------------------------------------------------
TITLE_TIMEOUT_S: Final = 60.0  # for a model to name a chat
TITLE_TOKENS: Final = 1_000  # a model that cannot help thinking needs most of them for that
TITLE_READS_CHARS: Final = 2_000  # of the question, and of the answer
MADE_TITLE_CHARS: Final = 80
REQUESTS_PER_RUN: Final = 500  # model requests in one run
SUMMARY_BYTES: Final = 24 * KIB  # of the summary that takes the place of a history's beginning
CONTEXT_ASK_S: Final = 2.0  # for a provider to say how large a model's context is
SUMMARY_TOKENS: Final = 3_000  # a model may write for it
TOOL_RESULT_BYTES: Final = 40 * KIB  # as JSON; what is longer is cut with a notice
TOOL_OUTPUT_CHARS: Final = 65_536  # UTF-16 units kept of what a running call writes; its result has the rest
TOOL_OUTPUT_PIECES: Final = 64  # pieces of it before the fold joins them
DIFF_BYTES: Final = 2 * MIB  # of a file on either side; of a larger one only lines are counted
DIFF_LINE_CHARS: Final = 2_000  # shown of one line
DIFFLIB_LINES: Final = 600  # between the first and the last difference; git does more
DIFF_TIMEOUT_S: Final = 5.0
CHANGES_BYTES: Final = 12 * KIB  # of hunks in one result, beside its text
CHANGES_ASKED_BYTES: Final = 32 * KIB  # of hunks in the questions of one run together
ASKED_BYTES: Final = EVENT_BYTES - 4 * KIB  # all questions of one run, in the event of its end
PLAN_ITEMS: Final = 50
PLAN_STEPS: Final = 30  # calls that a chat in plan mode puts off, in one plan
PLAN_ASKED_BYTES: Final = 20 * KIB  # of their questions beside the hunks, so that all fit the frame of the run's end
QUESTION_CHARS: Final = 2_000  # of what the agent asks the person
CHOICES: Final = 10
CHOICE_CHARS: Final = 200
ANSWER_CHARS: Final = 4_000  # of what the person answers; more belongs in a message
REPLAY_FRAMES: Final = 2_000  # of one run in one answer
REPLAY_BYTES: Final = 4 * MIB
UNDO_FILE_BYTES: Final = 10 * MIB  # of a larger file no copy is kept
UNDO_COPIED_FILES: Final = 10_000  # copied before a command, the smallest ones first
UNDO_COPIED_BYTES: Final = 128 * MIB
UNDO_ENTRIES: Final = 100_000  # in a larger folder nobody looks for what a command changed
UNDO_CHANGES: Final = 1_000  # of one call
UNDO_KNOWN_FOLDERS: Final = 16  # whose files are not read again while they stay as they are
UNDO_STORE_BYTES: Final = 2048 * MIB  # all copies together; beyond that the oldest are removed
UNDO_WALKED_FOLDERS: Final = 100_000  # looked through before a command for what other programs obey: some seconds
UNDO_SIGN_OF_LIFE_S: Final = 5.0  # between two of them, while a command works
UNDO_KEPT_S: Final = 24 * 60 * 60.0  # a copy that nothing refers to
UNDO_SHOWN_BYTES: Final = 512 * KIB  # of hunks of one change that is looked at
OUTPUT_EVERY_S: Final = 0.1  # between two facts of what a running call writes
OUTPUT_LIVE_CHARS: Final = 512 * KIB  # sent while it runs; the result has the end in any case
COMMAND_TIMEOUT_S: Final = 120.0  # unless the call says otherwise
COMMAND_TIMEOUT_MOST_S: Final = 1_800.0
HELPER_REQUESTS: Final = 100  # model requests of one helper
HELPER_TASK_CHARS: Final = 20_000
HELPER_TASK_SHOWN_CHARS: Final = 300  # of it beside a question
JOBS: Final = 8  # commands in the background of one chat
JOBS_ENDED_KEPT: Final = 32  # of all chats, with what they wrote; the log has the end of each
JOB_OUTPUT_BYTES: Final = 512 * KIB  # kept of what one writes
JOB_TAIL_CHARS: Final = 8_000  # of it in the log, once it has ended
JOB_WAIT_MOST_S: Final = 600.0  # in one call
SANDBOX_TEST_AFTER_S: Final = 2.0  # the start, so that the first paint has the machine to itself
SANDBOX_TEST_S: Final = 10.0  # the self-test after the start; a run that comes before its end waits for it
LINE_BYTES: Final = 128 * KIB  # of a command; Linux gives a program no longer word
LINE_PARTS: Final = 100_000  # of a command, as its grammar counts them
LINE_TIMEOUT_S: Final = 1.5  # of work for the grammar, which may take 250 MB in a second; what people write: 0.2 s
LINE_HARD_LETTERS: Final = 2_000  # pipes and NULs: memory for the grammar grows by their square, here to some 60 MB
DELETED_PATHS: Final = 1_000  # that one command may delete with all that is in them
PATH_CHARS: Final = 4_096  # a longer one names nothing
COMMAND_DRAIN_S: Final = 0.2  # for output on its way when the shell has ended but a background process lives on
COMMAND_OUTPUT_BYTES: Final = 1 * MIB  # kept of a command's output
READ_FILE_BYTES: Final = 1 * MIB
WRITE_FILE_BYTES: Final = 5 * MIB
LISTED_FILES: Final = 500
SEARCH_HITS: Final = 200
SEARCH_FILES: Final = 500_000
SEARCH_FILE_BYTES: Final = 5 * MIB  # larger ones are not searched
SEARCH_LINE_CHARS: Final = 300  # shown of a line
EDITS: Final = 100  # in one call
IMAGE_READ_BYTES: Final = 20 * MIB  # of an image or a PDF that a tool reads
SEARCH_TIMEOUT_S: Final = 10.0
CANCEL_TIMEOUT_S: Final = 2.0  # a cancelled run's task has to be gone in this time
INTENT_TIMEOUT_S: Final = 30.0  # for a tool call to reach the disk; after that it does not run

# --- servers of tools (MCP) ---------------------------------------------------------------------------
MCP_SERVERS: Final = 100  # in the file
MCP_FILE_BYTES: Final = 1 * MIB
MCP_VALUE_CHARS: Final = 8_192  # of one variable or header
MCP_START_S: Final = 60.0  # from its start to its list of tools; `npx` and `uvx` may download it first
MCP_CALL_S: Final = 120.0  # for one call, without the time in which a person is asked
MCP_LIST_S: Final = 20.0  # for a list of tools, prompts or resources, or one of them
MCP_LIST_AGAIN_S: Final = 0.5  # after it says that its list has changed
MCP_PERSON_S: Final = 60 * 60.0  # a call waits so long for what its server asked the person
MCP_SIGN_IN_S: Final = 10 * 60.0  # for a person to come back from a browser
MCP_MESSAGE_BYTES: Final = 16 * MIB  # one message of a server; a longer one ends the connection
MCP_RATE: Final = 200  # messages or lines a second that are taken; beyond that the server is kept waiting
MCP_BURST: Final = 1_000  # at once, before that begins
MCP_TOOLS: Final = 500  # of one server
MCP_SCHEMA_BYTES: Final = 64 * KIB  # of one tool's description and schema
MCP_PROMPTS: Final = 500
HIDDEN_FILES: Final = 200  # covered in a folder, once content from outside has been read
GIVEN_TEXTS: Final = 100  # of servers' prompts, by which a message is known that holds one
GIVEN_CHARS: Final = 200_000  # of one of them
GIVEN_ALL_CHARS: Final = 1_000_000
MCP_RESOURCES: Final = 1_000  # listed of one server
MCP_LOG_LINES: Final = 1_000  # kept of a server
MCP_LOG_CHARS: Final = 2_000  # of one line
MCP_CLOSE_S: Final = 1.0  # for one to be left in order when the app ends
MCP_END_S: Final = 0.3  # for a server to end by itself when its input is closed
MCP_QUESTIONS: Final = 20  # asked of the person in one call

# --- the web ----------------------------------------------------------------------------------------
FETCH_BYTES: Final = 3 * MIB  # of one page, unpacked; turning more into text takes seconds
FETCH_PDF_BYTES: Final = 20 * MIB
FETCH_TIMEOUT_S: Final = 30.0  # the whole page with its redirects
FETCH_IDLE_S: Final = 10.0  # to connect, and between two pieces
FETCH_REDIRECTS: Final = 5
PAGE_TEXT_CHARS: Final = 400_000  # of one page's text; a result shows what fits of it, from where it is asked to
READING_TIMEOUT_S: Final = 20.0  # for a page to become text
WEB_SEARCH_TIMEOUT_S: Final = 20.0
WEB_SEARCH_BYTES: Final = 2 * MIB  # of a provider's answer
WEB_SEARCH_HITS: Final = 10
WEB_SEARCH_CHARS: Final = 400  # of a query; Brave takes no more
WEB_SNIPPET_CHARS: Final = 600

# --- newer versions, where the person wants to hear of them --------------------------------------------
RELEASES_AFTER_S: Final = 30.0  # the start, so that the first moments are the page's
RELEASES_PAUSE_S: Final = 60 * 60.0  # between two looks at the clock; a sleeping machine's timers stand still
RELEASES_TIMEOUT_S: Final = 10.0  # the whole answer
RELEASES_BYTES: Final = 1 * MIB
RELEASES_ETAG_CHARS: Final = 200
URL_CHARS: Final = 2_000  # of an address that a person may open
VERSION_CHARS: Final = 60

# --- what a folder and a person bring along ---------------------------------------------------------
AGENTS_FILE_BYTES: Final = 32 * KIB  # of all AGENTS.md of one run together, as other agents have it
AGENTS_FILES: Final = 20
SKILLS: Final = 100  # offered in one run
SKILL_FILE_BYTES: Final = 200 * KIB  # of a SKILL.md and of each file beside it
SKILL_HEAD_BYTES: Final = 16 * KIB
SKILL_DESCRIPTION_CHARS: Final = 1_024
SKILLS_SAID_CHARS: Final = 16_000  # of names and descriptions in the instructions
PROMPTS: Final = 500
PROMPT_CHARS: Final = 100_000
PYTHON_CHARS: Final = 24_000  # of one piece of code; its question shows it whole and fits a frame

# --- life -------------------------------------------------------------------------------------------
SHUTDOWN_S: Final = 0.5  # for runs to record their end when the app closes
STOP_TIMEOUT_S: Final = 5.0  # the whole end, before the process leaves anyway
BIN_DAYS: Final = 30
DAY_MS: Final = 24 * 60 * 60 * 1000
BACKUP_EVERY_S: Final = 24 * 60 * 60.0
BACKUPS_KEPT: Final = 5
DISK_RETRY_S: Final = 1.0  # between attempts to record a run's end after a failed commit
