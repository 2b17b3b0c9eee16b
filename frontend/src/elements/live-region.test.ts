import { afterEach, beforeEach, expect, test, vi } from "vitest";
import "./live-region";
import type { LiveRegion } from "./live-region";

const asked = vi.fn<(address: string) => Response | Error>();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", async (address: string) => {
    const answer = asked(address);
    if (answer instanceof Error) throw answer;
    return answer;
  });
  document.body.innerHTML =
    '<main><live-region src="/board/?after=1" interval="1000" data-text-offline="no line" data-text-ended="signed out"><div data-cursor="1">old</div></live-region></main>';
});

afterEach(() => {
  document.body.innerHTML = "";
  asked.mockReset();
  vi.useRealTimers();
});

const region = (): LiveRegion => document.querySelector<LiveRegion>("live-region")!;
const note = (): string | undefined => document.querySelector(".live-note")?.textContent ?? undefined;
const nothingNew = (): Response => new Response(null, { status: 204 });

test("news replace what stood, and the next question is asked after them", async () => {
  asked.mockReturnValueOnce(new Response('<div data-cursor="2">new</div>')).mockReturnValue(nothingNew());
  const updated = vi.fn();
  document.addEventListener("live-region:updated", updated, { once: true });

  await vi.advanceTimersByTimeAsync(2100);

  expect(region().textContent).toBe("new");
  expect(updated).toHaveBeenCalledOnce();
  expect(asked.mock.calls.map(([address]) => new URL(address).searchParams.get("after"))).toEqual(["1", "2"]);
});

test("nothing newer leaves everything as it is", async () => {
  asked.mockReturnValue(nothingNew());

  await vi.advanceTimersByTimeAsync(3100);

  expect(region().textContent).toBe("old");
  expect(asked).toHaveBeenCalledTimes(3);
});

test("a server that is away is said in words and asked ever more seldom, and forgiven when it is back", async () => {
  asked.mockReturnValue(new TypeError("offline"));
  await vi.advanceTimersByTimeAsync(10_000);

  expect(note()).toBe("no line");
  expect(asked.mock.calls.length).toBeLessThan(6);
  expect(region().textContent).toBe("old");

  asked.mockReturnValue(nothingNew());
  await vi.advanceTimersByTimeAsync(30_000);
  expect(note()).toBeUndefined();
});

test("a single failure is not worth a word", async () => {
  asked.mockReturnValueOnce(new Response("", { status: 500 })).mockReturnValue(nothingNew());

  await vi.advanceTimersByTimeAsync(1100);

  expect(note()).toBeUndefined();
});

test("when the sign-in is over it stops and says so", async () => {
  asked.mockReturnValue(new Response("", { status: 403 }));

  await vi.advanceTimersByTimeAsync(60_000);

  expect(asked).toHaveBeenCalledOnce();
  expect(note()).toBe("signed out");
});

test("it rests while the page is hidden and asks at once when it is seen again", async () => {
  asked.mockImplementation(nothingNew);
  const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  document.dispatchEvent(new Event("visibilitychange"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).not.toHaveBeenCalled();

  hidden.mockReturnValue(false);
  document.dispatchEvent(new Event("visibilitychange"));
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toHaveBeenCalledOnce();
});

test("it asks no more once it is gone from the page", async () => {
  asked.mockImplementation(nothingNew);
  region().remove();

  await vi.advanceTimersByTimeAsync(10_000);

  expect(asked).not.toHaveBeenCalled();
});
