import { afterEach, expect, test, vi } from "vitest";
import "./passkey-button";

const device = vi.hoisted(() => ({ startAuthentication: vi.fn(), startRegistration: vi.fn() }));
vi.mock("@simplewebauthn/browser", () => device);

function page(attributes = `kind="show" data-options='{"publicKey":{"challenge":"AAAA"}}'`, origin = location.origin): void {
  (window as unknown as Record<string, unknown>)["PublicKeyCredential"] = class {};
  document.body.innerHTML = `<form id="f"><input name="credential"></form>
    <passkey-button for="f" ${attributes} data-origin="${origin}" data-text-press="Press" data-text-stopped="Stopped"
      data-text-known="Known" data-text-failed="Failed" data-text-elsewhere="Only at {origin}"></passkey-button>`;
  HTMLFormElement.prototype.requestSubmit = vi.fn();
}

const button = (): HTMLButtonElement | null => document.querySelector("passkey-button button");
const note = (): string | null | undefined => document.querySelector("passkey-button p")?.textContent;
const refusal = (name: string): Error => Object.assign(new Error("no"), { name });

afterEach(() => {
  vi.clearAllMocks();
  vi.unstubAllGlobals();
});

test("it sends what the device answers", async () => {
  page();
  device.startAuthentication.mockResolvedValue({ id: "mine" });

  button()!.click();

  await vi.waitFor(() => expect(HTMLFormElement.prototype.requestSubmit).toHaveBeenCalled());
  expect(device.startAuthentication).toHaveBeenCalledWith({ optionsJSON: { challenge: "AAAA" } });
  expect(document.querySelector("input")!.value).toBe('{"id":"mine"}');
});

test("it fetches what to ask where the page does not say it", async () => {
  page('kind="show" src="/asked/"');
  vi.stubGlobal("fetch", vi.fn(async () => Response.json({ request_options: { publicKey: { challenge: "BBBB" } } })));
  device.startAuthentication.mockResolvedValue({});

  button()!.click();

  await vi.waitFor(() => expect(device.startAuthentication).toHaveBeenCalledWith({ optionsJSON: { challenge: "BBBB" } }));
});

test.each([
  ["NotAllowedError", "Stopped"],
  ["InvalidStateError", "Known"],
  ["SecurityError", "Failed"],
])("after %s it says so, sends nothing and can be pressed again", async (name, said) => {
  page(`kind="make" data-options='{"publicKey":{}}'`);
  device.startRegistration.mockRejectedValue(refusal(name));

  button()!.click();

  await vi.waitFor(() => expect(note()).toBe(said));
  expect(button()!.disabled).toBe(false);
  expect(HTMLFormElement.prototype.requestSubmit).not.toHaveBeenCalled();
});

test("on a page of another origin it has no button and says where passkeys work", () => {
  page(undefined, "https://network.example");

  expect(button()).toBeNull();
  expect(note()).toBe("Only at https://network.example");
});
