import { afterEach, beforeEach, expect, test, vi } from "vitest";

const kept: { here: { path: string; key: string } | undefined } = { here: undefined };
vi.mock("./here", () => ({
  lookHere: async () => kept.here,
  forgetHere: async () => void (kept.here = undefined),
  keepHere: async () => undefined,
}));

const { world } = await import("./pretended-worker");

const KEY = "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM";

beforeEach(() => {
  kept.here = undefined;
});
afterEach(() => vi.unstubAllGlobals());

test("a subscription that was given up is taken anew and told, with what this browser keeps", async () => {
  const told = vi.fn(async (_address: string, _asked: RequestInit) => new Response("{}"));
  vi.stubGlobal("fetch", told);
  kept.here = { path: "/alerts/unsubscribe/TOKEN/", key: KEY };
  const { fire, registration } = world();

  await fire("pushsubscriptionchange", {});

  expect(registration.pushManager.subscribe).toHaveBeenCalledOnce();
  const [address, asked] = told.mock.calls[0]!;
  expect(address).toMatch(/^\/alerts\/push\/TOKEN\//);
  expect(String(asked.body)).toContain("fcm.googleapis.com%2Fnew");
  expect(asked.credentials).toBe("omit");
});

test("where the permission was taken back, the network is told that it is over", async () => {
  const told = vi.fn(async (_address: string) => new Response(""));
  vi.stubGlobal("fetch", told);
  kept.here = { path: "/alerts/unsubscribe/TOKEN/", key: KEY };
  const { fire, registration } = world();
  registration.pushManager.subscribe.mockRejectedValue(new DOMException("", "NotAllowedError"));

  await fire("pushsubscriptionchange", {});

  expect(told.mock.calls.map(([address]) => address)).toEqual(["/alerts/unsubscribe/TOKEN/"]);
  expect(kept.here).toBeUndefined();
});

test("a browser that gets no alerts is not subscribed behind its owner's back", async () => {
  const { fire, registration } = world();

  await fire("pushsubscriptionchange", {});

  expect(registration.pushManager.subscribe).not.toHaveBeenCalled();
});
