import { spawn } from "node:child_process";
import { once } from "node:events";

/** What a gateway is to publish; `perSecond` 0: as fast as the broker takes it. */
export type Load = { readonly url: string; readonly topics: readonly { readonly topic: string; readonly parameter: string }[]; readonly count: number; readonly perSecond: number };

/** A gateway that publishes as a process of its own. */
export type Gateway = {
  /** Resolves when the broker took everything. */
  readonly done: Promise<void>;
  stop(): Promise<void>;
};

export function startGateway(load: Load): Gateway {
  const child = spawn(process.execPath, ["--import", "tsx", "bench/publisher.ts", JSON.stringify(load)], { stdio: ["ignore", "inherit", "inherit"] });
  const exit = once(child, "exit");
  return {
    done: exit.then(([code]) => {
      if (code !== 0 && !child.killed) throw new Error(`the gateway ended with ${String(code)}`);
    }),
    async stop() {
      if (child.exitCode === null) child.kill("SIGTERM");
      await exit;
    },
  };
}
