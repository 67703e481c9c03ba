/** A skill that ends within so many days is told while there is time to train somebody. */
const SOON_DAYS = 30;
const DAY_MS = 86_400_000;

/** Whether a person may use a skill at an instant: for good or long enough, not much longer, or no more. */
export type SkillState = "VALID" | "ENDS_SOON" | "OVER";

/** EX-01: where a skill stands that is valid until an instant, or for good. */
export function skillState(validTo: Date | null, at: Date): SkillState {
  if (validTo === null) return "VALID";
  const left = validTo.getTime() - at.getTime();
  if (left <= 0) return "OVER";
  return left < SOON_DAYS * DAY_MS ? "ENDS_SOON" : "VALID";
}

/**
 * EX-01: what a machine asks for and the crew lacks, each person with the skills that count now: nothing where one of them has all of it. Else what nobody has; and
 * all that is asked where each is somebody's and nobody has them together, for whoever starts needs all of them.
 */
export function lackingOnCrew(asked: readonly string[], crew: readonly ReadonlySet<string>[]): readonly string[] {
  if (asked.length === 0 || crew.some((skills) => asked.every((one) => skills.has(one)))) return [];
  const nobodys = asked.filter((one) => crew.every((skills) => !skills.has(one)));
  return nobodys.length === 0 ? asked : nobodys;
}
