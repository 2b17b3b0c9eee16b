import { beforeEach, expect, test, vi } from "vitest";
import "./device-place";

type Answer = (found: (position: unknown) => void, refused: () => void) => void;

function open(answer: Answer): HTMLButtonElement | null {
  vi.stubGlobal("isSecureContext", true);
  Object.defineProperty(navigator, "geolocation", { value: { getCurrentPosition: answer }, configurable: true });
  document.body.innerHTML =
    '<form><input name="lat"><input name="lon"><device-place data-text-button="Here" data-text-found="Filled" data-text-refused="Write it"></device-place></form>';
  return document.querySelector("button");
}

const said = (): string | null | undefined => document.querySelector("[role=status]")?.textContent;

beforeEach(() => {
  document.body.innerHTML = "";
});

test("the device's place goes into the form, and nothing is sent", () => {
  const sent = vi.fn();
  const button = open((found) => found({ coords: { latitude: 34.05, longitude: -118.25 } }));
  document.querySelector("form")!.addEventListener("submit", sent);

  button!.click();

  expect([...document.querySelectorAll("input")].map((each) => each.value)).toEqual(["34.05000", "-118.25000"]);
  expect(said()).toBe("Filled");
  expect(sent).not.toHaveBeenCalled();
});

test("a refusal is answered with another way", () => {
  open((_found, refused) => refused())!.click();

  expect(said()).toBe("Write it");
});
