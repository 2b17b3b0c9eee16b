import { afterEach, beforeEach, expect, test, vi } from "vitest";

const kept: { here: { path: string; key: string } | undefined } = { here: undefined };
vi.mock("./here", () => ({
  lookHere: async () => kept.here,
  forgetHere: async () => void (kept.here = undefined),
  keepHere: async () => undefined,
}));

const { listenToPushes } = await import("./worker");

const MESSAGE = { language: "es", dir: "ltr", title: "Confirmado", body: "Vimos", kind: "confirmed", code: "K", tag: "t", number: 1, page: "/alerts/t/", expires_at: 0 };
const KEY = "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM";

interface Kept {
  title: string;
  tag: string;
  data: { tag: string; number: number; page: string; expires_at: number };
  close: () => void;
}

/** A worker's world, as far as it is asked for. */
function world() {
  const handlers = new Map<string, (event: never) => void>();
  const screen: Kept[] = [];
  const subscription = { toJSON: () => ({ endpoint: "https://fcm.googleapis.com/new" }), unsubscribe: vi.fn(async () => true), options: {} };
  const registration = {
    getNotifications: async (asked?: { tag: string }) => screen.filter(({ tag }) => !asked || tag === asked.tag),
    showNotification: async (title: string, { tag, data }: Kept) => {
      const made: Kept = { title, tag, data, close: () => void screen.splice(screen.indexOf(made), 1) };
      screen.push(made);
    },
    pushManager: { getSubscription: vi.fn(async () => null), subscribe: vi.fn(async () => subscription) },
  };
  const windows: { url: string; focus: () => Promise<void> }[] = [];
  const clients = { matchAll: async () => windows, openWindow: vi.fn(async () => null) };
  listenToPushes({ registration, clients, addEventListener: (type: string, act: (event: never) => void) => void handlers.set(type, act) } as never, "/mark.png");
  const fire = async (type: string, event: object): Promise<void> => {
    let work: Promise<unknown> = Promise.resolve();
    handlers.get(type)!({ ...event, waitUntil: (each: Promise<unknown>) => void (work = each) } as never);
    await work;
  };
  const push = (changed: object = {}): Promise<void> => fire("push", { data: { text: () => JSON.stringify({ ...MESSAGE, ...changed }) } });
  return { screen, push, fire, windows, clients, registration };
}

const titles = (screen: Kept[]): string[] => screen.map(({ title }) => title);

beforeEach(() => {
  kept.here = undefined;
});
afterEach(() => vi.unstubAllGlobals());

test("a newer message stands in the older one's place, another thread's stays", async () => {
  const { screen, push } = world();

  await push();
  await push({ tag: "other", title: "Otro" });
  await push({ number: 2, kind: "withdrawal", title: "Retirado" });

  expect(titles(screen)).toEqual(["Otro", "Retirado"]);
});

test("what was overtaken, what is over and what is none of ours is not shown", async () => {
  const { screen, push, fire } = world();
  await push({ number: 2, title: "Retirado" });

  await push({ number: 1 });
  await push({ tag: "late", expires_at: Date.now() / 1000 - 1 });
  await fire("push", { data: { text: () => "hello" } });
  await fire("push", { data: null });

  expect(titles(screen)).toEqual(["Retirado"]);
});

test("two that come in the same moment are shown one after the other", async () => {
  const { screen, push } = world();

  await Promise.all([push({ number: 2, title: "Retirado" }), push({ number: 1 }), push({ number: 3, title: "Otra vez" })]);

  expect(titles(screen)).toEqual(["Otra vez"]);
});

test("what is over goes away with the next wake-up", async () => {
  const { screen, push } = world();
  vi.useFakeTimers({ now: 1_000_000 });
  await push({ expires_at: 1_010 });
  vi.setSystemTime(1_020_000);

  await push({ tag: "next", title: "Siguiente", expires_at: 2_000 });

  expect(titles(screen)).toEqual(["Siguiente"]);
  vi.useRealTimers();
});

test("a press opens the page, or goes to where it is open", async () => {
  const { screen, push, fire, windows, clients } = world();
  await push();
  await push({ tag: "two", page: "/alerts/two/" });
  const focus = vi.fn(async () => undefined);
  windows.push({ url: `${location.origin}/alerts/t/`, focus });
  const [first, second] = [...screen];

  await fire("notificationclick", { notification: first });
  await fire("notificationclick", { notification: second });

  expect(focus).toHaveBeenCalledOnce();
  expect(clients.openWindow.mock.calls).toEqual([[`${location.origin}/alerts/two/`]]);
  expect(screen).toEqual([]);
});

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
