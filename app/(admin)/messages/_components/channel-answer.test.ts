import { describe, expect, it } from "vitest";
import { channelAnswer } from "./channel-answer";

const connection = {
  id: "c",
  code: "ERP",
  name: "ERP A",
  adapter: "rest",
  enabled: true,
  pausedAt: null,
  pausedBy: null,
  pollSeconds: 15,
  failures: 0,
  openUntil: null,
  lastAcceptedAt: null,
  lastPolledAt: null,
  readAt: null,
  readError: null as string | null,
  readErrorCode: null as string | null,
  readFailedSince: null as string | null,
  readWaitUntil: null,
  lastError: null as string | null,
  lastErrorCode: null as string | null,
  sites: ["A"],
  timeZone: "UTC",
  whole: true,
  circuit: "CLOSED" as const,
};
const of = (
  total: Partial<{ lanes: number; messages: number; stuck: number; late: number }>,
  connections: readonly (Omit<typeof connection, "circuit"> & { circuit: "CLOSED" | "OPEN" | "HALF_OPEN" })[] = [connection],
  workers = 1,
  parked = 0,
  refused = 0,
) =>
  channelAnswer({
    now: "2026-03-01T00:10:00Z",
    scope: { workers, connections },
    lanes: {
      total: { lanes: 0, messages: 0, stuck: 0, late: 0, ...total },
      inbound: (
        [
          ["PARKED", parked],
          ["REFUSED", refused],
        ] as const
      )
        .filter(([, depth]) => depth > 0)
        .map(([state, depth]) => ({ connectionId: "c", type: "erp.order.v1", state, depth, oldestAt: "2026-03-01T00:00:00Z" })),
    },
  });

describe("the control room's answer", () => {
  it.each([
    ["calm", of({}), "Nothing is stuck"],
    ["one held up", of({ stuck: 1 }), "One order is held up. Everything else is on time."],
    ["three held up, two late", of({ stuck: 3, late: 2 }), "Three orders are held up. Two others are late."],
    ["late only", of({ late: 12 }), "Nothing is stuck. 12 orders are late."],
    ["one that was not answered yet, and is tried again", of({ messages: 1 }, [{ ...connection, failures: 2 }]), "The ERP does not answer. What waits is tried again."],
    ["one of two that was silent a moment ago, and nothing waits", of({}, [connection, { ...connection, name: "ERP B", failures: 1 }]), "Nothing is stuck"],
    ["parked", of({}, [connection], 1, 2), "Nothing is stuck. Two messages of the ERP wait."],
    ["refused", of({}, [connection], 1, 0, 1), "Nothing is stuck. One message from the ERP was refused."],
    ["parked and refused", of({}, [connection], 1, 1, 2), "Nothing is stuck. One message of the ERP waits. Two messages from the ERP were refused."],
    ["ERP down", of({ stuck: 1 }, [{ ...connection, circuit: "OPEN" }]), "The ERP is down. The floor is not."],
    ["one of two down", of({}, [connection, { ...connection, name: "ERP B", circuit: "HALF_OPEN" }]), "ERP B is down. The floor is not."],
    [
      "a wrong key",
      of({}, [{ ...connection, circuit: "OPEN", lastError: "The ERP does not accept the key of this connection.", lastErrorCode: "AUTHENTICATION" }]),
      "The ERP refuses our key. The floor works on.",
    ],
    [
      "one of two with a wrong address",
      of({}, [connection, { ...connection, name: "ERP B", circuit: "OPEN", lastError: "The address answers with a redirect.", lastErrorCode: "ADDRESS" }]),
      "ERP B cannot be used as it is set up. The floor works on.",
    ],
    ["a wrong key met in reading", of({}, [{ ...connection, readError: "No.", readErrorCode: "LOGIN" }]), "The ERP refuses our key. The floor works on."],
    [
      "reads that fail for minutes",
      of({}, [{ ...connection, readError: "Nothing listens.", readFailedSince: "2026-03-01T00:05:00Z" }]),
      "The ERP cannot be read. What it changes does not arrive.",
    ],
    [
      "reads that fail while an order is held up",
      of({ stuck: 1 }, [{ ...connection, readError: "Nothing listens.", readFailedSince: "2026-03-01T00:05:00Z" }]),
      "The ERP cannot be read, and one order is held up.",
    ],
    ["a read that failed a moment ago", of({}, [{ ...connection, readError: "Nothing listens.", readFailedSince: "2026-03-01T00:09:30Z" }]), "Nothing is stuck"],
    ["paused", of({}, [{ ...connection, enabled: false }]), "The channel is paused. The floor is not."],
    ["no worker", of({ messages: 3 }, [connection], 0), "Nobody is sending: no worker is running"],
    ["nothing connected", of({}, []), "No ERP is connected"],
  ])("%s", (_, answer, expected) => expect(answer).toBe(expected));
});
