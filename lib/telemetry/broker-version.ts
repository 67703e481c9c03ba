import { connect, type IClientOptions } from "mqtt";

/** The MQTT versions that we speak. */
export type MqttVersion = 4 | 5;

/** Reason codes of "I do not speak this version": 3.1.1 return code 1, MQTT 5 reason 132. */
const UNACCEPTABLE = new Set<unknown>([1, 132]);

/**
 * Asks a broker whether it speaks MQTT 5; one that refuses the version, or hangs up on it and not on 3.1.1, gets 3.1.1 (the embedded broker does).
 * Rejects when the broker cannot be reached, hangs up on both, or refuses us for another reason.
 */
export async function brokerVersion(url: string, options: IClientOptions = {}): Promise<MqttVersion> {
  if (await letsIn(url, options, 5)) return 5;
  // A way to a broker that is not there may hang up as well, and whoever took that for an old broker would speak the old version for as long as it is connected.
  if (await letsIn(url, options, 4)) return 4;
  throw Object.assign(new Error("the broker closed the connection before it answered"), { code: "ECONNRESET" });
}

/** False when it refuses the version, or hangs up without a word. */
function letsIn(url: string, options: IClientOptions, protocolVersion: MqttVersion): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const client = connect(url, { ...options, protocolVersion, clean: true, reconnectPeriod: 0, connectTimeout: 5000 });
    let fault: Error | null = null;
    let met = false;
    client.on("connect", () => {
      met = true;
      client.end(true, () => resolve(true));
    });
    client.on("error", (error) => {
      fault = error;
    });
    client.on("close", () => {
      if (met) return;
      client.end(true);
      if (fault !== null && !refusesVersion(fault)) reject(fault);
      else resolve(false);
    });
  });
}

/** True when a connection failed because the broker does not speak the version. */
export function refusesVersion(error: Error): boolean {
  return "code" in error && UNACCEPTABLE.has(error.code);
}
