// @vitest-environment node
import { Decrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { expect, test } from "vitest";
import { sealStream, sealTo } from "./age";

async function keys(): Promise<{ recipient: string; open: (sealed: Uint8Array) => Promise<string> }> {
  const identity = await generateX25519Identity();
  const opener = new Decrypter();
  opener.addIdentity(identity);
  return { recipient: await identityToRecipient(identity), open: (sealed) => opener.decrypt(sealed, "text") };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("what is sealed opens with the identity, and shows nothing before", async () => {
  const { recipient, open } = await keys();

  const sealed = await sealTo(recipient, bytes("a white van"));

  expect(new TextDecoder().decode(sealed)).toMatch(/^age-encryption\.org\/v1\n/);
  expect(new TextDecoder().decode(sealed)).not.toContain("white");
  expect(await open(sealed)).toBe("a white van");
});

test("a stream is sealed piece by piece", async () => {
  const { recipient, open } = await keys();
  const piece = "0123456789".repeat(10_000);
  const plain = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let number = 0; number < 5; number += 1) controller.enqueue(bytes(piece));
      controller.close();
    },
  });

  const sealed = await new Response(await sealStream(recipient, plain)).bytes();

  expect(await open(sealed)).toBe(piece.repeat(5));
});

test("without a proper recipient nothing is sealed, and it fails aloud", async () => {
  await expect(async () => sealTo("age1nonsense", bytes("a white van"))).rejects.toThrow();
  await expect(async () => sealTo("", bytes("a white van"))).rejects.toThrow();
});
