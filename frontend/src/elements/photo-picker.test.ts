import { beforeEach, expect, test, vi } from "vitest";
import { parseFragment } from "../lib/trusted";
import "./photo-picker";

beforeEach(() => {
  const page = parseFragment(`<form><input name="csrfmiddlewaretoken" value="t">
    <photo-picker data-most="1" data-photo-mb="25" data-text-photo="Photo" data-text-empty="Empty." data-text-too_many="Too many."
      data-text-remove="Remove" data-text-removed="Removed.">
      <input type="file" name="photos" multiple><p><span data-with-script hidden>sealed here</span><span data-without-script>sealed there</span></p>
    </photo-picker></form>`);
  document.body.replaceChildren(page);
});

const field = (): HTMLInputElement => document.querySelector("input[type=file]")!;
const items = (): string[] => [...document.querySelectorAll("li [role=status]")].map((each) => each.textContent ?? "");

async function choose(...files: File[]): Promise<void> {
  Object.defineProperty(field(), "files", { value: files, configurable: true });
  field().dispatchEvent(new Event("change"));
  await vi.waitFor(() => expect(items()).toHaveLength(files.length), 10_000);
}

test("with a script the page says that this device seals", () => {
  expect(document.querySelector<HTMLElement>("[data-with-script]")!.hidden).toBe(false);
  expect(document.querySelector<HTMLElement>("[data-without-script]")!.hidden).toBe(true);
});

test("what can't be sent is told and can be removed", async () => {
  await choose(new File([], "secret-name.jpg", { type: "image/jpeg" }), new File(["x"], "b.jpg", { type: "image/jpeg" }));

  expect(items()).toEqual(["Empty.", "Too many."]);
  expect(document.body.textContent).not.toContain("secret-name");
  document.querySelector<HTMLButtonElement>("li button")!.click();
  expect(items()).toEqual(["Too many."]);
});
