import { expect, test, vi } from "vitest";
import { type Kept, world } from "./pretended-worker";

const titles = (screen: Kept[]): string[] => screen.map(({ title }) => title);

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
