/** Reference of a fault that Next handed to an error page; undefined where it arose in the browser. */
export function digestOf(error: unknown): string | undefined {
  return error instanceof Error && "digest" in error && typeof error.digest === "string" ? error.digest : undefined;
}
