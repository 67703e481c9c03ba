/**
 * Carries out several things of one transaction side by side: their statements go to the database in one piece instead of each after the answer to the one before. Answers
 * what each answered; what is thrown by one is thrown once all have ended, so that none sends anything when the transaction is given up.
 */
export async function sideBySide<Work extends readonly unknown[] | []>(work: Work): Promise<{ -readonly [At in keyof Work]: Awaited<Work[At]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
