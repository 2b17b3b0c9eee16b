import { createChallenge, pbkdf2 } from "altcha/lib";
import { afterEach, expect, test, vi } from "vitest";
import "./amparo-proof";

const sent = vi.fn();

async function show(counter: number, sendsItself = false, challenge?: string): Promise<HTMLFormElement> {
  const made = await createChallenge({ algorithm: "PBKDF2/SHA-256", cost: 10, counter, deriveKey: pbkdf2.deriveKey });
  document.body.innerHTML = `<form><button name="go" value="send">Send</button><button name="go" value="back">Back</button></form>`;
  const form = document.querySelector("form")!;
  const element = document.createElement("amparo-proof");
  element.dataset["challenge"] = challenge ?? JSON.stringify(made);
  element.dataset["textWorking"] = "One moment";
  element.toggleAttribute("data-sends-itself", sendsItself);
  form.prepend(element);
  form.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) sent((event as SubmitEvent).submitter);
    event.preventDefault();
  });
  return form;
}

const proof = (): string | undefined => document.querySelector<HTMLInputElement>('input[name="proof"]')?.value;

afterEach(() => {
  document.body.replaceChildren();
  sent.mockClear();
});

test("the proof is in the form before anybody presses", async () => {
  await show(5);

  await vi.waitFor(() => expect(JSON.parse(atob(proof()!)).solution.counter).toBe(5));
  expect(sent).not.toHaveBeenCalled();
});

test("pressing early waits, says so, and then sends by itself", async () => {
  const form = await show(3000);

  form.querySelector<HTMLButtonElement>('[value="send"]')!.click();
  expect(sent).not.toHaveBeenCalled();
  expect(form.querySelector('[role="status"]')!.textContent).toBe("One moment");

  await vi.waitFor(() => expect(sent).toHaveBeenCalledTimes(1), 5000);
  expect(proof()).toBeDefined();
});

test("going back does not wait", async () => {
  const form = await show(3_000_000);

  form.querySelector<HTMLButtonElement>('[value="back"]')!.click();

  expect(sent).toHaveBeenCalledTimes(1);
});

test("a page on which Send was pressed sends itself once", async () => {
  await show(5, true);

  await vi.waitFor(() => expect(sent).toHaveBeenCalledTimes(1));
});

test("where no proof can be made, the person decides: nothing is sent by itself, and Send works", async () => {
  const form = await show(5, true, "rubbish");
  await vi.waitFor(() => expect(form.querySelector('[role="status"]')!.textContent).toBe(""));
  expect(sent).not.toHaveBeenCalled();

  form.querySelector<HTMLButtonElement>('[value="send"]')!.click();

  expect(sent).toHaveBeenCalledTimes(1);
  expect(proof()).toBeUndefined();
});
