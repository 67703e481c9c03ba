import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { BookRecord } from "./books";

/** Only this process writes the file, through `append`: a line that is there in full has the type that was given to it. */
const Line = z.custom<BookRecord>((value) => typeof value === "object" && value !== null && "kind" in value);

export type Journal = { append(record: BookRecord): void; close(): void };

/**
 * Opens the books in a folder: hands every stored record to `replay`, then appends. A record is on disk before `append` returns.
 * A last line that a killed process left half written was never answered for; it is cut off.
 */
export function openJournal(folder: string, replay: (record: BookRecord) => void): Journal {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "journal.jsonl");
  if (existsSync(path)) {
    const bytes = readFileSync(path);
    const end = bytes.lastIndexOf("\n") + 1;
    for (const line of bytes.subarray(0, end).toString("utf8").split("\n")) if (line !== "") replay(Line.parse(JSON.parse(line)));
    if (end < bytes.length) truncateSync(path, end);
  }
  const file = openSync(path, "a", 0o600);
  return {
    append(record) {
      const line = Buffer.from(`${JSON.stringify(record)}\n`);
      for (let written = 0; written < line.length;) written += writeSync(file, line, written);
      fsyncSync(file);
    },
    close: () => closeSync(file),
  };
}
