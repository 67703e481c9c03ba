import { afterAll, describe, it } from "vitest";
import { startTryton, type TrytonServer } from "./tryton-server";

/** A Tryton that runs. */
export type RunningTryton = Extract<TrytonServer, { kind: "up" }>;

/** Starts a real Tryton for a suite and ends it after it. Where none can be started the suite is one skipped test that says why, and so does the run. */
export async function onTryton(name: string, suite: (up: RunningTryton) => void): Promise<void> {
  const server = await startTryton();
  describe(name, () => {
    if (server.kind === "unavailable") {
      const says = `Tryton can't be started here: ${server.reason}`;
      process.stderr.write(`${says}\n`);
      it.skip(says);
      return;
    }
    afterAll(() => server.stop());
    suite(server);
  });
}
