/** How the screen stands to the server. `ended`: the session is over and somebody has to sign in. */
export type StreamState = {
  readonly state: "connecting" | "live" | "stale" | "ended";
  /** When the server was last heard, by its own clock, as ISO text. */
  readonly at: string | undefined;
  /** Since when no worker has listened to the machines, as ISO text; undefined while one does. What stands of them is as of then, however live the stream is. */
  readonly deafSince: string | undefined;
  /** Server time minus this device's time, in milliseconds (EX-21). */
  readonly offsetMs: number;
  /** Build of the server that answers; undefined in development. */
  readonly build: string | undefined;
};

/** Before the server was heard. */
export const STREAM_START: StreamState = { state: "connecting", at: undefined, deafSince: undefined, offsetMs: 0, build: undefined };
