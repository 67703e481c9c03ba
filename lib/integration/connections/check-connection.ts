import type { z } from "zod";

/** What a kind of ERP asks of a connection, as far as storing one needs it. */
export type ConnectionKind = { readonly settings: z.ZodType; readonly secrets: z.ZodType };

/** One thing that is wrong with what was typed or written; `field` is the top-level name, empty where it concerns the whole. */
export type ConnectionProblem = { readonly part: "settings" | "secrets"; readonly field: string; readonly message: string };

/** What is wrong with settings and secrets by the schemas of their kind of ERP; nothing when a connection can be opened with them. */
export function connectionProblems(kind: ConnectionKind, settings: unknown, secrets: unknown): readonly ConnectionProblem[] {
  return [...problemsIn("settings", kind.settings, settings), ...problemsIn("secrets", kind.secrets, secrets)];
}

function problemsIn(part: ConnectionProblem["part"], schema: z.ZodType, value: unknown): ConnectionProblem[] {
  const parsed = schema.safeParse(value);
  if (parsed.success) return [];
  return parsed.error.issues.map((issue) => {
    const [field = "", ...inside] = issue.path.map(String);
    return { part, field, message: inside.length === 0 ? issue.message : `${inside.join(".")}: ${issue.message}` };
  });
}
