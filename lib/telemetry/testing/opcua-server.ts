import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OPCUACertificateManager } from "node-opcua-certificate-manager";
import { StatusCodes } from "node-opcua-client";
import { OPCUAServer } from "node-opcua-server";

type Held = string | number | boolean;

/** A real OPC UA server of the calling suite's own, with variables below `ns=1;s=Filler`. */
export type TestOpcuaServer = {
  readonly url: string;
  /** Changes a variable. `at` is the time that its source gives it; now unless told. */
  set(name: string, value: Held, at?: Date): void;
  /** Stops it; its clients are cut off. */
  stop(): Promise<void>;
  /** The same address, certificate and variables again; with its namespaces in another order, each has another number. */
  restart(namespaces?: readonly string[]): Promise<void>;
  /** Stops it for good and takes its certificates away. */
  close(): Promise<void>;
};

export type TestServerOptions = {
  readonly port: number;
  readonly anonymous?: boolean;
  /** Whether it accepts every client's certificate. */
  readonly trusting?: boolean;
  /** URIs of namespaces beside its own, numbered from 2; each has a variable `s=Speed` below `ns=1;s=Filler`. */
  readonly namespaces?: readonly string[];
};

/** Name and password that it takes. */
export const TEST_USER = { userName: "mes", password: "the-right-password" } as const;

const TYPES = { State: "String", GoodCount: "Int32", Temperature: "Double", Total: "UInt64", Running: "Boolean" } as const;
type Name = keyof typeof TYPES;

/** Starts it; it takes some seconds, because a server reads the whole of OPC UA's own address space. */
export async function startOpcuaServer({ port, anonymous = true, trusting = true, namespaces = [] }: TestServerOptions): Promise<TestOpcuaServer> {
  const folder = mkdtempSync(join(tmpdir(), "opcua-server-"));
  const held = new Map<string, Held>([
    ["State", "PRODUCING"],
    ["GoodCount", 100],
    ["Temperature", 21.5],
    ["Running", true],
  ]);
  let change: (name: string, value: Held, at?: Date) => void = () => undefined;
  let server: OPCUAServer;

  async function start(uris = namespaces): Promise<void> {
    const manager = (name: string) => new OPCUACertificateManager({ rootFolder: join(folder, name), automaticallyAcceptUnknownCertificate: trusting });
    server = new OPCUAServer({
      port,
      hostname: "127.0.0.1",
      allowAnonymous: anonymous,
      serverCertificateManager: manager("server"),
      userCertificateManager: manager("users"),
      userManager: { isValidUser: (name: string, password: string) => name === TEST_USER.userName && password === TEST_USER.password },
    });
    await server.initialize();
    const space = server.engine.addressSpace;
    if (space === null) throw new Error("the OPC UA server has no address space");
    const namespace = space.getOwnNamespace();
    const filler = namespace.addFolder(space.rootFolder.objects, { browseName: "Filler", nodeId: "s=Filler" });
    const variables = new Map(
      [...held.keys()].map((name) => {
        const dataType = TYPES[name as Name];
        const variable = namespace.addVariable({ componentOf: filler, browseName: name, nodeId: `s=Filler.${name}`, dataType });
        return [name, { variable, dataType }] as const;
      }),
    );
    change = (name, value, at = new Date()) => {
      const found = variables.get(name);
      if (found === undefined) throw new Error(`the OPC UA server has no ${name}`);
      found.variable.setValueFromSource({ dataType: found.dataType, value }, StatusCodes.Good, at);
    };
    for (const [name, value] of held) change(name, value);
    for (const uri of uris) space.registerNamespace(uri).addVariable({ componentOf: filler, browseName: "Speed", nodeId: "s=Speed", dataType: "Double" });
    await server.start();
  }

  await start();
  return {
    url: `opc.tcp://127.0.0.1:${port}`,
    set(name, value, at) {
      held.set(name, value);
      change(name, value, at);
    },
    stop: () => server.shutdown(0),
    restart: start,
    async close() {
      await server.shutdown(0);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
