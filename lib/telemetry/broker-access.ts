import type { IClientOptions, MqttClient } from "mqtt";
import type { Logger } from "pino";

/** What a connection to the broker is made with, apart from what it is for: asked for before each one, so that certificates that were renewed meanwhile are used. */
export type BrokerAccess = () => IClientOptions;

/** The address of a broker as it may be shown and kept: without user and password. */
export function brokerAddress(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

/** Lets a client that lost its connection make the next one with what holds then. What cannot be read just now, such as a file that is being replaced, stays as it was until the try after that. */
export function renewAccess(client: MqttClient, access: BrokerAccess | undefined, log: Logger): void {
  if (access === undefined) return;
  client.on("close", () => {
    try {
      Object.assign(client.options, access());
    } catch (error) {
      log.warn({ err: error }, "the broker's certificates cannot be read anew; those of before are used");
    }
  });
}
