import { readFileSync, readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { decodePayload } from "./sparkplug/decode-payload";
import { encodeRebirthRequest, REBIRTH } from "./sparkplug/encode-payload";

// EX-25: the product never starts, stops or interlocks a machine, and has no way to write to a controller. Whoever adds one has to change what stands here.

/** What the product itself runs, by path: no tests, and not the plant of the sandbox, nor what breaks things, which both play the machines. */
const SOURCES = ["app", "db", "lib"]
  .flatMap((room) => readdirSync(room, { recursive: true, encoding: "utf8" }).map((file) => `${room}/${file}`))
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|\/testing\/|^lib\/(?:sandbox|processes\/faults)\/|^lib\/telemetry\/opcua\/test-server\.ts$/.test(file))
  .map((file) => ({ file, text: readFileSync(file, "utf8") }));

const using = (packages: RegExp) => SOURCES.filter(({ text }) => [...text.matchAll(/(?:from|import\() ?"([^"]+)"/g)].some(([, name]) => packages.test(name ?? "")));

it("EX-25 says nothing to the broker but the state of the host, requests to be born again, what OPC UA servers told, what the test of the queue counts to itself, and nothing at all to see whether it is acknowledged", () => {
  const said = using(/^mqtt(\/|$)/).flatMap(({ file, text }) =>
    [...text.matchAll(/\.publish(?:Async)?\(\s*([^,]+),\s*(\w+)/g)].map(([, topic, payload]) => `${file}: ${topic ?? ""} ${payload ?? ""}`),
  );
  expect(said.toSorted()).toEqual([
    // What steers the simulated plant of the demo, which listens there alone.
    "lib/processes/demo-hands.ts: TOPIC codes",
    "lib/processes/tell-plant.ts: TOPIC JSON",
    "lib/telemetry/opcua/publisher.ts: topic payload",
    // Without content, and to a topic of its own.
    "lib/telemetry/probe-broker.ts: PROBE_TOPIC NOTHING",
    "lib/telemetry/sparkplug-connection.ts: nodeCommandTopic(group node",
    "lib/telemetry/sparkplug-connection.ts: stateTopic encodeHostState",
    "lib/telemetry/sparkplug-connection.ts: stateTopic encodeHostState",
    "lib/telemetry/test-queue.ts: topic payload",
  ]);
  // Commands of nodes and devices are named where they are told apart, and where the one request is addressed.
  expect(SOURCES.flatMap(({ file, text }) => (/["/`][ND]CMD\b/.test(text) ? [file] : []))).toEqual(["lib/telemetry/topics.ts"]);
});

it("EX-25 the one command that it sends asks a node to be born again, and nothing else", () => {
  const sent = decodePayload(encodeRebirthRequest(1_767_225_600_000));
  expect("metrics" in sent && sent.metrics.map(({ name, value }) => [name, value])).toEqual([[REBIRTH, true]]);
});

it("EX-25 asks OPC UA servers to tell, and to nothing else", () => {
  const readers = using(/^node-opcua/);
  expect(readers.length).toBeGreaterThan(3);
  const asked = readers.flatMap(({ text }) => [...text.matchAll(/\bsession\.(\w+)/g)].map(([, name]) => name ?? ""));
  expect([...new Set(asked)].toSorted()).toEqual(["createSubscription2", "on", "read", "readNamespaceArray", "sessionId"]);
  const writes = readers.flatMap(({ file, text }) =>
    [...text.matchAll(/\b(?:write\w*|call|callMethod|historyUpdate|addNodes|deleteNodes)\(|\b(?:Write|CallMethod|HistoryUpdate|AddNodes)\w*/g)].map(
      ([found]) => `${file}: ${found}`,
    ),
  );
  expect(writes).toEqual([]);
});

it("EX-25 speaks no other language of controllers", () => {
  const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as { dependencies: Record<string, string> };
  const buses = /modbus|nodes7|\bs7|ethernet-?ip|bacnet|profinet|melsec|mc-?protocol|ads-client|omron|fins|iolink|plc/i;
  expect(Object.keys(dependencies).filter((name) => buses.test(name))).toEqual([]);
});
