import { pino, stdSerializers } from "pino";
import { env } from "./env";

/**
 * An error as it is logged. A query that failed says why, and stands beside it without its values: those are what people recorded, and no business of a log.
 */
export function loggedError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if ("query" in error && "params" in error && error.cause instanceof Error) return { ...stdSerializers.err(error.cause), query: error.query };
  return stdSerializers.err(error);
}

/** Structured log of this process. Secrets are redacted by name, wherever they stand. */
export const log = pino({
  level: env.LOG_LEVEL,
  serializers: { err: loggedError },
  base: { process: env.MILLRACE_PROCESS },
  redact: { paths: ["password", "pin", "secret", "authorization", "*.password", "*.pin", "*.secret", "*.authorization"], censor: "[hidden]" },
});
