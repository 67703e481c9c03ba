import { z } from "zod";

const LogLine = z.object({ level: z.number(), msg: z.string().optional(), err: z.object({ message: z.string() }).optional() });
const WARN = 40;

/** What a line of a child's output has to say to the person at the console: the text of a warning or an error, or `null`. A query stays in the log file. */
export function warningOf(line: string): string | null {
  return said(line)?.replace(/Failed query: .*/s, "a query failed") ?? null;
}

function said(line: string): string | null {
  if (line.startsWith("{")) {
    const parsed = LogLine.safeParse(tryJson(line));
    if (parsed.success) return parsed.data.level >= WARN ? [parsed.data.msg, parsed.data.err?.message].filter(Boolean).join(": ") : null;
  }
  return /(^|[^\w])(warn(ing)?|error|fatal|⨯|⚠)([^\w]|$)/i.test(line) && !/ExperimentalWarning|--trace-warnings/.test(line) ? line.trim() : null;
}

function tryJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
