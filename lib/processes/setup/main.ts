import { readFileSync } from "node:fs";
import { z } from "zod";
import { connect } from "@/db/client";
import { migrate } from "@/db/migrate";
import { env } from "@/lib/platform/env";
import { loadSecrets, openHome } from "@/lib/processes/home";
import { readRunning } from "@/lib/processes/running";
import { applyCompany } from "./apply-company";
import { CompanyFile } from "./company-file";

const [path] = process.argv.slice(2);

void main().catch((fault: unknown) => {
  console.error(`\n${fault instanceof Error ? fault.message : String(fault)}\n\nNothing was changed.\n`);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  if (path === undefined) throw new Error("Say which file describes the company: npm run setup -- company.json (see company.example.json).");
  const home = openHome(env.MILLRACE_HOME);
  const url = env.DATABASE_URL ?? readRunning(home)?.databaseUrl;
  if (url === undefined) throw new Error("There is no database to set up: start Millrace first (npm start), or set DATABASE_URL.");
  const parsed = CompanyFile.safeParse(JSON.parse(readFileSync(path, "utf8")));
  if (!parsed.success) throw new Error(`${path} can't be used:\n${z.prettifyError(parsed.error)}`);
  await migrate(url);
  const connection = connect(url, { max: 2 });
  try {
    const report = await applyCompany(connection.db, env.MILLRACE_SECRET ?? loadSecrets(home).secret, parsed.data);
    for (const line of report.done) console.log(`  ${line}`);
    if (report.leftAlone.length > 0) console.log("\nLeft alone, for what was signed in the browser stands:\n");
    for (const line of report.leftAlone) console.log(`  ${line}`);
    if (report.shownOnce.length > 0) console.log("\nNote these down now, they are shown once:\n");
    for (const line of report.shownOnce) console.log(`  ${line}`);
  } finally {
    await connection.close();
  }
}
