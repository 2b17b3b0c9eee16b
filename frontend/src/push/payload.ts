/** What a push says, and what becomes of it on the screen. No document and no worker here: only values. */

/** As `channels/web_push/payload.py` writes it. */
export interface Payload {
  language: string;
  dir: "ltr" | "rtl";
  title: string;
  body: string;
  kind: string;
  code: string;
  tag: string;
  number: number;
  page: string;
  /** Seconds since 1970; 0: never. */
  expires_at: number;
}

/** What a notification on the screen still knows of its message. */
export interface Shown {
  tag: string;
  number: number;
  page: string;
  expires_at: number;
}

const TEXTS = ["language", "title", "body", "kind", "code", "tag", "page"] as const;
// These sound again although the person has seen an earlier message of the thread. An end may come silently.
const SOUNDS_AGAIN = ["update", "correction", "withdrawal"];

/** Read a push; nothing where it is none of ours. */
export function read(text: string): Payload | undefined {
  try {
    const found = JSON.parse(text) as Payload;
    const isWhole = TEXTS.every((name) => typeof found[name] === "string") && found.title !== "" && found.tag !== "";
    return isWhole ? { ...found, dir: found.dir === "rtl" ? "rtl" : "ltr", number: Number(found.number) || 0, expires_at: Number(found.expires_at) || 0 } : undefined;
  } catch {
    return undefined;
  }
}

/** Tell whether it is too late to show something. */
export function isOver(message: Pick<Shown, "expires_at">, nowMs: number): boolean {
  return message.expires_at > 0 && message.expires_at * 1000 <= nowMs;
}

/** Tell whether what came is older than what the screen shows of the same thread: a push may be overtaken by another. */
export function isOvertaken(message: Payload, shown: readonly Shown[]): boolean {
  return shown.some(({ tag, number }) => tag === message.tag && number > message.number);
}

/** Return what the browser is told to show. */
export function options(message: Payload, icon: string): NotificationOptions & { renotify: boolean; data: Shown } {
  const { tag, number, page, expires_at } = message;
  return {
    body: message.body,
    lang: message.language,
    dir: message.dir,
    tag,
    renotify: SOUNDS_AGAIN.includes(message.kind),
    ...(icon ? { icon, badge: icon } : {}),
    data: { tag, number, page, expires_at },
  };
}

/** Return the address to open: a page of ours, whatever the message names. */
export function pageOf(shown: Partial<Shown> | null, origin: string): string {
  const wanted = new URL(shown?.page ?? "/", origin);
  return wanted.origin === origin ? wanted.href : `${origin}/`;
}
