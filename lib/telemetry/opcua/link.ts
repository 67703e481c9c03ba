import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "pino";
import type { Clock } from "@/lib/platform/clock";
import { listen, type Listening, SIGN_OF_LIFE_MS } from "./listen";
import { openSession, SESSION_MS } from "./open-session";
import { type CertificateFacts, OpcuaProblem, type OpcuaProblemFacts, problemOf } from "./problem";
import type { Publisher } from "./publisher";
import type { OpcuaAccess } from "./settings";
import { Teller } from "./teller";

/** How a source stands with its server. */
export type LinkStatus = {
  readonly state: "CONNECTING" | "CONNECTED" | "FAILED";
  readonly since: Date;
  readonly problem: OpcuaProblemFacts | null;
  readonly certificate: CertificateFacts | null;
  /** Nodes that are listened to, and those that the server does not have or does not let us hear. */
  readonly nodes: number;
  readonly unknown: readonly string[];
  /** Nodes whose values are too long to be told. */
  readonly tooLong: readonly string[];
  /** Values that were lost on the way: the server's queue was full, or the broker was away for too long. */
  readonly lostAtServer: number;
  readonly lostAtBroker: number;
  readonly lostAt: Date | null;
  readonly broker: boolean;
};

export type Link = { status(): LinkStatus; close(): Promise<void> };

export type LinkOptions = {
  readonly prefix: string;
  readonly access: OpcuaAccess;
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly log: Logger;
  readonly firstPauseMs?: number;
};

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** How often it is looked whether something is to be told again, or the server has fallen silent. */
const REPEAT_MS = 500;
/** A server that has given no sign of life for so long is gone, even if its connection stands. */
const SILENCE_MS = 3 * SIGN_OF_LIFE_MS;

/**
 * Listens to one server for as long as it is open: after a failure it tries again after 1 s, 2 s, 4 s … 30 s. That a server is gone is told at once, with
 * the time at which it was last there, so that its values are stale and its machines UNKNOWN until they speak again. Where only the connection broke, the
 * session is taken up again for as long as a server keeps it, and with it what it kept of each node meanwhile.
 */
export function openLink({ prefix, access, publisher, clock, log, firstPauseMs = FIRST_PAUSE_MS }: LinkOptions): Link {
  const ending = new AbortController();
  const teller = new Teller({ prefix, publisher, clock, repeatMs: access.settings.repeatSeconds * 1000 });
  let status: Pick<LinkStatus, "state" | "since" | "problem" | "certificate" | "nodes" | "unknown"> = {
    state: "CONNECTING",
    since: clock.now(),
    problem: null,
    certificate: null,
    nodes: 0,
    unknown: [],
  };

  /** Ends, always with a problem, when the server has gone or the link is closed. */
  async function live(connected: () => void): Promise<never> {
    const open = await openSession(access);
    let lost: (problem: OpcuaProblem) => void = () => undefined;
    const gone = new Promise<never>((_, reject) => {
      lost = reject;
    });
    // It may be gone while nobody waits for that yet.
    gone.catch(() => undefined);
    const isLost = (): void => lost(new OpcuaProblem("LOST"));
    let listening: Listening | null = null;
    const standing = (): void => {
      if (listening === null) return;
      status = { state: "CONNECTED", since: clock.now(), problem: null, certificate: open.certificate, ...listening };
    };
    const interrupt = (problem: OpcuaProblem): void => {
      if (listening === null) lost(problem);
      teller.interrupt();
      fail(problem);
    };
    open.onLost(isLost);
    open.onBroken(() => interrupt(new OpcuaProblem("LOST")));
    open.onAnswer((serverTime) => {
      if (serverTime !== null) teller.setClock(serverTime);
    });
    ending.signal.addEventListener("abort", isLost);
    const watch = setInterval(() => {
      if (teller.silentMs > SESSION_MS) lost(new OpcuaProblem("NO_ANSWER", `${SESSION_MS / 1000} s`));
      else if (teller.silentMs > SILENCE_MS && teller.isHeard) interrupt(new OpcuaProblem("NO_ANSWER", `${SILENCE_MS / 1000} s`));
      else if (teller.isHeard) {
        if (status.state === "FAILED") {
          standing();
          log.info({ prefix }, "an OPC UA server is listened to again, in the same session");
        }
        teller.repeat();
      }
    }, REPEAT_MS);
    try {
      listening = await Promise.race([listen(open, access.settings, teller, isLost), gone]);
      connected();
      standing();
      log.info({ prefix, nodes: listening.nodes }, "an OPC UA server is listened to");
      return await gone;
    } finally {
      clearInterval(watch);
      ending.signal.removeEventListener("abort", isLost);
      teller.lose();
      await open.close();
    }
  }

  function fail(problem: OpcuaProblem): void {
    if (problem.code !== status.problem?.code) log.warn({ err: problem, prefix }, "an OPC UA server is not listened to; it is tried again");
    const { code, detail, certificate } = problem;
    const since = status.state === "FAILED" && status.problem?.code === code ? status.since : clock.now();
    status = { state: "FAILED", since, problem: { code, detail, certificate }, certificate: null, nodes: 0, unknown: [] };
  }

  async function run(): Promise<void> {
    let pauseMs = firstPauseMs;
    while (!ending.signal.aborted) {
      try {
        await live(() => (pauseMs = firstPauseMs));
      } catch (fault) {
        if (ending.signal.aborted) return;
        fail(problemOf(fault));
      }
      await wait(pauseMs, undefined, { signal: ending.signal }).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  const running = run();
  return {
    status: () => ({ ...status, tooLong: teller.tooLong, ...teller.losses, broker: publisher.connected }),
    async close() {
      ending.abort();
      await running;
      teller.close();
      await publisher.close();
    },
  };
}
