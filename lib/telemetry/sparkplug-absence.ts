import { emptyBatch, type TelemetryBatch } from "./batch";
import { addSparkplug } from "./normalise";
import type { SparkplugHost } from "./sparkplug/host";
import { type HostMemory, hostThatRemembers } from "./sparkplug-connection";

export type Absence = {
  /** To be called again and again while no connection can be opened. Rejects when it cannot be written; it is told with the next call then. */
  tell(write: (batch: TelemetryBatch) => Promise<void>): Promise<void>;
  /** Somebody opened a connection, or listens elsewhere: what was known of nodes is out of date. */
  ends(): void;
};

/** Says of the Sparkplug nodes that were alive that nobody hears them, while there is no broker to which a host could connect; a connection says it itself. */
export function watchAbsence(memory: HostMemory): Absence {
  let host: SparkplugHost | null = null;
  return {
    async tell(write) {
      host ??= await hostThatRemembers(memory);
      const batch = emptyBatch();
      addSparkplug(batch, host.unheard(memory.clock.now().getTime()));
      if (batch.losses.length === 0) return;
      try {
        await write(batch);
      } catch (error) {
        host = null;
        throw error;
      }
    },
    ends() {
      host = null;
    },
  };
}
