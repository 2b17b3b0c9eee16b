import { beforeEach, expect, test, vi } from "vitest";

const kept: { here: { path: string; key: string } | undefined } = { here: undefined };
vi.mock("./here", () => ({
  lookHere: async () => kept.here,
  keepHere: async (here: { path: string; key: string }) => void (kept.here = here),
  forgetHere: async () => void (kept.here = undefined),
}));
const { bytesOf, end, isWithKey, stillOn } = await import("./subscribing");

const HERE = { path: "/alerts/unsubscribe/T/", key: "AQID" };
const fetched = vi.fn(async (_address: string, _asked: RequestInit) => new Response("{}"));
let mine: PushSubscription | null = null;
const subscription = (key: number[]): PushSubscription =>
  ({
    options: { applicationServerKey: new Uint8Array(key).buffer },
    toJSON: () => ({ endpoint: "https://fcm.googleapis.com/x" }),
    unsubscribe: async () => {
      mine = null;
      return true;
    },
  }) as unknown as PushSubscription;
const registration = {
  pushManager: { getSubscription: async () => mine, subscribe: async () => (mine = subscription([1, 2, 3])) },
  getNotifications: async () => [],
} as unknown as ServiceWorkerRegistration;

beforeEach(() => {
  [mine, kept.here] = [subscription([1, 2, 3]), HERE];
  fetched.mockClear();
  vi.stubGlobal("fetch", fetched);
});

test("what is kept is told, as long as the network knows it", async () => {
  expect(await stillOn(registration, "AQID")).toEqual(HERE);
  expect(fetched.mock.calls[0]![1].method).toBe("HEAD");
});

test("a subscription that ended at the network ends here", async () => {
  fetched.mockResolvedValueOnce(new Response("", { status: 404 }));

  expect(await stillOn(registration, "AQID")).toBeUndefined();
  expect([mine, kept.here]).toEqual([null, undefined]);
});

test("without a line what this browser keeps is believed", async () => {
  fetched.mockRejectedValueOnce(new TypeError("no line"));

  expect(await stillOn(registration, "AQID")).toEqual(HERE);
});

test("a browser that subscribed with the network's earlier key does it anew, unasked", async () => {
  mine = subscription([9]);

  await stillOn(registration, "AQID");

  expect(isWithKey(mine!, "AQID")).toBe(true);
  expect(fetched.mock.calls.map(([address]) => address.split("?")[0])).toEqual(["/alerts/unsubscribe/T/", "/alerts/push/T/"]);
  expect(kept.here).toEqual(HERE);
});

test.each([
  [200, true],
  [404, true],
  [500, false],
])("it ends in the browser whatever the network answers: %d", async (status, told) => {
  fetched.mockResolvedValueOnce(new Response("", { status }));

  expect(await end(registration)).toBe(told);
  expect([mine, kept.here]).toEqual([null, undefined]);
  expect([fetched.mock.calls[0]![0], fetched.mock.calls[0]![1].method]).toEqual(["/alerts/unsubscribe/T/", "POST"]);
});

test("without a worker, a subscription or what is kept there are no alerts here", async () => {
  expect(await stillOn(undefined, "AQID")).toBeUndefined();
  mine = null;
  expect(await stillOn(registration, "AQID")).toBeUndefined();
  expect(fetched).not.toHaveBeenCalled();
});

test("base64url is read with and without what it lacks", () => {
  expect([...bytesOf("-_8")]).toEqual([251, 255]);
});
