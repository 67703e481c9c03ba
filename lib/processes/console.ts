const dim = (text: string) => (process.stdout.isTTY ? `\u001B[2m${text}\u001B[0m` : text);
const red = (text: string) => (process.stdout.isTTY ? `\u001B[31m${text}\u001B[0m` : text);
const green = (text: string) => (process.stdout.isTTY ? `\u001B[32m${text}\u001B[0m` : text);

const STILL_MS = 30_000;

/** Runs one step of a start and prints a line for it: what, how it went, how long it took. `run` returns the words that follow the name. */
export async function step<T>(name: string, run: () => Promise<{ value: T; says: string }>): Promise<T> {
  const startedAt = performance.now();
  if (process.stdout.isTTY) process.stdout.write(dim(`· ${name} …`));
  // Without a terminal nothing shows that it goes on.
  const still = process.stdout.isTTY ? null : setInterval(() => line(`· ${name.padEnd(14)} goes on, ${seconds(startedAt)}`), STILL_MS);
  try {
    const { value, says } = await run();
    line(`${green("✓")} ${name.padEnd(14)} ${says} ${dim(seconds(startedAt))}`);
    return value;
  } catch (error) {
    line(`${red("✗")} ${name.padEnd(14)} ${dim(seconds(startedAt))}`);
    throw error;
  } finally {
    if (still !== null) clearInterval(still);
  }
}

/** A line about something that the person should know but need not act on. */
export function note(text: string): void {
  line(`  ${text}`);
}

/** A line about a child: its name, then its words. */
export function childSays(name: string, text: string): void {
  line(`${red(`[${name}]`)} ${text}`);
}

function line(text: string): void {
  if (process.stdout.isTTY) process.stdout.write("\r\u001B[2K");
  process.stdout.write(`${text}\n`);
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
