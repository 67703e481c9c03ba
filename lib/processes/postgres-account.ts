import { execFileSync, spawnSync } from "node:child_process";

/** The system account that PostgreSQL runs as; `null` means the account that runs us. */
export type Account = { readonly uid: number; readonly gid: number } | null;

/** PostgreSQL refuses to run as root, so root lends it the account `postgres`, created when the machine has none. */
export function postgresAccount(): Account {
  if (process.getuid?.() !== 0) return null;
  if (id("-u") === null) createAccount();
  const uid = id("-u");
  const gid = id("-g");
  if (uid === null || gid === null) throw new Error("PostgreSQL cannot run as root, and the account `postgres` could not be created. Start Millrace as a normal user.");
  return { uid, gid };
}

/** Whether the account may pass through and read a folder; one closed folder above it is enough to keep it out. */
export function mayEnter(folder: string, account: Account): boolean {
  if (account === null) return true;
  return spawnSync("test", ["-x", folder, "-a", "-r", folder], { cwd: "/", ...account }).status === 0;
}

function id(flag: "-u" | "-g"): number | null {
  const answer = spawnSync("id", [flag, "postgres"], { encoding: "utf8" });
  return answer.status === 0 ? Number.parseInt(answer.stdout, 10) : null;
}

function createAccount(): void {
  if (spawnSync("getent", ["group", "postgres"]).status !== 0) execFileSync("groupadd", ["--system", "postgres"]);
  execFileSync("useradd", ["--system", "--no-create-home", "--gid", "postgres", "--shell", "/bin/false", "postgres"]);
}
