import fc from "fast-check";
import { expect, it } from "vitest";
import { placeNodes } from "./genealogy-layout";

const nodes = ["supplier", "lid", "run-a", "run-b", "p5", "p6"].map((id) => ({ id }));
const edges = [
  { from: "supplier", to: "lid" },
  { from: "lid", to: "run-a" },
  { from: "lid", to: "run-b" },
  { from: "run-b", to: "p6" },
  { from: "run-a", to: "p5" },
];

it("puts each node right of everything that it comes from", () => {
  const column = new Map(placeNodes(nodes, edges).map((node) => [node.id, node.column]));
  for (const edge of edges) expect(column.get(edge.to)).toBeGreaterThan(column.get(edge.from) ?? Number.NaN);
});

it("keeps what belongs together side by side", () => {
  const placed = placeNodes(nodes, edges);
  expect(placed.filter((node) => node.column === 3).map((node) => node.id)).toEqual(["p5", "p6"]);
});

it("puts a lot that is used late just before its use", () => {
  const placed = placeNodes([...nodes, { id: "case" }], [...edges, { from: "case", to: "p6" }]);
  expect(placed.find((node) => node.id === "case")?.column).toBe(2);
});

it("places every node once, whatever the edges, loops included", () => {
  const ids = fc.constantFrom("a", "b", "c", "d", "e");
  fc.assert(
    fc.property(fc.array(fc.record({ from: ids, to: ids }), { maxLength: 20 }), (drawn) => {
      const placed = placeNodes(
        ["a", "b", "c", "d", "e"].map((id) => ({ id })),
        drawn,
      );
      expect(placed.map((node) => node.id).toSorted()).toEqual(["a", "b", "c", "d", "e"]);
      expect(new Set(placed.map((node) => `${node.column}:${node.row}`)).size).toBe(5);
    }),
  );
});
