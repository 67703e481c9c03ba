import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { connection, mapping } from "@/db/schema/integration";
import { reasonCode } from "@/db/schema/reference";
import { type Command, defineCommand } from "@/lib/commands/define-command";
import { noteDone } from "@/lib/commands/note-done";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { letGoOn, SETTLE_SECONDS } from "@/lib/integration/connections/let-go-on";
import { readConnection } from "@/lib/integration/connections/store-connection";
import { retranslateOpen } from "@/lib/integration/words/retranslate";
import { storedWords, type WordKind, wordsFingerprint } from "@/lib/integration/words/stored-words";
import type { Vocabulary } from "@/lib/integration/words/vocabulary";
import { newId } from "@/lib/platform/ids";
import { type MappingLine, SetMappingInput } from "./set-mapping.schema";
import { mayConfigure, siteOfConnection } from "./connection-scope";

/**
 * Architecture §4: their words for ours, as one table. It counts from the next message on; what came before and still waits is read anew with
 * it (IN-06). Old and new lines are kept in the audit trail (SEC-09). Refusals: FORBIDDEN unless the integration may be configured at every
 * site of the connection, CHANGED_MEANWHILE, WORD_UNKNOWN for a reason that no site has.
 */
export function setMapping(vocabulary: Vocabulary): Command<SetMappingInput, { readonly waiting: number }> {
  return defineCommand<SetMappingInput, { readonly waiting: number }>({
    name: "set-mapping",
    permission: "integration.configure",
    input: SetMappingInput,
    site: (tx, { connectionId }, actor) => siteOfConnection(tx, connectionId, actor),
    async run({ tx, actor, siteId, recordedAt }, { connectionId, seen, lines }) {
      const stored = await readConnection(tx, connectionId, { lock: true });
      if (stored === null) return refuse("NOT_FOUND");
      const siteIds = stored.sites.map((one) => one.siteId);
      if (!mayConfigure(actor, siteIds)) return refuse("FORBIDDEN", { permission: "integration.configure" });
      const before = await storedWords(tx, connectionId);
      if (wordsFingerprint(before) !== seen) return refuse("CHANGED_MEANWHILE");
      const unknown = await unknownReason(tx, siteIds, lines);
      if (unknown !== null) return refuse("WORD_UNKNOWN", { word: unknown });
      await tx.delete(mapping).where(and(eq(mapping.connectionId, connectionId), inArray(mapping.kind, ["UOM", "WORK_CENTRE", "REASON", "LOCATION"] satisfies WordKind[])));
      if (lines.length > 0) await tx.insert(mapping).values(lines.map((line) => ({ id: newId(), connectionId, ...line })));
      await tx.update(connection).set({ wordsChangedAt: recordedAt }).where(eq(connection.id, connectionId));
      const waiting = await retranslateOpen(tx, connectionId, {
        before: vocabulary.words(stored.adapter, before),
        after: vocabulary.words(stored.adapter, lines),
        at: recordedAt,
      });
      await letGoOn(tx, connectionId, recordedAt, { pauseSeconds: SETTLE_SECONDS });
      await noteDone({ tx, actor, siteId, recordedAt }, "mapping.change", connectionId, {
        connection: stored.code,
        old: linesOnlyIn(before, lines),
        new: linesOnlyIn(lines, before),
      });
      return accept({ events: [], output: { waiting } });
    },
  });
}

/** Reasons are ours alone: what is not in the list can be neither recorded nor told. */
async function unknownReason(tx: Tx, siteIds: readonly string[], lines: readonly MappingLine[]): Promise<string | null> {
  const wanted = lines.filter(({ kind }) => kind === "REASON").map(({ ours }) => ours);
  if (wanted.length === 0) return null;
  const known = await tx
    .select({ code: reasonCode.code })
    .from(reasonCode)
    .where(and(inArray(reasonCode.siteId, [...siteIds]), inArray(reasonCode.code, wanted)));
  return wanted.find((word) => !known.some(({ code }) => code === word)) ?? null;
}

function linesOnlyIn(some: readonly MappingLine[], others: readonly MappingLine[]): string[] {
  const there = new Set(others.map(words));
  return some.map(words).filter((line) => !there.has(line));
}

function words({ kind, ours, theirs }: MappingLine): string {
  return `${kind} ${theirs} = ${ours}`;
}
