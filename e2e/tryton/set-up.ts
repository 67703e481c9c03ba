import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Sets a company up as its IT does: a file and `npm run setup -- <file>`. Answers what was said; throws when the file was refused. */
export async function setUp(home: string, company: object): Promise<string> {
  const file = join(home, "company.json");
  writeFileSync(file, JSON.stringify(company), { mode: 0o600 });
  const { stdout } = await run("npm", ["run", "--silent", "setup", "--", file], { env: { ...process.env, MILLRACE_HOME: home } });
  return stdout;
}

/** True when the set-up was refused because the ERP's work units have not arrived yet. */
export function isTooEarly(refused: unknown): boolean {
  return refused instanceof Error && "stderr" in refused && /there is no (work unit|line) /.test(String(refused.stderr));
}
