import { setTimeout as pause } from "node:timers/promises";

/**
 * Waits for something that another process does.
 * @throws Error when it has not come in that time.
 */
export async function until(what: string, condition: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs / 1000} s in vain until ${what}`);
    await pause(50);
  }
}
