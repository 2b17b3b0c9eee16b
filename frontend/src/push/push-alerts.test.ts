import { afterEach, beforeEach, expect, test, vi } from "vitest";

const kept: { here: { path: string; key: string } | undefined } = { here: undefined };
vi.mock("./here", () => ({
  lookHere: async () => kept.here,
  keepHere: async (here: { path: string; key: string }) => void (kept.here = here),
  forgetHere: async () => void (kept.here = undefined),
}));
await import("./push-alerts");

const HTML = `<form><input name="places" value="Pico-Union"><input name="address" value="ana@example.org">
  <push-alerts data-key="AQID" data-begin="/alerts/push/" data-text-allow="Allow" data-text-begun="Done" data-text-on="On" data-text-stop="Stop"
  data-text-change="Change" data-text-stopped="Stopped" data-text-not-told="Not told" data-text-denied="Denied" data-text-failed="Failed"
  data-text-none="None" data-text-iphone="iPhone" data-text-asking="Asking"><p>This needs JavaScript.</p></push-alerts></form>`;

let mine: object | null = null;
const answered = vi.fn(async () => "granted");
const fetched = vi.fn(async (_address: string, _asked: RequestInit) => new Response('{"path":"/alerts/unsubscribe/T/"}', { status: 201 }));
const subscription = {
  options: {},
  toJSON: () => ({ endpoint: "https://fcm.googleapis.com/x" }),
  unsubscribe: async () => {
    mine = null;
    return true;
  },
};
const registration = { pushManager: { getSubscription: async () => mine, subscribe: vi.fn(async () => (mine = subscription)) }, getNotifications: async () => [] };

beforeEach(() => {
  mine = null;
  kept.here = undefined;
  answered.mockResolvedValue("granted");
  fetched.mockClear();
  registration.pushManager.subscribe.mockClear();
  vi.stubGlobal("fetch", fetched);
  vi.stubGlobal("PushManager", class {});
  vi.stubGlobal("Notification", { permission: "default", requestPermission: answered });
  Object.defineProperty(navigator, "serviceWorker", {
    value: { register: async () => registration, ready: Promise.resolve(registration), getRegistration: async () => registration },
    configurable: true,
  });
});
afterEach(() => document.body.replaceChildren());

async function shown(): Promise<HTMLElement> {
  document.body.innerHTML = HTML;
  await settled();
  return document.querySelector("push-alerts")!;
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));
const said = (element: HTMLElement): string => element.querySelector("[role=status]")?.textContent ?? "";

async function press(element: HTMLElement, text: string): Promise<void> {
  [...element.querySelectorAll("button")].find((each) => each.textContent === text)!.click();
  await settled();
}

test("nothing is asked before the press", async () => {
  const element = await shown();

  expect(element.textContent).toBe("Allow");
  expect(answered).not.toHaveBeenCalled();
});

test("a press subscribes with the form's wishes, and never sends the mail address along", async () => {
  const element = await shown();

  await press(element, "Allow");

  const [address, asked] = fetched.mock.calls[0]!;
  const sent = new URLSearchParams(String(asked.body));
  expect(address).toMatch(/^\/alerts\/push\//);
  expect([sent.get("places"), sent.get("address")]).toEqual(["Pico-Union", null]);
  expect(JSON.parse(sent.get("subscription") ?? "")).toEqual({ endpoint: "https://fcm.googleapis.com/x" });
  expect(kept.here).toEqual({ path: "/alerts/unsubscribe/T/", key: "AQID" });
  expect(said(element)).toBe("Done");
  expect(element.querySelector("a")?.getAttribute("href")).toBe("/alerts/unsubscribe/T/");
});

test("what the network refuses is said in its words, and can be tried again", async () => {
  fetched.mockResolvedValueOnce(new Response('{"errors":["Name a place."]}', { status: 422 }));
  const element = await shown();

  await press(element, "Allow");

  expect(said(element)).toBe("Name a place.");
  expect(kept.here).toBeUndefined();
  expect(element.querySelector("button")?.disabled).toBe(false);
  fetched.mockRejectedValueOnce(new TypeError("no line"));
  await press(element, "Allow");
  expect(said(element)).toBe("Failed");
});

test("whoever does not allow it is subscribed to nothing", async () => {
  answered.mockResolvedValue("denied");
  const element = await shown();

  await press(element, "Allow");

  expect(said(element)).toBe("Denied");
  expect(registration.pushManager.subscribe).not.toHaveBeenCalled();
});

test("stopping ends it in the browser and at the network", async () => {
  [mine, kept.here] = [subscription, { path: "/alerts/unsubscribe/T/", key: "AQID" }];
  const element = await shown();
  expect(said(element)).toBe("On");

  await press(element, "Stop");

  expect([said(element), mine, kept.here]).toEqual(["Stopped", null, undefined]);
});

test("a browser that can not is told what it can", async () => {
  vi.unstubAllGlobals();
  expect(said(await shown())).toBe("None");
  Object.defineProperty(navigator, "userAgent", { value: "Mozilla/5.0 (iPhone)", configurable: true });
  expect(said(await shown())).toBe("iPhone");
});
