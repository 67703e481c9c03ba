import { pino } from "pino";
import { env } from "./env";

/** Structured log of this process. Secrets are redacted by name, wherever they stand. */
export const log = pino({
  level: env.LOG_LEVEL,
  base: { process: env.MILLRACE_PROCESS },
  redact: { paths: ["password", "pin", "secret", "authorization", "*.password", "*.pin", "*.secret", "*.authorization"], censor: "[hidden]" },
});
