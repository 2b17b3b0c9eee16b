import { afterEach, expect, test, vi } from "vitest";
import { send, understood } from "./sending";

afterEach(() => vi.useRealTimers());

test("an answer is an id, a code, or worth another try", () => {
  expect(understood(201, { id: "a" })).toEqual({ id: "a" });
  expect(understood(422, { code: "too_long" })).toEqual({ code: "too_long" });
  expect(understood(413, null)).toEqual({ code: "too_large" });
  expect(understood(403, null)).toEqual({ code: "failed" });
  for (const status of [0, 429, 500, 503]) expect(understood(status, { code: "busy" })).toBeUndefined();
});

class Line {
  static answers: [number, unknown][] = [];
  static sent = 0;
  upload = new EventTarget();
  status = 0;
  response: unknown = null;
  responseType = "";
  #ends: (() => void)[] = [];

  addEventListener(_name: string, end: () => void): void {
    this.#ends.push(end);
  }

  open(): void {}

  abort(): void {
    this.#end(0, null);
  }

  send(): void {
    Line.sent += 1;
    const [status, response] = Line.answers.shift() ?? [0, null];
    this.#end(status, response);
  }

  #end(status: number, response: unknown): void {
    this.status = status;
    this.response = response;
    for (const end of this.#ends) end();
  }
}

async function sending(...answers: [number, unknown][]): Promise<{ result: unknown; again: number }> {
  vi.useFakeTimers();
  vi.stubGlobal("XMLHttpRequest", Line);
  Object.assign(Line, { answers, sent: 0 });
  let again = 0;
  const progress = { sent: () => undefined, again: () => void (again += 1) };
  const running = send(new FormData(), { address: "/media/", token: "t" }, progress, new AbortController().signal);
  await vi.runAllTimersAsync();
  return { result: await running, again };
}

test("a broken line is tried again with the whole file", async () => {
  expect(await sending([0, null], [503, null], [201, { id: "a" }])).toEqual({ result: { id: "a" }, again: 2 });
});

test("after some tries it says that it failed, and leaves the rest to the person", async () => {
  expect(await sending()).toEqual({ result: { code: "failed" }, again: 4 });
});

test("what is refused is not sent again", async () => {
  expect(await sending([422, { code: "too_large" }])).toEqual({ result: { code: "too_large" }, again: 0 });
});
