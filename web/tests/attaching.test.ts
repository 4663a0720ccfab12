/** Files on their way into a message. */
import { expect, test } from "vitest";
import { isNeverSent, MOST_BYTES, notTaken, sizeText, triedOn, typeText } from "../src/domain/attachment";
import { NEW } from "../src/state/app";
import { readyOf } from "../src/state/attaching";
import { Problem } from "../src/wire/problem";
import type { Attachment } from "../src/wire/shapes";
import { settled } from "./clock";
import { world } from "./world";

/** Uploads that end when the test says so. */
function uploads(server: ReturnType<typeof world>["server"]) {
  const going: { name: string; take: () => void; refuse: (detail: string) => void; aborted: boolean }[] = [];
  server.upload = (file, name, progress) => {
    const kept: Attachment = { id: `sha-${name}`, name, type: file.type, bytes: file.size, kind: "text" };
    let [take, refuse] = [() => {}, (_: string) => {}];
    const done = new Promise<Attachment>((resolve, reject) => {
      take = () => resolve(kept);
      refuse = (detail) => reject(new Problem(detail, "empty_file", 422));
    });
    const upload = { name, take, refuse, aborted: false };
    going.push(upload);
    progress(0.5);
    return {
      done,
      abort: () => {
        upload.aborted = true;
        upload.refuse("The upload was ended.");
      },
    };
  };
  return going;
}

const file = (name: string, size = 5) => ({
  file: new File([new Uint8Array(size)], name, { type: "text/plain" }),
  name,
});

test("files go up two at a time, and are part of the message that is sent", async () => {
  const { store, server, commands, calls, drafts } = world([201, { id: "id1" }], [202, {}]);
  const going = uploads(server);
  commands.attach([file("a.txt"), file("b.txt"), file("c.txt")]);
  expect(going.map(({ name }) => name)).toEqual(["a.txt", "b.txt"]);
  expect(store.now().attached[NEW]?.map(({ progress }) => progress)).toEqual([
    { status: "uploading", part: 0.5 },
    { status: "uploading", part: 0.5 },
    { status: "uploading", part: 0 },
  ]);
  going[0]?.take();
  await settled();
  expect(going.map(({ name }) => name)).toEqual(["a.txt", "b.txt", "c.txt"]);
  going[1]?.take();
  going[2]?.refuse("This file is empty, so there is nothing to attach.");
  await settled();
  commands.draft("Read these");
  commands.flushDrafts();
  await commands.send();
  const message = calls[1]?.body as { attachments: { name: string }[] };
  const attachments = [
    { id: "sha-a.txt", name: "a.txt" },
    { id: "sha-b.txt", name: "b.txt" },
  ];
  expect(message.attachments).toEqual(attachments);
  expect(drafts.map(({ body }) => body)).toEqual([{ text: "Read these", attachments }, { text: "" }]);
});

test("a message is not sent while a file is on its way", async () => {
  const { server, commands, calls } = world();
  uploads(server);
  commands.attach([file("a.txt")]);
  commands.draft("Read this");
  await commands.send();
  expect(calls).toEqual([]);
});

test("a file without words is a message", async () => {
  const { server, commands, calls } = world([201, {}], [202, {}]);
  const going = uploads(server);
  commands.attach([file("a.txt")]);
  going[0]?.take();
  await settled();
  await commands.send();
  expect(calls[1]?.body).toMatchObject({ text: "", attachments: [{ name: "a.txt" }] });
});

test("what is too large or too many is said at once, and nothing of it is sent up", async () => {
  const { store, server, commands } = world();
  const going = uploads(server);
  commands.attach([file("big.bin", MOST_BYTES + 1)]);
  expect(store.now().attached[NEW]?.[0]?.progress).toEqual({
    status: "failed",
    detail: "It is larger than 20 MB, which is the most for one file.",
    again: false,
  });
  expect(going).toEqual([]);
  commands.attach(Array.from({ length: 60 }, (_, at) => file(`${at}.txt`)));
  expect(store.now().attached[NEW]).toHaveLength(50);
  expect(store.now().notices[0]?.text).toBe(
    "50 files can go with a message. 11 of the 60 chosen ones were left out.",
  );
});

