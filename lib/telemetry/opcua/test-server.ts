import { AttributeIds } from "node-opcua-client";
import { findNodes } from "./find-nodes";
import { openSession, within } from "./open-session";
import { type OpcuaProblemFacts, problemOf } from "./problem";
import type { OpcuaAccess } from "./settings";
import { messageOf } from "./data-value";

/** What a test of a server found: what it has, with some of its values, or why it cannot be listened to. */
export type ServerTest =
  | {
      readonly ok: true;
      readonly milliseconds: number;
      readonly nodes: number;
      readonly unknown: readonly string[];
      readonly examples: readonly { readonly node: string; readonly value: string }[];
    }
  | { readonly ok: false; readonly milliseconds: number; readonly problem: OpcuaProblemFacts };

const EXAMPLES = 5;
const UNKNOWN = 20;

/** Does everything that listening needs but listen: connects, compares certificates, signs in, finds the nodes and reads some. Changes nothing. */
export async function testServer(access: OpcuaAccess): Promise<ServerTest> {
  const startedAt = performance.now();
  const milliseconds = (): number => Math.round(performance.now() - startedAt);
  try {
    const { session, close } = await openSession(access);
    try {
      const { nodes, unknown } = await findNodes(session, access.settings);
      const some = nodes.slice(0, EXAMPLES);
      const readings = await within(10_000, session.read(some.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.Value }))));
      const examples = readings.map((reading, index) => {
        const { value, status } = messageOf(reading, new Date());
        return { node: some[index]?.written ?? "", value: (value === null ? status : String(value)).slice(0, 80) };
      });
      return { ok: true, milliseconds: milliseconds(), nodes: nodes.length, unknown: unknown.slice(0, UNKNOWN), examples };
    } finally {
      await close();
    }
  } catch (fault) {
    const { code, detail, certificate } = problemOf(fault);
    return { ok: false, milliseconds: milliseconds(), problem: { code, detail, certificate } };
  }
}
