/** Seal to an age recipient in the browser: what is sealed here, only the holder of its identity can open. */
import { Encrypter } from "age-encryption";

function encrypter(recipient: string): Encrypter {
  const made = new Encrypter();
  made.addRecipient(recipient);
  return made;
}

/** Return the bytes of an age file (binary) for one recipient (`age1…`). @throws Error for a broken recipient. */
export function sealTo(recipient: string, plain: Uint8Array): Promise<Uint8Array> {
  return encrypter(recipient).encrypt(plain);
}

/** Seal a stream without holding it whole: for big files. @throws Error for a broken recipient. */
export function sealStream(recipient: string, plain: ReadableStream<Uint8Array>): Promise<ReadableStream<Uint8Array>> {
  return encrypter(recipient).encrypt(plain);
}
