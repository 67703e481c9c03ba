import { type Distortion, isBirthOrDeath, type Remembered } from "./link";

/** How many messages overtake one that is late. */
const OVERTAKEN_BY = 5;

/** What a machine says first is let through as it is: with it counting begins. */
const LET_THROUGH = 20;

/** Repeats some messages and lets others overtake some, by chance. A Sparkplug death or birth is never overtaken: its receiver would rightly ask for another one. */
export function distort(random: () => number, share: { readonly repeated: number; readonly late: number }): Distortion {
  let passed = 0;
  let held: { readonly message: Remembered; waits: number } | null = null;
  const flush = (): readonly Remembered[] => {
    const out = held === null ? [] : [held.message];
    held = null;
    return out;
  };
  return {
    pass(message) {
      if (isBirthOrDeath(message.topic)) return [...flush(), message];
      passed += 1;
      if (passed <= LET_THROUGH) return [message];
      if (held === null && random() < share.late) {
        held = { message, waits: OVERTAKEN_BY };
        return [];
      }
      const out = random() < share.repeated ? [message, message] : [message];
      if (held !== null) held.waits -= 1;
      return held !== null && held.waits <= 0 ? [...out, ...flush()] : out;
    },
    flush,
  };
}
