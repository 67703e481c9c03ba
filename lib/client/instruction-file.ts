/** Where a stored picture or PDF of an instruction is; what it is never changes. */
export function instructionFileHref(file: string): string {
  return `/api/instruction-files/${file}`;
}
