import { beforeEach, expect, test } from "vitest";
import "./key-help";

beforeEach(() => {
  document.body.innerHTML =
    '<input id="search"><key-help><button type="button">Keys</button><dialog><form method="dialog"><button>Close</button></form></dialog></key-help>';
});

const dialog = (): HTMLDialogElement => document.querySelector("dialog")!;

function press(target: Element): void {
  target.dispatchEvent(new KeyboardEvent("keydown", { key: "?", bubbles: true, cancelable: true }));
}

test("? opens the dialog and closes it again", () => {
  press(document.body);
  expect(dialog().open).toBe(true);
  press(dialog());
  expect(dialog().open).toBe(false);
});

test("a button does the same", () => {
  document.querySelector<HTMLButtonElement>("key-help > button")!.click();

  expect(dialog().open).toBe(true);
});

test("who types a question mark gets one", () => {
  press(document.querySelector("#search")!);

  expect(dialog().open).toBe(false);
});
