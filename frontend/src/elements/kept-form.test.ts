import { afterEach, beforeEach, expect, test, vi } from "vitest";
import "./kept-form";

const sent = vi.fn();
const PAGE = '<input type="hidden" name="csrfmiddlewaretoken" value="new">';

beforeEach(() => {
  document.body.innerHTML =
    '<kept-form data-text-offline="No connection" data-text-ended="Signed out"><form><input type="hidden" name="csrfmiddlewaretoken" value="old"><input name="text" value="typed"><button>Send</button></form></kept-form>';
  // What the element lets through arrives here.
  document.body.addEventListener("submit", onSubmit);
});

afterEach(() => {
  document.body.removeEventListener("submit", onSubmit);
  sent.mockReset();
  vi.unstubAllGlobals();
});

function onSubmit(event: Event): void {
  if (!event.defaultPrevented) sent();
  event.preventDefault();
}

async function press(answer: () => Promise<unknown>): Promise<string> {
  vi.stubGlobal("fetch", vi.fn(answer));
  document.querySelector("form")!.requestSubmit(document.querySelector("button"));
  await new Promise((resolve) => setTimeout(resolve, 0));
  return document.querySelector(".kept-form__note")?.textContent ?? "";
}

test("where somebody answers, the form is sent once", async () => {
  expect(await press(async () => ({ ok: true, status: 200, type: "basic", text: async () => PAGE }))).toBe("");
  expect(sent).toHaveBeenCalledTimes(1);
  expect(document.querySelector<HTMLInputElement>('[type="hidden"]')!.value).toBe("new");
});

test("without a connection everything typed stays, and it says so", async () => {
  expect(await press(async () => Promise.reject(new TypeError("no line")))).toBe("No connection");
  expect(sent).not.toHaveBeenCalled();
  expect(document.querySelector<HTMLInputElement>('[name="text"]')!.value).toBe("typed");
});

test("where the sign-in has ended it says that", async () => {
  expect(await press(async () => ({ ok: false, status: 0, type: "opaqueredirect" }))).toBe("Signed out");
  expect(sent).not.toHaveBeenCalled();
});

test("what was said goes when it can be sent", async () => {
  await press(async () => Promise.reject(new TypeError("no line")));
  expect(await press(async () => ({ ok: true, status: 200, type: "basic", text: async () => PAGE }))).toBe("");
  expect(sent).toHaveBeenCalledTimes(1);
});
