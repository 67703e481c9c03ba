import { connect, type IClientOptions } from "mqtt";

/** The MQTT versions that we speak. */
export type MqttVersion = 4 | 5;

/** Reason codes of "I do not speak this version": 3.1.1 return code 1, MQTT 5 reason 132. */
const UNACCEPTABLE = new Set<unknown>([1, 132]);

/**
 * Asks a broker whether it speaks MQTT 5; one that refuses the version or hangs up on it gets 3.1.1 (the embedded broker does).
 * Rejects when the broker cannot be reached or refuses us for another reason.
 */
export function brokerVersion(url: string, options: IClientOptions = {}): Promise<MqttVersion> {
  return new Promise((resolve, reject) => {
    const client = connect(url, { ...options, protocolVersion: 5, clean: true, reconnectPeriod: 0, connectTimeout: 5000 });
    let fault: Error | null = null;
    let met = false;
    client.on("connect", () => {
      met = true;
      client.end(true, () => resolve(5));
    });
    client.on("error", (error) => {
      fault = error;
    });
    client.on("close", () => {
      if (met) return;
      client.end(true);
      if (fault !== null && !refusesVersion(fault)) reject(fault);
      // Over TLS a broker hangs up on a certificate that it does not accept as well.
      else if (fault === null && isTls(url)) reject(Object.assign(new Error("the broker closed the connection before it answered"), { code: "ECONNRESET" }));
      else resolve(4);
    });
  });
}

function isTls(url: string): boolean {
  return /^(?:mqtts|ssl|wss):/i.test(url);
}

/** True when a connection failed because the broker does not speak the version. */
export function refusesVersion(error: Error): boolean {
  return "code" in error && UNACCEPTABLE.has(error.code);
}
