import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, realpathSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { type Account, mayEnter } from "./postgres-account";
import { sharedFolder } from "./postgres-binaries";

/**
 * Where the embedded PostgreSQL keeps its data: `postgres` in the home folder. When that lies where PostgreSQL's account may not go,
 * such as under root's home, it is a link to a folder under /var/lib/millrace.
 */
export function postgresFolder(home: string, account: Account): string {
  const folder = join(home, "postgres");
  if (existsSync(folder)) return realpathSync(folder);
  if (mayEnter(home, account)) return folder;
  const elsewhere = join(sharedFolder, createHash("sha256").update(home).digest("hex").slice(0, 12));
  mkdirSync(elsewhere, { recursive: true, mode: 0o755 });
  if (!lstatSync(folder, { throwIfNoEntry: false })) symlinkSync(join(elsewhere, "postgres"), folder);
  return join(elsewhere, "postgres");
}

/** The account that owns existing data goes on running it: root starts what a normal user made as that user. */
export function ownerOf(dataDir: string, account: Account): Account {
  const owner = statSync(dataDir, { throwIfNoEntry: false });
  if (!owner || owner.uid === (account?.uid ?? process.getuid?.())) return account;
  if (account && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  throw new Error(`The data in ${dataDir} belongs to another account (number ${owner.uid}). Start Millrace as that account, or move the folder away to begin anew.`);
}
