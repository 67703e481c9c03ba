import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "@/lib/processes/free-port";
import { startOpcuaServer, type TestOpcuaServer } from "@/lib/telemetry/testing/opcua-server";
import { findNodes } from "./find-nodes";
import { makeIdentity } from "./identity";
import { openSession } from "./open-session";
import type { OpcuaIdentity, OpcuaSettings } from "./settings";

const [LEFT, RIGHT] = ["http://plc.example/left", "http://plc.example/right;a%b"];
const NODES = { left: `nsu=${LEFT};s=Speed`, right: "nsu=http://plc.example/right%3Ba%25b;s=Speed" };

let server: TestOpcuaServer;
let identity: OpcuaIdentity;

beforeAll(async () => {
  [server, identity] = await Promise.all([startOpcuaServer({ port: await freePort(49_000, "127.0.0.1"), namespaces: [LEFT, RIGHT] }), makeIdentity()]);
}, 60_000);
afterAll(() => server.close());

/** Each node by what it is published under, with what the server calls it now. */
async function found(nodeIds: string[], browseRoot: string | null) {
  const settings: OpcuaSettings = {
    endpointUrl: server.url,
    policy: "None",
    mode: "Sign",
    userName: null,
    certificate: null,
    nodeIds,
    browseRoot,
    browseDepth: 3,
    samplingMs: 50,
    queueSize: 20,
    repeatSeconds: 1,
  };
  const { session, close } = await openSession({ settings, password: null, identity });
  try {
    const { nodes, unknown } = await findNodes(session, settings);
    expect(unknown).toEqual([]);
    return Object.fromEntries(nodes.map(({ written, nodeId }) => [written, nodeId]));
  } finally {
    await close();
  }
}

describe("the nodes that a source listens to", () => {
  it("IN-10 calls what it finds below a node by the URI of its namespace: under its number, a server that numbers them anew would tell one machine's values as another's", async () => {
    const before = await found([], "ns=1;s=Filler");
    expect(before).toMatchObject({ [NODES.left]: "ns=2;s=Speed", [NODES.right]: "ns=3;s=Speed" });
    expect(Object.keys(before).filter((written) => !written.startsWith("nsu="))).toEqual([]);
    // A node that is named as well is published as it is named there, once.
    const named = await found([NODES.right, "ns=1;s=Filler.State"], "ns=1;s=Filler");
    expect(named).toMatchObject({ "ns=1;s=Filler.State": "ns=1;s=Filler.State", [NODES.right]: "ns=3;s=Speed" });
    expect(Object.keys(named)).toHaveLength(Object.keys(before).length);

    await server.stop();
    await server.restart([RIGHT, LEFT]);
    expect(await found([], "ns=1;s=Filler")).toEqual({ ...before, [NODES.left]: "ns=3;s=Speed", [NODES.right]: "ns=2;s=Speed" });
    // So can they be written in the list of nodes.
    expect(await found([NODES.left, NODES.right], null)).toEqual({ [NODES.left]: "ns=3;s=Speed", [NODES.right]: "ns=2;s=Speed" });
  }, 60_000);
});
