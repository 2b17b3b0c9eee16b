import { expect, test, vi } from "vitest";
import "./copy-text";

test("it copies the words of another element, and says so", async () => {
  const writeText = vi.fn(async () => undefined);
  Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
  document.body.innerHTML =
    '<code id="receipt"> río luna </code><copy-text for="receipt" data-text-copy="Copy" data-text-copied="Copied"></copy-text>';
  const button = document.querySelector("button")!;
  expect(button.textContent).toBe("Copy");

  button.click();
  await Promise.resolve();
  await Promise.resolve();

  expect(writeText).toHaveBeenCalledWith("río luna");
  expect(button.textContent).toBe("Copied");
});
