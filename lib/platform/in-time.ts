/** The result of `work`; rejects when it takes longer than this, so that a dependency that hangs is told as one that does not answer. */
export async function inTime<Result>(work: PromiseLike<Result>, patienceMs = 2_000): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), patienceMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