test("a file that is taken out is not waited for, and one that failed can be tried again", async () => {
  const { store, server, commands } = world();
  const going = uploads(server);
  commands.attach([file("a.txt"), file("b.txt")]);
  const [a, b] = store.now().attached[NEW] ?? [];
  commands.detach(a?.key ?? "");
  going[1]?.refuse("Runnel's server did not answer.");
  await settled();
  expect(going[0]?.aborted).toBe(true);
  expect(store.now().attached[NEW]?.map(({ name, progress }) => [name, progress.status])).toEqual([
    ["b.txt", "failed"],
  ]);
  commands.attachAgain(b?.key ?? "");
  going[2]?.take();
  await settled();
  expect(readyOf(store.now().attached, NEW).map(({ name }) => name)).toEqual(["b.txt"]);
});

test("a message that was not taken gives its files back, before those added since", async () => {
  const { store, server, commands } = world([201, {}], [409, { detail: "No.", code: "interrupt_open" }]);
  const going = uploads(server);
  commands.attach([file("a.txt")]);
  going[0]?.take();
  await settled();
  commands.draft("Read this");
  const sent = commands.send();
  commands.attach([file("b.txt")], "id2");
  await sent;
  const [chat] = Object.keys(store.now().unsent);
  expect(store.now().drafts[chat ?? ""]).toBe("Read this");
  expect(store.now().attached[chat ?? ""]?.map(({ name }) => name)).toContain("a.txt");
});

test("files of drafts come back with the snapshot", () => {
  const { store } = world();
  const kept: Attachment = { id: "1", name: "a.png", type: "image/png", bytes: 9, kind: "image" };
  store.dispatch({
    type: "started",
    snapshot: {
      asOf: "e.1",
      conversations: [],
      running: [],
      interrupts: [],
      draftAttachments: { c: [kept] },
    },
  });
  expect(readyOf(store.now().attached, "c")).toEqual([kept]);
});

test("sizes and types are said in short", () => {
  expect([1, 999, 1_000, 14_200, 999_900, 2_140_000, 20_000_000].map(sizeText)).toEqual([
    "1 B",
    "999 B",
    "1 kB",
    "14 kB",
    "1.0 MB",
    "2.1 MB",
    "20 MB",
  ]);
  expect(typeText({ name: "a.jpg", type: "image/svg+xml", kind: "image" })).toBe("SVG");
  expect(typeText({ name: "plan.csv", type: "text/csv", kind: "text" })).toBe("CSV");
  expect(typeText({ name: "README", type: "text/plain", kind: "text" })).toBe("Text");
});

test("a warning says what a model will not see, and nothing where that is not known", () => {
  expect(notTaken(["image"], "Tiny", ["tools"])).toContain("Tiny cannot see images");
  expect(notTaken(["image"], "Big", ["vision"])).toBeNull();
  expect(notTaken(["image"], "Unlisted", undefined)).toBeNull();
  expect(notTaken(["pdf", "text"], "Tiny", [])).toBeNull();
  expect(notTaken(["other", "other"], "Big", ["vision"])).toContain("2 files");
});

test("an image is not said to stay here where it is sent to try whether the model sees it", () => {
  const unsure = triedOn({ capabilities: [], unsure: ["tools", "vision"] });
  expect(notTaken(["image"], "Unsure", unsure)).toBeNull();
  expect(notTaken(["image"], "Blind", triedOn({ capabilities: ["tools"], unsure: ["thinking"] }))).toContain(
    "Blind cannot see images",
  );
});

test("only a file that is neither text, PDF nor image is said to stay here with every model", () => {
  const kinds = ["image", "pdf", "text", "other"] as const;
  expect(kinds.filter((kind) => isNeverSent({ kind }))).toEqual(["other"]);
});

test("a file that was brought from elsewhere after this page began is in its chat's composer, and none twice", async () => {
  const { store, server, commands } = world();
  const brought: Attachment = {
    id: "sha-n",
    name: "train notes.md",
    type: "text/markdown",
    bytes: 5,
    kind: "text",
  };
  server.draft = async () => ({ text: "", attachments: [brought] });
  await commands.fetchDraft("c1");
  await commands.fetchDraft("c1");
  expect(readyOf(store.now().attached, "c1")).toEqual([brought]);
  store.dispatch({ type: "drafted", key: "c2", text: "written here" });
  await commands.fetchDraft("c2");
  expect(readyOf(store.now().attached, "c2")).toEqual([]);
});
