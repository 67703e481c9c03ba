/** A sign-on at this tablet with the network, and the key with which it proves what is tapped: as the server gave it, or as the tablet keeps it. */
export type SignOnKey = { readonly id: string; readonly key: string | CryptoKey };

/** Which sign-on somebody tapped with, and what its key makes of what they tapped (SEC-06). */
export type TapProof = { readonly signOn: string; readonly proof: string };

type Tapped = { readonly accountId: string; readonly commandId: string; readonly eventTime: string; readonly command: { readonly name: string; readonly input: object } };

/** The key of a sign-on as a tablet may keep it: nothing in the browser can read it. Undefined where the browser has no such keys, as without https. */
export async function keptKey({ id, key }: SignOnKey): Promise<{ readonly id: string; readonly key: CryptoKey } | undefined> {
  if (typeof key !== "string") return { id, key };
  // Browsers leave it out on pages without https.
  const { subtle }: { subtle?: SubtleCrypto } = crypto;
  return subtle === undefined ? undefined : { id, key: await subtle.importKey("raw", new TextEncoder().encode(key), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]) };
}

/**
 * Proves who tapped something, and when: the same text as the server makes of what it is sent. Without the entry of a reversal or a photo, which is known only later.
 * Undefined where the browser has no keys: then it waits until whoever tapped signs on again.
 */
export async function proofOf(signOn: SignOnKey, { accountId, commandId, eventTime, command }: Tapped): Promise<TapProof | undefined> {
  const own = await keptKey(signOn);
  if (own === undefined) return undefined;
  const text = ["tap\0" + accountId, command.name, commandId, eventTime, JSON.stringify({ ...command.input, entryId: undefined })].join("\n");
  const bytes = new Uint8Array(await crypto.subtle.sign("HMAC", own.key, new TextEncoder().encode(text)));
  return {
    signOn: own.id,
    proof: btoa(String.fromCharCode(...bytes))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", ""),
  };
}
