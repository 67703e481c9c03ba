import "server-only";
import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import type { CommandResult } from "@/lib/commands/refusal";
import { failed } from "./failed";
import { isSameOrigin } from "./origin";

/** Work of a server action that is no single command: only for our own pages (CROSS_ORIGIN), and a fault is told by its reference (FAULT), a database that is away as UNAVAILABLE. */
export async function answerPerson<Data>(place: string, work: () => Promise<CommandResult<Data>>): Promise<CommandResult<Data>> {
  if (!isSameOrigin(await headers())) return { ok: false, code: "CROSS_ORIGIN", params: {} };
  try {
    return await work();
  } catch (fault) {
    unstable_rethrow(fault);
    return failed(fault, place);
  }
}
