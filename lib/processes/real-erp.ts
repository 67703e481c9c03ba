import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const scripts = "lib/erp/tryton/server";

export type RealErp = {
  /** Why this machine cannot have one, or `null`. */
  readonly cannot: string | null;
  /** Brings it up with the data as first seeded; answers its address and sign-in as JSON. Throws with what went wrong. */
  start(): string;
  stop(): void;
};

/** The Tryton that the ERP tests run against, from Debian's packages. */
export function realErp(): RealErp {
  const installed = ["/usr/bin/trytond", "/usr/sbin/trytond"].some((path) => existsSync(path));
  const installable = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  return {
    cannot: installed || installable ? null : "Tryton comes from Debian's packages; this machine has neither Tryton nor, as root, apt-get to install it.",
    start() {
      const { status, stdout } = spawnSync(`${scripts}/tryton-up`, ["--reset"], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], timeout: 900_000 });
      if (status !== 0) throw new Error("Tryton could not be brought up; its messages above say why.");
      return stdout.trim();
    },
    stop() {
      spawnSync(`${scripts}/tryton-down`, { stdio: "ignore", timeout: 60_000 });
    },
  };
}
