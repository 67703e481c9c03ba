import { AttributeIds, browseAll, BrowseDirection, type ClientSession, NodeClass, resolveNodeId } from "node-opcua-client";
import { within } from "./open-session";
import { OpcuaProblem } from "./problem";
import { MOST_NODES, type OpcuaSettings } from "./settings";

/** A node to listen to: its id as it was written, or with the URI of its namespace where it was found, and as the server numbers its namespace now. */
export type FoundNode = { readonly written: string; readonly nodeId: string };
/** What of the wanted nodes there is; `unknown` are those that the server does not have. */
export type FoundNodes = { readonly nodes: readonly FoundNode[]; readonly unknown: readonly string[] };

const ASK_MS = 15_000;
const READ_AT_ONCE = 500;
const BROWSE_AT_ONCE = 100;
/** Nodes that are looked at below a root at most. */
const MOST_SEEN = 20_000;
const BELOW = "HierarchicalReferences";

/**
 * The nodes that a source names and the variables below its root. Namespaces given by their URI are looked up anew with each session, for servers
 * may number them differently after a restart.
 * @throws OpcuaProblem NODES_UNKNOWN when there is none of them, NOTHING_BELOW, TOO_MANY_NODES.
 */
export async function findNodes(session: ClientSession, settings: OpcuaSettings): Promise<FoundNodes> {
  const namespaces = await within(ASK_MS, session.readNamespaceArray());
  const unknown: string[] = [];
  const wanted = settings.nodeIds.flatMap((written): FoundNode[] => {
    const nodeId = numbered(written, namespaces);
    if (nodeId === null) unknown.push(written);
    return nodeId === null ? [] : [{ written, nodeId }];
  });
  const there = await existing(session, wanted, unknown);
  const found = new Map(there.map((node) => [node.nodeId, node]));
  if (settings.browseRoot !== null) {
    const root = numbered(settings.browseRoot, namespaces);
    if (root === null) throw new OpcuaProblem("NODES_UNKNOWN", settings.browseRoot);
    const below = await variablesBelow(session, root, settings.browseDepth, MOST_NODES - found.size);
    if (below.length === 0) throw new OpcuaProblem("NOTHING_BELOW", settings.browseRoot);
    for (const nodeId of below) if (!found.has(nodeId)) found.set(nodeId, { written: named(nodeId, namespaces), nodeId });
  }
  if (found.size === 0) throw new OpcuaProblem("NODES_UNKNOWN", unknown.slice(0, 5).join(", "));
  return { nodes: [...found.values()], unknown };
}

/** `nsu=<URI>;…` with the number that the server gives the namespace; null when it has none of that name. */
function numbered(written: string, namespaces: readonly string[]): string | null {
  const [, uri, rest] = /^nsu=([^;]+);(.+)$/.exec(written) ?? [];
  if (uri === undefined || rest === undefined) return resolveNodeId(written).toString();
  const index = namespaces.findIndex((namespace) => namespace === uri || escaped(namespace) === uri);
  return index === -1 ? null : resolveNodeId(`ns=${index};${rest}`).toString();
}

/** `ns=<number>;…` with the URI of the namespace, which stays when its number does not; as it is where the server has no URI of its own for the number. */
function named(nodeId: string, namespaces: readonly string[]): string {
  const [, index, rest] = /^ns=(\d+);(.+)$/s.exec(nodeId) ?? [];
  const uri = namespaces[Number(index)];
  return uri === undefined || uri === "" || namespaces.indexOf(uri) !== Number(index) ? nodeId : `nsu=${escaped(uri)};${rest}`;
}

/** OPC UA Part 6: what ends the URI in a node id stands in it as %XX. */
function escaped(uri: string): string {
  return uri.replaceAll("%", "%25").replaceAll(";", "%3B");
}

async function existing(session: ClientSession, wanted: readonly FoundNode[], unknown: string[]): Promise<FoundNode[]> {
  const there: FoundNode[] = [];
  for (let from = 0; from < wanted.length; from += READ_AT_ONCE) {
    const some = wanted.slice(from, from + READ_AT_ONCE);
    const classes = await within(ASK_MS, session.read(some.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.NodeClass }))));
    for (const [index, node] of some.entries()) {
      const answer = classes[index];
      if (answer?.statusCode.isGood() === true && answer.value.value === NodeClass.Variable) there.push(node);
      else unknown.push(node.written);
    }
  }
  return there;
}

/** Breadth first, each node once: address spaces have circles. */
async function variablesBelow(session: ClientSession, root: string, depth: number, most: number): Promise<string[]> {
  const seen = new Set([root]);
  const variables: string[] = [];
  let level = [root];
  for (let at = 0; at < depth && level.length > 0; at += 1) {
    const next: string[] = [];
    for (let from = 0; from < level.length; from += BROWSE_AT_ONCE) {
      for (const { nodeId, isVariable } of await childrenOf(session, level.slice(from, from + BROWSE_AT_ONCE), root)) {
        if (seen.has(nodeId)) continue;
        seen.add(nodeId);
        next.push(nodeId);
        if (isVariable) variables.push(nodeId);
        if (variables.length > most || seen.size > MOST_SEEN) throw new OpcuaProblem("TOO_MANY_NODES", String(MOST_NODES));
      }
    }
    level = next;
  }
  return variables;
}

async function childrenOf(session: ClientSession, parents: readonly string[], root: string): Promise<{ nodeId: string; isVariable: boolean }[]> {
  // No properties: a limit or a unit is no signal.
  const answers = await within(
    ASK_MS,
    browseAll(
      session,
      parents.map((nodeId) => ({
        nodeId,
        referenceTypeId: BELOW,
        includeSubtypes: true,
        browseDirection: BrowseDirection.Forward,
        nodeClassMask: NodeClass.Object | NodeClass.Variable,
        resultMask: 0x3f,
      })),
    ),
  );
  return answers.flatMap(({ statusCode, references }, index) => {
    if (statusCode.isNotGood() && parents[index] === root) throw new OpcuaProblem("NODES_UNKNOWN", root);
    return (references ?? []).flatMap(({ nodeId, nodeClass, referenceTypeId }) =>
      referenceTypeId.toString() === HAS_PROPERTY ? [] : [{ nodeId: nodeId.toString(), isVariable: nodeClass === NodeClass.Variable }],
    );
  });
}

const HAS_PROPERTY = "ns=0;i=46";
