import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";

const Secrets = z.object({
  /** Password of the embedded PostgreSQL. */
  databasePassword: z.string().min(1),
  /** Signs sessions and encrypts stored credentials, unless MILLRACE_SECRET is set. */
  secret: z.string().min(32),
  /** Key that the sandbox ERP asks of its callers. */
  sandboxErpKey: z.string().min(32),
  /** Signs the sandbox ERP's webhooks. */
  sandboxErpWebhookSecret: z.string().min(32),
});
export type Secrets = z.infer<typeof Secrets>;

/** The folder that holds everything this installation keeps: data, secrets, logs. Made if absent; nothing in it belongs into a repository. */
export function openHome(path: string): string {
  const home = resolve(path);
  mkdirSync(join(home, "logs"), { recursive: true });
  return home;
}

/** The generated secrets of this installation, made at the first start and readable by its owner alone. */
export function loadSecrets(home: string): Secrets {
  const path = join(home, "secrets.json");
  if (!existsSync(path)) {
    const fresh = () => randomBytes(32).toString("hex");
    const secrets: Secrets = { databasePassword: fresh(), secret: fresh(), sandboxErpKey: fresh(), sandboxErpWebhookSecret: fresh() };
    writeFileSync(path, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  }
  chmodSync(path, 0o600);
  return Secrets.parse(JSON.parse(readFileSync(path, "utf8")));
}
