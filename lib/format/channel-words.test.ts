import { describe, expect, it } from "vitest";
import { channelTrouble, channelWords, isUnmet } from "./channel-words";

const NOW = Date.parse("2026-03-16T10:12:00Z");
const down = { kind: "DOWN", connectionId: "c", name: null, since: "2026-03-16T08:12:00Z", reads: false, nextTryAt: "2026-03-16T10:12:09Z", timeZone: "Europe/Berlin" } as const;

describe("IN-09 what people read while the channel does not run", () => {
  it.each([
    [
      "an ERP that does not answer",
      down,
      72,
      "The ERP has not answered since 09:12, for 2:00\u00a0h. 72 messages wait in order and none is lost; the floor works on. Next try in 9\u00a0s.",
    ],
    [
      "one that was last heard yesterday",
      { ...down, name: "SAP", since: "2026-03-15T22:30:00Z", nextTryAt: "2026-03-16T10:11:00Z" },
      1,
      "SAP has not answered since 15 Mar 23:30, for 11:42\u00a0h. 1 message waits in order and none is lost; the floor works on. Next try in a moment.",
    ],
    ["one that never answered", { ...down, since: null, nextTryAt: null }, 1200, "The ERP has not answered. 1,200 messages wait in order and none is lost; the floor works on."],
    [
      "one that takes no messages, though it can be read",
      { ...down, reads: true, nextTryAt: null },
      2,
      "The ERP can be read, and has taken no message since 09:12, for 2:00\u00a0h. 2 messages wait in order and none is lost; the floor works on.",
    ],
    [
      "a paused one",
      { kind: "PAUSED", connectionId: "c", name: "SAP" } as const,
      0,
      "SAP is paused by a person. Nothing waits to be sent; the floor works on. Connections lets it go on.",
    ],
    [
      "one that refuses our key",
      { kind: "REFUSED", connectionId: "c", name: null, code: "erp", refusal: { of: "KEY", reason: "The ERP does not accept the key of this connection." } } as const,
      2,
      "The ERP answers, and refuses our key: The ERP does not accept the key of this connection. 2 messages wait in order and none is lost; the floor works on. Once that is mended under Connections, all goes on by itself.",
    ],
    [
      "one that cannot be read",
      {
        kind: "UNREAD",
        connectionId: "c",
        name: "SAP",
        readAt: "2026-03-16T09:12:00Z",
        failedSince: "2026-03-16T09:12:15Z",
        reason: "Nothing listens at the address.",
        timeZone: "Europe/Berlin",
      } as const,
      0,
      "SAP has not been read since 10:12, for 1:00\u00a0h: Nothing listens at the address. What it released or changed since then is not here yet; it is read again by itself.",
    ],
    [
      "no worker",
      { kind: "NO_WORKER" } as const,
      3,
      "No worker is running, so nothing is sent or read. 3 messages wait in order and none is lost; the floor works on. Start the worker; it takes up where the last one stopped.",
    ],
  ])("%s", (_, trouble, waiting, words) => expect(channelWords(trouble, waiting, NOW)).toBe(words));

  const connection = {
    id: "c",
    code: "erp",
    name: "SAP",
    adapter: "rest",
    enabled: true,
    pausedAt: null,
    pausedBy: null,
    pollSeconds: 60,
    failures: 0,
    openUntil: null,
    lastAcceptedAt: null,
    lastPolledAt: null,
    readAt: null,
    readError: null,
    readErrorCode: null,
    readFailedSince: null,
    readWaitUntil: null,
    lastError: null,
    lastErrorCode: null,
    sites: ["A"],
    timeZone: "UTC",
    whole: true,
    circuit: "CLOSED",
  } as const;
  const open = { ...connection, id: "b", name: "ERP B", circuit: "OPEN" } as const;
  const [early, late] = ["2026-03-16T08:12:00Z", "2026-03-16T10:11:50Z"];
  it("knows one that nothing passed to or from, nor failed to, as not asked yet", () => {
    const asked = [{ lastAcceptedAt: early }, { readAt: early }, { lastError: "-" }, { readError: "-" }];
    expect([isUnmet(connection), ...asked.map((one) => isUnmet({ ...connection, ...one }))]).toEqual([true, false, false, false, false]);
  });

  it.each([
    ["nothing while all is well", [connection], 1, null],
    ["nothing where there is no ERP", [], 0, null],
    ["that nobody is at work before anything else", [open], 0, { kind: "NO_WORKER" }],
    ["the one that does not answer by its name where there are several", [{ ...connection, enabled: false }, open], 1, { kind: "DOWN", connectionId: "b", name: "ERP B" }],
    ["the only one without", [open], 1, { kind: "DOWN", name: null, since: null, reads: false }],
    ["of one that was read since, that it takes no messages", [{ ...open, lastAcceptedAt: early, readAt: late }], 1, { kind: "DOWN", since: early, reads: true }],
    ["of one that can no longer be read either, since when", [{ ...open, lastAcceptedAt: early, readAt: late, readFailedSince: late }], 1, { since: late, reads: false }],
    ["of one that took something after it was read, since when", [{ ...open, lastAcceptedAt: late, readAt: early, readFailedSince: late }], 1, { since: late, reads: false }],
    [
      "a key that is refused, and where to mend it",
      [{ ...open, lastError: "It does not accept the key.", lastErrorCode: "AUTHENTICATION" }],
      1,
      { kind: "REFUSED", connectionId: "b", code: "erp", refusal: { of: "KEY", reason: "It does not accept the key." } },
    ],
    [
      "an address that is wrong, met in reading",
      [{ ...connection, readError: "A redirect.", readErrorCode: "ADDRESS" }],
      1,
      { kind: "REFUSED", refusal: { of: "SET_UP", reason: "A redirect." } },
    ],
    [
      "that it cannot be read",
      [{ ...connection, readError: "Nothing listens.", readFailedSince: "2026-03-16T10:10:59Z" }],
      1,
      { kind: "UNREAD", connectionId: "c", reason: "Nothing listens." },
    ],
    ["nothing of a read that failed a moment ago", [{ ...connection, readError: "Nothing listens.", readFailedSince: "2026-03-16T10:11:30Z" }], 1, null],
    ["a pause", [connection, { ...connection, id: "p", enabled: false, circuit: "OPEN" as const }], 1, { kind: "PAUSED", connectionId: "p", name: "SAP" }],
  ])("says %s", (_, connections, workers, trouble) => {
    const said = channelTrouble({ connections: connections.map((one) => ({ ...one, sites: [...one.sites] })), workers }, NOW);
    if (trouble === null) expect(said).toBeNull();
    else expect(said).toMatchObject(trouble);
  });
});
