import { formatTime } from "@/lib/format/instant";
import type { SignInRefusal } from "./post-credentials";

/** What happened and what to do next, in words (UI-09). */
export function refusalWords(refusal: SignInRefusal, timeZone: string): string {
  switch (refusal.code) {
    case "BAD_CREDENTIALS":
      return "E-mail and password do not match. Check both and try again.";
    case "BAD_BADGE_OR_PIN":
      return refusal.left === undefined
        ? "Badge and PIN do not match. Try again."
        : `Badge and PIN do not match. ${refusal.left === 1 ? "1 try" : `${refusal.left} tries`} left before this badge locks here for 15 min.`;
    case "LOCKED":
      return refusal.until === undefined
        ? "Locked after too many tries. Wait 15 minutes, or ask your lead."
        : `Locked after too many tries, until ${formatTime(refusal.until, { timeZone })}. Wait, or ask your lead.`;
    case "DEVICE_UNKNOWN":
      return "This tablet is not enrolled any more. Ask IT for an enrolment code.";
    case "NO_ACCOUNT":
      return "Your company knows you, but Millrace has no account with your e-mail. Ask whoever administers users.";
    case "UNREACHABLE":
      return "Millrace does not answer. Check the network; this did not count as a try.";
    case "FAULT":
      return `Signing in failed on our side. Try again; if it stays, give IT the reference ${refusal.reference ?? "in the log"}.`;
    default:
      return "Signing in did not work this time. Please try again.";
  }
}
