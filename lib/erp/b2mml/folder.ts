import { randomUUID } from "node:crypto";
import { access, constants, mkdir, open, opendir, readdir, realpath, rename, stat } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";

/** A file of a folder: its name, when it was last written, and when it came there or was written, in ms. */
export type FileEntry = { readonly name: string; readonly writtenAt: number; readonly cameAt: number };

const MISSING = "ENOENT";

/** The code of an error of the file system; null for any other error. */
export function fileErrorCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" && "syscall" in error ? error.code : null;
}

/** A folder that is not below the one in which files are exchanged. */
export class OutsideExchange extends Error {}

/**
 * The folder itself, links followed: below `exchange`, and named from there unless its path is absolute. Nothing else of this machine is anybody's to read or to move by a setting.
 * @throws OutsideExchange, or the error of the file system when it is not there
 */
export async function folderBelow(exchange: string, path: string): Promise<string> {
  const root = await realpath(exchange);
  const folder = await realpath(resolve(root, path));
  const way = relative(root, folder);
  if (way === "" || way === ".." || way.startsWith(`..${sep}`) || resolve(root, way) !== folder) throw new OutsideExchange(path);
  return folder;
}

/** True when the folder is there and we may read and write in it. @throws the error of the file system when not */
export async function checkFolder(path: string): Promise<void> {
  await readdir(path);
  await access(path, constants.R_OK | constants.W_OK);
}

/** Makes a folder of ours inside one that is there; whoever made it first. */
export async function folderIn(parent: string, name: string): Promise<string> {
  const path = join(parent, name);
  try {
    await mkdir(path);
  } catch (error) {
    if (fileErrorCode(error) !== "EEXIST") throw error;
  }
  return path;
}

/** Names of the files of a folder that are complete by their name, one after the other: what is being written is called `.tmp`, or hidden. A link is no file of the folder. */
async function* completeIn(path: string): AsyncGenerator<string> {
  for await (const entry of await opendir(path)) if (entry.isFile() && /^[^.].*\.(xml|json)$/i.test(entry.name)) yield entry.name;
}

/** Those of them that fit, sorted. */
export async function namesIn(path: string, fits: (name: string) => boolean): Promise<string[]> {
  const names: string[] = [];
  for await (const name of completeIn(path)) if (fits(name)) names.push(name);
  return names.toSorted();
}

/** The first names behind one, sorted, at most so many; `more`: there are others behind them. However many files the folder has, no more than these are held. */
export async function namesAfter(path: string, after: string, most: number): Promise<{ readonly names: readonly string[]; readonly more: boolean }> {
  const first = new Smallest<string>(most, (a, b) => (a < b ? -1 : 1));
  for await (const name of completeIn(path)) if (name > after) first.add(name);
  return { names: first.sorted(), more: first.offered > most };
}

/** The last name of a folder by its order; null of an empty one. */
export async function lastName(path: string): Promise<string | null> {
  let last: string | null = null;
  for await (const name of completeIn(path)) if (last === null || name > last) last = name;
  return last;
}

/** How many files a folder has that are complete by their name. */
export async function countIn(path: string): Promise<number> {
  let count = 0;
  for await (const _ of completeIn(path)) count += 1;
  return count;
}

/** The oldest files of a folder, at most so many, and how many there are in all. */
export async function oldestIn(path: string, most: number): Promise<{ readonly files: readonly FileEntry[]; readonly waiting: number }> {
  const oldest = new Smallest<FileEntry>(most, (a, b) => a.writtenAt - b.writtenAt || (a.name < b.name ? -1 : 1));
  for await (const entry of filesIn(path, 0)) oldest.add(entry);
  return { files: oldest.sorted(), waiting: oldest.offered };
}

/**
 * Asks at an instant (ms) whether folders are worth a look: files came or went since the last one, or it is `everyMs` ago, for a file that grows where it lies
 * changes no folder. The first look is always worth it. @throws the error of the file system when a folder is not there
 */
export function worthALook(paths: readonly string[], everyMs: number): (now: number) => Promise<boolean> {
  let stood: string | null = null;
  let lookedAt = 0;
  return async (now) => {
    const stands = (await Promise.all(paths.map((path) => stat(path)))).map(({ mtimeMs }) => mtimeMs).join("/");
    if (stands === stood && now - lookedAt < everyMs) return false;
    [stood, lookedAt] = [stands, now];
    return true;
  };
}

/** Each file that came or was written since, in no order. */
export async function* filesIn(path: string, since: number): AsyncGenerator<FileEntry> {
  for await (const name of completeIn(path)) {
    const entry = await entryOf(path, name);
    if (entry !== null && entry.cameAt >= since) yield entry;
  }
}

/** Keeps the smallest of what it is offered, at most so many, and never holds more than twice as many. */
class Smallest<Item> {
  offered = 0;
  #kept: Item[] = [];
  constructor(
    readonly most: number,
    readonly compare: (a: Item, b: Item) => number,
  ) {}

  add(item: Item): void {
    this.offered += 1;
    this.#kept.push(item);
    if (this.#kept.length >= 2 * this.most) this.#kept = this.sorted();
  }

  sorted(): Item[] {
    return this.#kept.toSorted(this.compare).slice(0, this.most);
  }
}

async function entryOf(path: string, name: string): Promise<FileEntry | null> {
  return unlessGone(async () => {
    const found = await stat(join(path, name));
    return found.isFile() ? { name, writtenAt: found.mtimeMs, cameAt: found.ctimeMs } : null;
  });
}

export async function hasFile(path: string, name: string): Promise<boolean> {
  return (await entryOf(path, name)) !== null;
}

/** The text of a file, no more of it than `most` bytes; null when somebody took it meanwhile. Bytes that are no UTF-8 become U+FFFD. */
export async function textOfFile(path: string, name: string, most: number): Promise<string | null> {
  return unlessGone(async () => {
    const file = await open(join(path, name), "r");
    try {
      const { size } = await file.stat();
      const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(size, most)), 0);
      return buffer.toString("utf8", 0, bytesRead);
    } finally {
      await file.close();
    }
  });
}

/** Moves a file within one file system, at once; false when somebody took it meanwhile. */
export async function moveFile(from: string, to: string): Promise<boolean> {
  return (await unlessGone(() => rename(from, to).then(() => true))) ?? false;
}

/** Writes a file so that it appears whole or not at all, and stays through a power cut. */
export async function putFile(path: string, name: string, text: string): Promise<void> {
  // A name of its own: two workers may write the same document.
  const draft = join(path, `.${name}.${randomUUID().slice(0, 8)}.tmp`);
  const file = await open(draft, "wx");
  try {
    await file.writeFile(text, "utf8");
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, join(path, name));
}

/** What a call answers, or null when the file is not there any more. */
async function unlessGone<Result>(call: () => Promise<Result>): Promise<Result | null> {
  try {
    return await call();
  } catch (error) {
    if (fileErrorCode(error) === MISSING) return null;
    throw error;
  }
}
