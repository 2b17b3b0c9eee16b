import { beforeEach, expect, test, vi } from "vitest";
import type { Outcome } from "./sending";
import type { Item } from "./store";

const stored = new Map<string, Item>();
const outcomes: Outcome[] = [];
const sent: string[] = [];

vi.mock("./store", () => ({
  waiting: async () => [...stored.values()],
  forget: async (id: string) => void stored.delete(id),
}));
vi.mock("./sending", () => ({
  send: async ({ id }: Item) => {
    sent.push(id);
    return outcomes.shift() ?? { kind: "waits", afterMs: 0 };
  },
}));

const { Queue } = await import("./queue");
const RECEIVED: Outcome = { kind: "received", words: "six words", isContactLeftOut: false };

function store(...ids: string[]): void {
  for (const id of ids) stored.set(id, { id, sealed: new Uint8Array([1]), created_on: "2026-11-24" });
}

beforeEach(() => {
  stored.clear();
  outcomes.length = 0;
  sent.length = 0;
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

test("what waits is sent, and stays until the words are written down", async () => {
  store("one");
  outcomes.push(RECEIVED);
  const queue = new Queue();

  await queue.tryNow();
  await queue.tryNow();

  expect(queue.entries.map(({ state }) => state)).toEqual([RECEIVED]);
  expect(sent).toEqual(["one"]);
  expect(stored.has("one")).toBe(true);
  await queue.remove("one");
  expect([queue.entries.length, stored.size, queue.lost]).toEqual([0, 0, 0]);
});

test("one that gets no answer speaks for all, and is tried again", async () => {
  store("one", "two");
  const queue = new Queue();

  await queue.tryNow();

  expect(sent).toEqual(["one"]);
  expect(queue.entries.map(({ state }) => state)).toEqual([{ kind: "waiting", isTried: true }, { kind: "waiting", isTried: false }]);
  outcomes.push(RECEIVED, RECEIVED);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(queue.entries.map(({ state }) => state.kind)).toEqual(["received", "received"]);
});

test("it asks no sooner than the network said, but for the person's own wish", async () => {
  store("one");
  outcomes.push({ kind: "waits", afterMs: 120_000 });
  const queue = new Queue();

  await queue.tryNow();
  await vi.advanceTimersByTimeAsync(100_000);
  expect(sent).toEqual(["one"]);

  await queue.tryNow({ isAsked: true });
  expect(sent).toEqual(["one", "one"]);
});

test("one that was refused does not hold up the others", async () => {
  store("one", "two");
  outcomes.push({ kind: "refused", code: "SEALED_TO_ANOTHER_KEY", message: "Write it again." }, RECEIVED);
  const queue = new Queue();

  await queue.tryNow();

  expect(queue.entries.map(({ state }) => state.kind)).toEqual(["refused", "received"]);
});

test("what was deleted beneath us is said to be lost, but a receipt that came stays", async () => {
  store("one", "two");
  outcomes.push(RECEIVED, { kind: "waits", afterMs: 0 });
  const queue = new Queue();
  await queue.tryNow();

  stored.clear();
  await queue.refresh();

  expect(queue.lost).toBe(1);
  expect(queue.entries.map(({ item }) => item.id)).toEqual(["one"]);
});

test("one that always fails does not hold up the others", async () => {
  store("bad", "good");
  outcomes.push({ kind: "waits", afterMs: 0 }, { kind: "waits", afterMs: 0 });
  const queue = new Queue();

  await queue.tryNow();
  await queue.tryNow({ isAsked: true });
  await queue.tryNow({ isAsked: true });
  await queue.tryNow({ isAsked: true });

  expect(sent).toEqual(["bad", "good", "bad", "good"]);
});
