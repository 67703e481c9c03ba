import { createLane, createRetry, type Mine } from "./lane";
import { isPhoto } from "./queued-photo";
import type { PhotoParts } from "./send-photos";

type LaneParts = {
  /** Reads what the other pages of the device have made of the queue. */
  readonly refresh: () => Promise<unknown>;
  /** In whose session they go. */
  readonly account: () => string | null;
  readonly offline: () => boolean;
  /** Runs `work` while no other page of this device sends photos. */
  readonly alone: (work: (mine: Mine) => Promise<void>) => Promise<void>;
};

/** The way of the photos beside the commands, which wait for none of them. */
export function createPhotoLane(parts: Omit<PhotoParts, "mayGoOn">, { refresh, account, offline, alone }: LaneParts) {
  const { pauses, sendable } = parts;
  const retry = createRetry(() => void lane.go());
  const lane = createLane({
    async look(mine) {
      const by = account();
      await refresh();
      const mayGoOn = () => account() === by && !offline();
      // Where it cannot be fetched they wait, as without the network.
      const sender = sendable().some(isPhoto) ? await import("./send-photos").catch(() => "later" as const) : undefined;
      const sent = typeof sender === "object" ? await sender.sendPhotos({ ...parts, mayGoOn }, mine) : sender;
      if (sent === "stop") return false;
      // Those behind one that does not get through have gone by now; the pause grows for as long as there is such a one.
      if (sent === "later") {
        retry.later();
        return false;
      }
      retry.over();
      retry.after(pauses.soonest(sendable().filter(isPhoto)));
      return true;
    },
    async alone(work) {
      // Another page may have kept one, and send it: whoever has none to send waits for nobody.
      await refresh();
      if (sendable().some(isPhoto)) await alone(work);
      else retry.over();
    },
    changed(sending) {
      if (sending) retry.stop();
    },
  });
  return lane;
}
