import { describe, expect, it } from "vitest";
import { openSecrets, sealSecrets } from "./secrets";

const MASTER = "a-master-secret-of-this-test-only-0001";
const secrets = { apiKey: "key-of-this-test", webhookSecrets: ["one-of-this-test"] };

describe("SEC-16 stored credentials", () => {
  it("come back as they were, and never look the same twice", () => {
    const sealed = sealSecrets(secrets, "connection-1", MASTER);
    expect(openSecrets(sealed, "connection-1", MASTER)).toEqual(secrets);
    expect(sealSecrets(secrets, "connection-1", MASTER)).not.toBe(sealed);
    expect(sealed).not.toContain("key-of-this-test");
  });

  it("can't be read for another connection, under another secret, or when a byte was changed", () => {
    const sealed = sealSecrets(secrets, "connection-1", MASTER);
    expect(() => openSecrets(sealed, "connection-2", MASTER)).toThrow("can't be read");
    expect(() => openSecrets(sealed, "connection-1", `${MASTER}x`)).toThrow("MILLRACE_SECRET");
    const middle = sealed.at(-8) === "A" ? "B" : "A";
    expect(() => openSecrets(sealed.slice(0, -8) + middle + sealed.slice(-7), "connection-1", MASTER)).toThrow("can't be read");
    expect(() => openSecrets("plain", "connection-1", MASTER)).toThrow("unknown form");
  });
});
