import { isOver, type Shown } from "./payload";

/** Take what is over off the screen. A browser wakes a worker only now and then: done there, and when a page opens. */
export async function closeOver(registration: ServiceWorkerRegistration, now: number): Promise<void> {
  for (const each of (await registration.getNotifications?.()) ?? []) {
    if (isOver((each.data as Shown | null) ?? { expires_at: 0 }, now)) each.close();
  }
}
