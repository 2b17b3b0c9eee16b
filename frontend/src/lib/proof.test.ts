import { createChallenge, pbkdf2, verifySolution } from "altcha/lib";
import { expect, test, vi } from "vitest";
import { NoProof, solve } from "./proof";

const SECRET = "invented";

async function aChallenge(counter: number) {
  return createChallenge({
    algorithm: "PBKDF2/SHA-256",
    cost: 10,
    counter,
    deriveKey: pbkdf2.deriveKey,
    hmacSignatureSecret: SECRET,
  });
}

test.each([0, 1, 7, 50])("a challenge is solved, whichever strand finds it: %d", async (counter) => {
  const challenge = await aChallenge(counter);

  const proof = JSON.parse(atob(await solve(JSON.stringify(challenge))));

  const checked = await verifySolution({ ...proof, deriveKey: pbkdf2.deriveKey, hmacSignatureSecret: SECRET });
  expect(checked.verified).toBe(true);
  expect(proof.solution.counter).toBe(counter);
});

test.each([null, undefined, "", "{", "[]", 7, {}, { parameters: { algorithm: "SCRYPT", nonce: "00" } }])(
  "what is no challenge of ours is refused: %o",
  async (strange) => {
    await expect(solve(strange)).rejects.toMatchObject({ reason: "refused" });
  },
);

test("a page without a secure connection says so instead of hanging", async () => {
  vi.stubGlobal("crypto", {});

  await expect(solve(await Promise.resolve({ parameters: { algorithm: "PBKDF2/SHA-256", nonce: "00" } }))).rejects.toBeInstanceOf(NoProof);
});

test("it stops when told to", async () => {
  const challenge = await aChallenge(4_000_000);

  await expect(solve(challenge, AbortSignal.timeout(50))).rejects.toMatchObject({ reason: "timeout" });
});
