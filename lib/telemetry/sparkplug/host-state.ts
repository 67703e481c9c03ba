/** The STATE payload of a Sparkplug host application. */
export function encodeHostState(online: boolean, timestamp: number): string {
  return JSON.stringify({ online, timestamp });
}

/** True when somebody, such as the will of an older connection of ours, says that the host is offline. */
export function saysOffline(payload: Uint8Array): boolean {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(payload));
    return typeof value === "object" && value !== null && "online" in value && value.online === false;
  } catch (error) {
    // Not JSON: whatever it is, it does not say that the host is online.
    if (error instanceof SyntaxError) return true;
    throw error;
  }
}
