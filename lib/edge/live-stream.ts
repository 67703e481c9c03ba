import "server-only";
import type { Actor } from "@/lib/auth/actor";
import type { AuthContext } from "@/lib/auth/context";
import { personActor } from "@/lib/auth/person-actor";
import { mayWatch } from "@/lib/auth/topic-permissions";
import { wallActorAgain } from "@/lib/auth/wall-actor";
import { composition } from "@/lib/composition";
import { metrics } from "@/lib/platform/metrics";
import { deafSince } from "./deaf-since";
import { report } from "./report";

/** How often the server's time goes out, and the session and its rights are read again. */
const BEAT_MS = 5_000;
/** A browser that lets this many messages pile up is cut off: it reconnects and refetches. */
const MAX_BEHIND = 500;
/** What no fact tells of is looked at with every sixth beat. */
const LOOK_BEATS = 6;

/** What no fact tells of, such as an ERP that stopped answering, as a text that is another once it has changed. */
export type Untold = (actor: Actor) => Promise<string>;

/**
 * The live stream of one signed-in person, or of a wall display: what changed at sites and of kinds that they may see, the server's time
 * every five seconds, to people at desks that exceptions have changed where `untold` says something else, and an end when the session ends or the display is taken out of use. Events: `hello` {now, up, build}, `beat` {now, up, deaf: since when no worker listens}, `changed` [[kind, site, id]…], `resync`, `ended`.
 */
export function openLiveStream(request: Request, first: Actor, /** Of the pages that this server hands out. */ build?: string, untold?: Untold): Response {
  const { auth } = composition();
  const fanOut = composition().fanOut();
  const encoder = new TextEncoder();
  let actor = first;
  let close: () => void = () => undefined;
  let beats = 0;
  let said: string | undefined;

  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      let open = true;
      const send = (event: string, data: unknown) => {
        // The browser may have gone while a beat was reading the session.
        if (!open) return;
        if ((controller.desiredSize ?? 0) < -MAX_BEHIND) return close();
        controller.enqueue(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
      };
      const state = () => ({ now: auth.clock.now().toISOString(), up: fanOut.sourceUp() });
      const beat = async () => {
        try {
          const again = await lookedAtAgain(auth, actor);
          if (again === null) {
            send("ended", {});
            return close();
          }
          actor = again;
          const deaf = await deafSince(auth.clock.now());
          send("beat", { ...state(), ...(deaf === undefined ? {} : { deaf }) });
          beats += 1;
          if (beats % LOOK_BEATS === 1) await look();
        } catch (fault) {
          // The database is away: the stream stays, says so, and rights are read again at the next beat.
          report(fault, "live stream");
          send("beat", { ...state(), up: false });
        }
      };
      const look = async () => {
        if (untold === undefined || actor.sessionId === null || actor.deviceId !== null) return;
        const says = await untold(actor);
        if (says === said) return;
        said = says;
        send(
          "changed",
          actor.sites.map(({ siteId }) => ["exception", siteId, null]),
        );
      };
      const timer = setInterval(() => void beat(), BEAT_MS);
      const leave = fanOut.subscribe((event) => {
        if (event.type === "closing") return close();
        if (event.type === "resync") return send("resync", {});
        // Gone is said at once: whatever asks the database may wait for it. Come back, there is more to say than that.
        if (event.type === "source") return event.up ? void beat() : send("beat", state());
        const visible = event.topics.filter((topic) => mayWatch(actor, topic.kind, topic.siteId));
        if (visible.length > 0)
          send(
            "changed",
            visible.map((topic) => [topic.kind, topic.siteId, topic.id]),
          );
      });
      close = () => {
        if (!open) return;
        open = false;
        clearInterval(timer);
        leave();
        metrics.liveStreams.dec();
        try {
          controller.close();
        } catch {
          // The browser has gone already, and the stream with it.
        }
      };
      metrics.liveStreams.inc();
      request.signal.addEventListener("abort", close);
      controller.enqueue(encoder.encode("retry: 2000\n\n"));
      send("hello", { ...state(), build });
    },
    cancel: () => close(),
  });
  // no-transform: a compressing proxy, Next's own included, would hold events back.
  return new Response(stream, {
    headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache, no-transform", "x-accel-buffering": "no", connection: "keep-alive" },
  });
}

async function lookedAtAgain(auth: AuthContext, actor: Actor): Promise<Actor | null> {
  if (actor.sessionId !== null) return (await personActor(auth, actor.sessionId))?.actor ?? null;
  return actor.deviceId === null ? null : wallActorAgain(auth, actor.deviceId);
}
