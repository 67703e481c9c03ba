import "server-only";
import { and, eq, ne, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { source } from "@/db/schema/telemetry-source";
import { defineCommand } from "@/lib/commands/define-command";
import { noteDone } from "@/lib/commands/note-done";
import { type Listening, wouldHearTwice } from "@/lib/domain/equipment/heard-twice";
import { parseTopicPattern, patternsMeet, SPARKPLUG } from "@/lib/domain/equipment/topic-pattern";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { SetSourceInput } from "./signal-mapping.schema";

/**
 * Adds a source, changes its topic filter, or switches it off: workers share it out anew with their next round, some seconds later. Old and new
 * are kept in the audit trail (SEC-09). No site hears what is another one's: a filter that meets one of theirs is refused (SEC-02). No two sources of a site hear one message from a
 * broker. Refusals: SOURCE_INVALID, SOURCE_EXISTS for another of that name at the site, SOURCE_OVERLAPS.
 */
export const setSource = defineCommand<SetSourceInput, { readonly sourceId: string }>({
  name: "set-source",
  permission: "integration.configure",
  input: SetSourceInput,
  site: (_, { siteId }) => Promise.resolve(siteId),
  async run({ tx, actor, siteId, recordedAt }, input) {
    const { code, kind, topicFilter, active } = input;
    const problem = problemOf(kind, topicFilter) ?? (active && (await meetsAnotherSite(tx, siteId, topicFilter)) ? "OTHER_SITE" : null);
    if (problem !== null) return refuse("SOURCE_INVALID", { problem });
    const sourceId = input.sourceId ?? newId();
    const [old] = await tx
      .select()
      .from(source)
      .where(and(eq(source.id, sourceId), eq(source.siteId, siteId)))
      .for("update");
    // What it says was mapped as what it is: another kind is another source.
    if (input.sourceId !== null && old?.kind !== kind) return refuse("NOT_FOUND");
    const twins = await tx
      .select({ id: source.id })
      .from(source)
      .where(and(eq(source.siteId, siteId), eq(source.code, code), ne(source.id, sourceId)));
    if (twins.length > 0) return refuse("SOURCE_EXISTS", { code });
    const twice = active ? await heardBy(tx, siteId, { id: sourceId, kind, topicFilter }) : null;
    if (twice !== null) return refuse("SOURCE_OVERLAPS", twice);
    if (old === undefined) await tx.insert(source).values({ id: sourceId, siteId, code, kind, topicFilter, active });
    else await tx.update(source).set({ code, topicFilter, active }).where(eq(source.id, sourceId));
    await noteDone({ tx, actor, siteId, recordedAt }, "telemetry-source.set", sourceId, { old: old === undefined ? null : wordsOf(old), new: wordsOf(input) });
    return accept({ events: [], output: { sourceId } });
  },
});

/** Why this is no filter of that kind; null when it is. A filter has no named levels. */
function problemOf(kind: SetSourceInput["kind"], filter: string): string | null {
  const levels = filter.split("/");
  if (kind === "SPARKPLUG") return levels[0] === SPARKPLUG && !("problem" in parseFilter(levels.slice(1))) ? null : "NOT_SPARKPLUG";
  const read = parseFilter(levels);
  if ("problem" in read) return read.problem;
  return patternsMeet(filter, `${SPARKPLUG}/#`) ? "HEARS_SPARKPLUG" : null;
}

/** Whether a source of another site listens to some of these topics. Whoever asks waits for who asked before, so that two sites cannot take one topic at once. */
export async function meetsAnotherSite(tx: Tx, siteId: string, filter: string): Promise<boolean> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('telemetry-source', 0))`);
  const theirs = await tx
    .select({ topicFilter: source.topicFilter })
    .from(source)
    .where(and(ne(source.siteId, siteId), eq(source.active, true)));
  return theirs.some(({ topicFilter }) => patternsMeet(filter, topicFilter));
}

/** The active source of the site to which a broker would bring some of the same messages; null when there is none. Expects whoever asks to have asked `meetsAnotherSite` before. */
export async function heardBy(tx: Tx, siteId: string, asked: Listening & { readonly id: string }): Promise<{ readonly code: string; readonly topicFilter: string } | null> {
  const ours = await tx
    .select({ code: source.code, kind: source.kind, topicFilter: source.topicFilter })
    .from(source)
    .where(and(eq(source.siteId, siteId), eq(source.active, true), ne(source.id, asked.id)))
    .orderBy(source.code);
  const twice = ours.find((one) => wouldHearTwice(one, asked));
  return twice === undefined ? null : { code: twice.code, topicFilter: twice.topicFilter };
}

function parseFilter(levels: readonly string[]): { readonly problem: string } | { readonly names: readonly string[] } {
  const read = parseTopicPattern(levels.join("/"));
  return "problem" in read || read.names.length === 0 ? read : { problem: "BAD_NAME" };
}

function wordsOf({ code, kind, topicFilter, active }: Pick<typeof source.$inferSelect, "code" | "kind" | "topicFilter" | "active">): string[] {
  return [code, kind, topicFilter, active ? "on" : "off"];
}
