/** A send that gets through at once takes no longer, on a busy server either. */
const LIVE_MS = 10_000;

/**
 * EX-05, EX-06, EX-21: whether an entry waited on its device before it came, and so adds to whatever is there by then. Only a device that counts its commands keeps any;
 * what it says of its network counts for nothing.
 */
export function waitedOnDevice(deviceSequence: number | undefined, tapped: Date, received: Date): boolean {
  return deviceSequence !== undefined && received.getTime() - tapped.getTime() > LIVE_MS;
}
