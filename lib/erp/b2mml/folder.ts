import { randomUUID } from "node:crypto";
import { access, constants, mkdir, open, readdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";

/** A file of a folder: its name, how large it is, and when it was last written, in ms. */
export type FileEntry = { readonly name: string; readonly bytes: number; readonly writtenAt: number };

const MISSING = "ENOENT";

/** The code of an error of the file system; null for any other error. */
export function fileErrorCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" && "syscall" in error ? error.code : null;
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

/** Names of the files of a folder that are complete by their name, sorted: what is being written is called `.tmp`, or hidden. */
export async function namesIn(path: string): Promise<string[]> {
  return (await readdir(path)).filter((name) => /^[^.].*\.(xml|json)$/i.test(name)).toSorted();
}

/** Those files, oldest first. */
export async function filesIn(path: string): Promise<FileEntry[]> {
  const names = await namesIn(path);
  const entries = await Promise.all(names.map((name) => entryOf(path, name)));
  return entries.filter((entry) => entry !== null).toSorted((a, b) => a.writtenAt - b.writtenAt || (a.name < b.name ? -1 : 1));
}

async function entryOf(path: string, name: string): Promise<FileEntry | null> {
  return unlessGone(async () => {
    const found = await stat(join(path, name));
    return found.isFile() ? { name, bytes: found.size, writtenAt: found.mtimeMs } : null;
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
