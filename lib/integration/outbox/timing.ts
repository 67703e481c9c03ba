/** Waiting times of the outbox, in seconds. */
export type Timing = {
  /** Base of the wait after a failed try, which doubles with each failure; the longest wait is 150 times as much. */
  readonly retrySeconds: number;
  /** For how long an open circuit sends nothing; ten times as long when the configuration is broken. */
  readonly circuitSeconds: number;
};

/** IN-05, unless the process is told otherwise (MILLRACE_RETRY_SECONDS, MILLRACE_CIRCUIT_SECONDS). */
export const TIMING: Timing = { retrySeconds: 2, circuitSeconds: 30 };
