import "server-only";
import type { Actor } from "@/lib/auth/actor";
import type { OpcuaDetail, ServerTest } from "@/lib/commands/telemetry/opcua/opcua-desk";
import type { CommandResult } from "@/lib/commands/refusal";
import { composition } from "@/lib/composition";
import { answerPerson } from "./answer-person";

export type { OpcuaDetail, ServerTest } from "@/lib/commands/telemetry/opcua/opcua-desk";

/** A stored OPC UA source as its form shows it; NOT_FOUND unless the actor configures its site. */
export function opcuaDetail(actor: Actor, sourceId: string): Promise<CommandResult<OpcuaDetail>> {
  return answerPerson("detail of an OPC UA source", () => composition().opcua.detail(actor, sourceId));
}

/** Asks an OPC UA server with what was typed; stores nothing. */
export function testOpcua(actor: Actor, raw: unknown): Promise<CommandResult<ServerTest>> {
  return answerPerson("test of an OPC UA server", () => composition().opcua.test(actor, raw));
}

/** Adds or changes an OPC UA source; it is listened to as it is now within seconds. */
export function saveOpcua(actor: Actor, raw: unknown): Promise<CommandResult<{ readonly sourceId: string }>> {
  return answerPerson("saving an OPC UA source", () => composition().opcua.save(actor, raw));
}

/** Millrace's own certificate as PEM, for whoever runs a server to accept. */
export function opcuaCertificate(): Promise<string> {
  return composition().opcua.certificate();
}
