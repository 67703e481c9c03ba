/** Why the camera cannot be used, as far as a person can do something about it. */
export type CameraProblem = "INSECURE" | "DENIED" | "NONE" | "BUSY" | "FAILED";

/** What the browser's refusal of a camera means. @param fault what `getUserMedia` threw, @param secure whether the page came over https. */
export function cameraProblem(fault: unknown, secure: boolean): CameraProblem {
  if (!secure) return "INSECURE";
  const name = fault instanceof DOMException || fault instanceof Error ? fault.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "DENIED";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "NONE";
  return name === "NotReadableError" || name === "AbortError" ? "BUSY" : "FAILED";
}
