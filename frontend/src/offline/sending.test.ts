import { beforeEach, expect, test, vi } from "vitest";
import { send } from "./sending";

const ITEM = { id: "an-id-that-nobody-guesses", sealed: new Uint8Array([1, 2, 3]), created_on: "2026-11-24" };
const NOW = (): Date => new Date("2026-11-24T18:30:45.123Z");
const asked = vi.fn<typeof fetch>();

function answers(...all: (Response | Error)[]): void {
  for (const each of all) {
    if (each instanceof Error) asked.mockRejectedValueOnce(each);
    else asked.mockResolvedValueOnce(each);
  }
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });

beforeEach(() => {
  asked.mockReset();
  vi.stubGlobal("fetch", asked);
});

test.each([200, 201])("only the network's receipt counts as received: %d", async (status) => {
  answers(json(status, { receipt_code: "six words", is_new: true, is_contact_left_out: true }));

  expect(await send(ITEM, NOW)).toEqual({ kind: "received", words: "six words", isContactLeftOut: true });
});

test("what goes out is the sealed bytes, the random id and the clock to the minute; to nobody else", async () => {
  answers(json(201, { receipt_code: "six words" }));

  await send(ITEM, NOW);

  const [address, sent] = asked.mock.calls[0]!;
  expect(address).toBe("/api/v1/reports/sealed");
  expect(sent).toMatchObject({
    method: "POST",
    body: ITEM.sealed,
    credentials: "same-origin",
    headers: { "Content-Type": "application/octet-stream", "Idempotency-Key": ITEM.id, "Phone-Clock": "2026-11-24T18:30:00+00:00" },
  });
});

test.each([
  ["no line", new TypeError("Failed to fetch")],
  ["a sign-in page of somebody else", new Response("<html>Welcome to our hotel</html>", { status: 200 })],
  ["somebody else's JSON", json(200, { hello: true })],
  ["a page that is not there yet", new Response("", { status: 404 })],
  ["a fault of the server", json(500, { code: "SERVER_ERROR" })],
  ["no key there at the moment", json(503, { code: "NO_INTAKE_KEY" })],
])("it waits after %s", async (_what, answer) => {
  answers(answer);

  expect(await send(ITEM, NOW)).toEqual({ kind: "waits", afterMs: 0 });
});

test("it waits as long as it is asked to, and not for ever", async () => {
  answers(json(429, { code: "TOO_MANY_REQUESTS" }, { "Retry-After": "120" }), json(503, {}, { "Retry-After": "999999999" }));

  expect(await send(ITEM, NOW)).toEqual({ kind: "waits", afterMs: 120_000 });
  expect(await send(ITEM, NOW)).toEqual({ kind: "waits", afterMs: 900_000 });
});

test.each([
  [422, "SEALED_TO_ANOTHER_KEY", "Write it again."],
  [413, "TOO_LARGE", "Too much."],
])("what can't be taken is said in the network's words: %d %s", async (status, code, message) => {
  answers(json(status, { code, message }));

  expect(await send(ITEM, NOW)).toEqual({ kind: "refused", code, message });
});

test("a proof that can't be found leaves it waiting", async () => {
  answers(json(429, { code: "PROOF_ASKED", challenge: { nonsense: true } }));

  expect(await send(ITEM, NOW)).toEqual({ kind: "waits", afterMs: 0 });
});
