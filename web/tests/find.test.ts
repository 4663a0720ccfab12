/** What is found in a chat, and how fast. */
import { expect, test } from "vitest";
import { emptyConversation, type Message } from "../src/domain/conversation";
import { Finder, type Found, firstFrom, Pattern, placeOf, promptsOf, turnOf } from "../src/domain/find";
import { turnsOf } from "../src/domain/turns";

const asked = (id: string, content: string): Message => ({ id, role: "user", content });
const said = (id: string, content: string): Message => ({ id, role: "assistant", content });
const turns = (...messages: Message[]) => turnsOf({ ...emptyConversation("c"), messages });
const query = (text: string, more: Partial<{ matchCase: boolean; wholeWord: boolean }> = {}) => ({
  text,
  matchCase: false,
  wholeWord: false,
  ...more,
});
const counts = (found: Found) => found.hits.map((hits) => [hits.message, hits.count, hits.before]);

const chat = turns(
  asked("u1", "Where is the Garden?"),
  said("a1", "The garden is **behind the\nhouse**; gardens are green."),
  asked("u2", "And the house?"),
);

test("words are found whatever their case, in the order of the chat", () => {
  const finder = new Finder();
  const found = finder.find(chat, query("garden"));
  expect(counts(found)).toEqual([
    ["u1", 1, 0],
    ["a1", 2, 1],
  ]);
  expect(found.total).toBe(3);
  expect(finder.find(chat, query("Garden", { matchCase: true })).total).toBe(1);
  expect(finder.find(chat, query("garden", { wholeWord: true })).total).toBe(2);
  expect(finder.find(chat, query("  ")).total).toBe(0);
  expect(finder.find(chat, query("nowhere")).total).toBe(0);
});

test("between words may stand what Markdown puts there, and line breaks", () => {
  const finder = new Finder();
  expect(finder.find(chat, query("is behind the house")).total).toBe(1);
  expect(finder.find(chat, query("is behind house")).total).toBe(0);
});

test("what a tool was given and what it answered is found at its call", () => {
  const call = {
    id: "t1",
    type: "function",
    function: { name: "run_command", arguments: '{"command":"npm test"}' },
  };
  const tools = turns(asked("u1", "go"), { ...said("a1", ""), toolCalls: [call] } as Message, {
    id: "m1",
    role: "tool",
    toolCallId: "t1",
    content: "npm test: 3 passed",
  });
  const found = new Finder().find(tools, query("npm test"));
  expect(found.hits.map(({ message, call, count }) => [message, call, count])).toEqual([
    ["a1", "t1", 1],
    ["a1", "t1", 1],
  ]);
  expect(turnOf(tools, "m1")).toBe(0);
});

test("a word in another script, beside marks and at the ends of a text is a whole word", () => {
  const whole = (text: string, word: string) =>
    new Pattern(query(word, { wholeWord: true }), "drawn").all(text);
  expect(whole("Straße, straße", "straße")).toEqual([
    [0, 6],
    [8, 14],
  ]);
  expect(whole("snake_case case", "case")).toEqual([[11, 15]]);
  expect(whole("𝒳case case", "case")).toEqual([[7, 11]]);
  expect(whole("слово словом", "слово")).toEqual([[0, 5]]);
  expect(whole("😀case😀", "case")).toEqual([[2, 6]]);
});

test("letters that grow in lower case do not shift what is marked", () => {
  expect(new Pattern(query("word"), "drawn").all("İİİ word")).toEqual([[4, 8]]);
});

test("the n-th hit is in its message, and the first from a turn on is at or below it", () => {
  const found = new Finder().find(chat, query("the"));
  expect(found.total).toBe(4);
  const places = [0, 1, 2, 3]
    .map((at) => placeOf(found, at))
    .map((place) => [place?.hits.message, place?.nth]);
  expect(places).toEqual([
    ["u1", 0],
    ["a1", 0],
    ["a1", 1],
    ["u2", 0],
  ]);
  expect(placeOf(found, 4)).toBeNull();
  expect(firstFrom(found, 0)).toBe(0);
  expect(firstFrom(found, 1)).toBe(3);
  expect(firstFrom(found, 9)).toBe(3);
});

test("only what has changed is searched again", () => {
  const finder = new Finder();
  const content = { reads: 0 };
  const spied = {
    ...asked("u1", ""),
    get content() {
      content.reads += 1;
      return "green green";
    },
  } as Message;
  const before = finder.find([{ asked: spied as never, replies: [] }], query("green"));
  expect(before.total).toBe(2);
  const reads = content.reads;
  finder.find([{ asked: spied as never, replies: [] }], query("green"));
  expect(content.reads - reads).toBeLessThanOrEqual(1); // it is handed on, not searched
});

test("7 MB are searched within 50 ms", () => {
  const text = "lorem ipsum dolor sit amet, consectetur adipiscing elit ".repeat(25);
  const messages = Array.from({ length: 5_000 }, (_, at) =>
    at % 2 === 0 ? asked(`u${at}`, `${text} number ${at}`) : said(`a${at}`, `${text} number ${at}`),
  );
  const long = turns(...messages);
  const finder = new Finder();
  finder.find(long, query("warm")); // lowers the text once
  const times = ["number 4999", "consectetur elit", "zebra", "adipiscing elit"].map((words) => {
    const began = performance.now();
    finder.find(long, query(words));
    return performance.now() - began;
  });
  expect(finder.find(long, query("number 4999")).total).toBe(1);
  expect(finder.find(long, query("adipiscing elit")).total).toBe(125_000);
  expect(Math.min(...times)).toBeLessThan(50);
});

test("the outline has a person's messages, their first words and when", () => {
  const prompts = promptsOf(
    turns(
      { ...asked("u1", "One\n\n  two"), metadata: { createdAt: 5 } } as Message,
      said("a1", "x"),
      asked("u2", "long ".repeat(200)),
    ),
  );
  expect(prompts[0]).toEqual({ turn: 0, message: "u1", text: "One two", at: 5 });
  expect(prompts[1]?.text.length).toBe(141);
});
