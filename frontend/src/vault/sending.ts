/** Seal a file on this device and send it: the whole of it again where the connection breaks. */
import { sealStream } from "../lib/age";
import { jpeg } from "./copies";

export type Kind = "photo" | "video";

/** How it went: an id for the report, or a code for which the page has a sentence. */
export type Sent = { id: string } | { code: string };

export interface Where {
  address: string;
  /** The token against forged forms. */
  token: string;
}

/** What tells of progress: a number between 0 and 1, or that it begins again. */
export interface Progress {
  sent(part: number): void;
  again(): void;
}

const PAUSES_MS = [2_000, 5_000, 15_000, 30_000];

/** Seal a file piece by piece; what is returned shows nothing of it. @throws where this device can't seal. */
export async function sealed(recipient: string, file: Blob): Promise<Blob> {
  return new Response(await sealStream(recipient, file.stream())).blob();
}

/** Return the form that carries a sealed original and its copies. No name of a file is in it. */
export async function formOf(kind: Kind, original: Blob, copies: HTMLCanvasElement[], token: string): Promise<FormData> {
  const form = new FormData();
  form.append("csrfmiddlewaretoken", token);
  form.append("kind", kind);
  form.append("sealed", original, "sealed.age");
  for (const copy of copies) form.append("copy", await jpeg(copy), "copy.jpg");
  return form;
}

/** Send a form; try again while the line is bad or the server busy, until the signal stops it. */
export async function send(form: FormData, where: Where, progress: Progress, signal: AbortSignal): Promise<Sent> {
  for (const pause of [0, ...PAUSES_MS]) {
    if (pause > 0) {
      progress.again();
      await new Promise((done) => window.setTimeout(done, pause));
    }
    if (signal.aborted) break;
    const answer = await once(form, where.address, progress, signal);
    if (answer) return answer;
  }
  return { code: "failed" };
}

/** One try; undefined where another may help. */
function once(form: FormData, address: string, progress: Progress, signal: AbortSignal): Promise<Sent | undefined> {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    const stop = (): void => request.abort();
    signal.addEventListener("abort", stop, { once: true });
    request.upload.addEventListener("progress", (event) => progress.sent(event.total ? event.loaded / event.total : 0));
    request.addEventListener("loadend", () => {
      signal.removeEventListener("abort", stop);
      done(understood(request.status, request.response));
    });
    request.open("POST", address);
    request.responseType = "json";
    request.send(form);
  });
}

/** Read an answer; undefined where the same may succeed later. */
export function understood(status: number, answer: unknown): Sent | undefined {
  const said = (answer ?? {}) as { id?: unknown; code?: unknown };
  if (status === 201 && typeof said.id === "string") return { id: said.id };
  if (status === 422 && typeof said.code === "string") return { code: said.code };
  if (status === 0 || status >= 500 || status === 429) return undefined;
  return { code: status === 413 ? "too_large" : "failed" };
}
