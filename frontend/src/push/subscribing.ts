/** Subscribing this browser, giving it up, and telling the network: the same from a page and from the worker. */
import { forgetHere, type Here, keepHere, lookHere } from "./here";

const LONGEST_MS = 4_000;

/** The network did not take it; each of `reasons` is a sentence of its, in the page's language. */
export class Refused extends Error {
  constructor(readonly reasons: readonly string[]) {
    super();
  }
}

/** Return the bytes of a base64url text. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
}

/** Tell whether a browser has subscribed with this very key. */
export function isWithKey(subscription: PushSubscription, key: string): boolean {
  const used = subscription.options?.applicationServerKey;
  return !used || new Uint8Array(used).join() === bytesOf(key).join();
}

/** Have the browser subscribe; one that did with another key does it anew. */
export async function subscribe(registration: ServiceWorkerRegistration, key: string): Promise<PushSubscription> {
  const before = await registration.pushManager.getSubscription();
  if (before && isWithKey(before, key)) return before;
  await before?.unsubscribe();
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) });
}

/** Hand the browser's subscription to the network, with the wishes. @throws Refused, or TypeError without a line */
export async function begin(address: string, wishes: FormData, subscription: PushSubscription, key: string): Promise<void> {
  const form = new URLSearchParams([...wishes].filter((pair): pair is [string, string] => typeof pair[1] === "string" && pair[0] !== "address"));
  const { path } = await post(address, form, subscription);
  if (!path) throw new Refused([]);
  await keepHere({ path, key });
}

/** Return what is kept of alerts that come here: nothing where they ended, at the network or in the browser. */
export async function stillOn(registration: ServiceWorkerRegistration | undefined, key: string): Promise<Here | undefined> {
  const here = await lookHere().catch(() => undefined);
  const subscription = (await registration?.pushManager?.getSubscription()) ?? null;
  if (!here || !registration || !subscription) return undefined;
  const status = await fetch(here.path, { method: "HEAD", credentials: "omit" }).then((answer) => answer.status, () => 0);
  if (status === 404) {
    await end(registration);
    return undefined;
  }
  if (!isWithKey(subscription, key)) {
    // The network has a new key: what the browser was subscribed with brings nothing any more.
    await readdress(here, await subscribe(registration, key));
    await keepHere({ ...here, key });
  }
  return here;
}

/** Tell the network the browser's new address. @throws Refused, or TypeError without a line */
export async function readdress(here: Here, subscription: PushSubscription): Promise<void> {
  const token = here.path.split("/").at(-2) ?? "";
  await post(`/alerts/push/${token}/`, new URLSearchParams(), subscription);
}

/** End it here first, then at the network; whether the network was told. What is kept here goes in any case. */
export async function end(registration?: ServiceWorkerRegistration): Promise<boolean> {
  const here = await lookHere().catch(() => undefined);
  await forgetHere();
  for (const shown of (await registration?.getNotifications?.()) ?? []) shown.close();
  const subscription = (await registration?.pushManager?.getSubscription().catch(() => null)) ?? null;
  await subscription?.unsubscribe().catch(() => false);
  return here === undefined || tellTheEnd(here);
}

/** Nobody waits long for it: where there is no line, the push service tells the network with the next alert. */
async function tellTheEnd({ path }: Here): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(LONGEST_MS);
    const { ok, status } = await fetch(path, { method: "POST", credentials: "omit", keepalive: true, signal });
    return ok || status === 404;
  } catch {
    return false;
  }
}

async function post(address: string, form: URLSearchParams, subscription: PushSubscription): Promise<{ path?: string }> {
  form.set("subscription", JSON.stringify(subscription));
  const lang = globalThis.document?.documentElement.lang;
  const answer = await fetch(lang ? `${address}?lang=${lang}` : address, { method: "POST", body: form, credentials: "omit" });
  const told = (await answer.json().catch(() => ({}))) as { path?: string; errors?: string[] };
  if (!answer.ok) throw new Refused(told.errors ?? []);
  return told;
}
