import { rmSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { migrate } from "@/db/migrate";
import { startPostgres } from "@/lib/processes/database";
import { scratchFolder } from "./scratch-folder";

declare module "vitest" {
  interface ProvidedContext {
    /** Superuser URL of the run's PostgreSQL, and the name of its migrated, empty template database. */
    testPostgres: { readonly url: string; readonly template: string };
  }
}

/** One real PostgreSQL for a whole run, migrated once; suites copy the template. Its durability is off, its behaviour is not. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = scratchFolder("millrace-test-");
  const settings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "300", shared_buffers: "64MB", autovacuum: "off" };
  const server = await startPostgres({ dataDir: join(home, "data"), password: "test", port: 0, settings, logFile: join(home, "postgres.log") });
  const teardown = async () => {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const template = "template_millrace";
    const sql = postgres(server.url, { max: 1 });
    await sql`create database ${sql(template)}`;
    await sql.end();
    await migrate(databaseUrl(server.url, template));
    project.provide("testPostgres", { url: server.url, template });
    return teardown;
  } catch (error) {
    await teardown();
    throw error;
  }
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
