/** A worker's world for tests, as far as our handlers ask for it: a screen, windows, and what the browser subscribes. */
import { vi } from "vitest";
import { listenToPushes } from "./worker";

const MESSAGE = { language: "es", dir: "ltr", title: "Confirmado", body: "Vimos", kind: "confirmed", code: "K", tag: "t", number: 1, page: "/alerts/t/", expires_at: 0 };

export interface Kept {
  title: string;
  tag: string;
  data: { tag: string; number: number; page: string; expires_at: number };
  close: () => void;
}

/** Begin to listen in a new world. */
export function world() {
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
