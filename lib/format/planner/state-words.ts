const ORDER: Readonly<Record<string, string>> = {
  CREATED: "Not released",
  RELEASED: "Released",
  IN_PROGRESS: "In work",
  ON_HOLD: "On hold",
  COMPLETED: "Finished",
  CLOSED: "Closed",
  CANCELLED: "Cancelled",
  ABORTED: "Aborted",
};

const OPERATION: Readonly<Record<string, string>> = {
  PENDING: "Not ready",
  READY: "Ready",
  SETUP: "Setup",
  RUNNING: "Running",
  PAUSED: "Paused",
  COMPLETED: "Finished",
  SKIPPED: "Skipped",
  ABORTED: "Aborted",
};

const LOT: Readonly<Record<string, string>> = { PENDING: "Waits for release", RELEASED: "Released", ON_HOLD: "On hold", REJECTED: "Rejected", RECALLED: "Recalled" };

/** The state of an order in a word or two. */
export function orderStateWord(state: string): string {
  return ORDER[state] ?? state;
}

export function operationStateWord(state: string): string {
  return OPERATION[state] ?? state;
}

export function lotStatusWord(status: string): string {
  return LOT[status] ?? status;
}
