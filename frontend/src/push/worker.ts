/** The worker's part of alerts: a push becomes a notification, though no page is open; a press on it opens its page. */
import { lookHere } from "./here";
import { isOver, isOvertaken, options, pageOf, read, type Shown } from "./payload";
import { closeOver } from "./screen";
import { end, readdress, subscribe } from "./subscribing";

interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Pushed extends Waiting {
  data: { text(): string } | null;
}
interface Pressed extends Waiting {
  notification: Notification;
}
interface Window {
  url: string;
  focus(): Promise<unknown>;
}
export interface Scope {
  registration: ServiceWorkerRegistration;
  clients: { matchAll(asked: object): Promise<Window[]>; openWindow(address: string): Promise<unknown> };
  addEventListener(type: string, act: (event: never) => void): void;
}

/** Begin to listen. `icon` is the address of a picture of ours. */
export function listenToPushes(scope: Scope, icon: string): void {
  // One after the other: two that come at once would both look at the screen before either stands on it.
  let before: Promise<unknown> = Promise.resolve();
  scope.addEventListener("push", (event: Pushed) => {
    const text = event.data?.text() ?? "";
    const work = before.then(() => show(scope.registration, text, icon));
    before = work.catch(() => undefined);
    event.waitUntil(work);
  });
  scope.addEventListener("notificationclick", (event: Pressed) => event.waitUntil(open(scope, event.notification)));
  scope.addEventListener("pushsubscriptionchange", (event: Waiting) => event.waitUntil(renew(scope.registration)));
}

async function show(registration: ServiceWorkerRegistration, text: string, icon: string): Promise<void> {
  const now = Date.now();
  await closeOver(registration, now);
  const message = read(text);
  if (!message || isOver(message, now)) return;
  const shown = await registration.getNotifications({ tag: message.tag });
  if (isOvertaken(message, shown.map(({ data }) => data as Shown))) return;
  // The newer one takes the place of the older ones; a browser that does not do so by the tag is told to.
  for (const each of shown) each.close();
  await registration.showNotification(message.title, options(message, icon));
}

async function open(scope: Scope, notification: Notification): Promise<void> {
  notification.close();
  const address = pageOf(notification.data as Partial<Shown> | null, location.origin);
  const windows = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  const found = windows.find(({ url }) => url === address);
  await (found ? found.focus() : scope.clients.openWindow(address));
}

/** The push service gave the subscription up, or another address: take a new one and say so, as long as alerts are wanted. */
async function renew(registration: ServiceWorkerRegistration): Promise<void> {
  const here = await lookHere();
  if (!here) return;
  try {
    await readdress(here, await subscribe(registration, here.key));
  } catch (error) {
    // The permission was taken back: that is the person's answer, and the network is told.
    if (error instanceof DOMException && error.name === "NotAllowedError") await end(registration);
    else throw error;
  }
}
