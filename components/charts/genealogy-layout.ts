/** A lot, a run, a pallet or a customer, and what hangs together with what. */
export type GraphNode = { readonly id: string };
export type GraphEdge = { readonly from: string; readonly to: string };

/** Column and row of each node. */
export type Placed = { readonly id: string; readonly column: number; readonly row: number };

/** Columns by the longest way from a source, rows by where the neighbours at the left stand. A loop, which a genealogy must not have, ends where it began. */
export function placeNodes(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): readonly Placed[] {
  const parents = new Map<string, string[]>(nodes.map((node) => [node.id, []]));
  for (const edge of edges) if (parents.has(edge.from)) parents.get(edge.to)?.push(edge.from);

  const columns = new Map<string, number>();
  const columnOf = (id: string, path: ReadonlySet<string>): number => {
    const known = columns.get(id);
    if (known !== undefined) return known;
    const above = (parents.get(id) ?? []).filter((parent) => !path.has(parent));
    const column = above.length === 0 ? 0 : 1 + Math.max(...above.map((parent) => columnOf(parent, new Set(path).add(parent))));
    columns.set(id, column);
    return column;
  };
  for (const node of nodes) columnOf(node.id, new Set([node.id]));
  // What comes from nowhere stands just before its first use, so that no line runs behind the nodes between.
  for (const node of nodes) {
    if ((parents.get(node.id) ?? []).length > 0) continue;
    const uses = edges.filter((edge) => edge.from === node.id).flatMap((edge) => columns.get(edge.to) ?? []);
    if (uses.length > 0) columns.set(node.id, Math.max(0, Math.min(...uses) - 1));
  }

  const rows = new Map<string, number>();
  const placed: Placed[] = [];
  for (let column = 0; column <= Math.max(0, ...columns.values()); column++) {
    const weigh = (id: string) => {
      const known = (parents.get(id) ?? []).flatMap((parent) => rows.get(parent) ?? []);
      return known.length === 0 ? Number.POSITIVE_INFINITY : known.reduce((sum, row) => sum + row, 0) / known.length;
    };
    const here = nodes.filter((node) => columns.get(node.id) === column).map((node) => ({ id: node.id, weight: weigh(node.id) }));
    const sorted = here.toSorted((a, b) => (a.weight === b.weight ? 0 : a.weight - b.weight));
    sorted.forEach(({ id }, row) => {
      // Relative to the column's height, so that short columns stand in the middle of long ones.
      rows.set(id, (row + 0.5) / sorted.length);
      placed.push({ id, column, row });
    });
  }
  return placed;
}
