import fc from "fast-check";
import { expect, it } from "vitest";
import type { ReasonChoice } from "@/lib/queries/operator/reason-choices";
import { branchesOf, REASON_CLASSES, type ReasonBranch, reasonTree } from "./reason-tree";

const reason = (code: string, kind: string, uses = 0): ReasonChoice => ({ code, name: code, class: kind, comment: false, uses });
const SITE = [
  reason("BRK-MECH", "FAILURE", 2),
  reason("BRK-ELEC", "FAILURE"),
  reason("CHG-OVER", "CHANGEOVER"),
  reason("CHG-CLEAN", "CHANGEOVER", 9),
  reason("MAT-WAIT", "MATERIAL", 5),
  reason("MAT-DEFECT", "MATERIAL", 4),
  reason("QA-WAIT", "QUALITY", 1),
  reason("ODD", "SOMETHING"),
];
const codes = (list: readonly ReasonChoice[]) => list.map((one) => one.code);

it("puts what is named most at this machine first, everywhere", () => {
  const { often, branches } = reasonTree(SITE);
  expect(codes(often)).toEqual(["CHG-CLEAN", "MAT-WAIT", "MAT-DEFECT"]);
  expect(branches.map((branch) => [branch.class, codes(branch.reasons)])).toEqual([
    // Both of MATERIAL stand above already.
    ["CHANGEOVER", ["CHG-CLEAN", "CHG-OVER"]],
    ["FAILURE", ["BRK-MECH", "BRK-ELEC"]],
    ["QUALITY", ["QA-WAIT"]],
    ["OTHER", ["ODD"]],
  ]);
});

it("puts what the signal says before all", () => {
  expect(codes(reasonTree(SITE, "BRK-ELEC").often)).toEqual(["BRK-ELEC", "CHG-CLEAN", "MAT-WAIT"]);
});

it("keeps the site's order where nothing was named yet, and grows no tree of a few", () => {
  const fresh = SITE.map((one) => ({ ...one, uses: 0 }));
  expect(reasonTree(fresh).often).toEqual([]);
  expect(reasonTree(fresh).branches.map((branch) => branch.class)).toEqual(["FAILURE", "MATERIAL", "QUALITY", "CHANGEOVER", "OTHER"]);
  expect(reasonTree(fresh.slice(0, 6))).toEqual({ often: fresh.slice(0, 6), branches: [] });
});

it("stands reasons under the groups of the site, as deep as those go, and what has none under its class", () => {
  const under = (code: string, ...groups: readonly string[]): ReasonChoice => ({
    ...reason(code, "FAILURE"),
    groups: groups.map((group) => ({ code: group, name: `The ${group}` })),
  });
  const list = [
    under("BELT", "DRIVE"),
    under("GEAR", "DRIVE", "BOX"),
    under("SEAL", "DRIVE", "BOX"),
    under("HEAD", "FILLER"),
    ...SITE.slice(2, 6).map((one) => ({ ...one, uses: 0 })),
  ];
  const { branches } = reasonTree(list);
  const shown = (all: readonly ReasonBranch[]) => all.map((branch) => [branch.name ?? branch.class, codes(branch.reasons)]);
  expect(shown(branches)).toEqual([
    ["The DRIVE", ["BELT", "GEAR", "SEAL"]],
    ["The FILLER", ["HEAD"]],
    ["MATERIAL", ["MAT-WAIT", "MAT-DEFECT"]],
    ["CHANGEOVER", ["CHG-OVER", "CHG-CLEAN"]],
  ]);
  const [drive, , material] = branches;
  if (drive === undefined || material === undefined) throw new Error("a branch is missing");
  expect(shown(branchesOf(drive))).toEqual([
    ["FAILURE", ["BELT"]],
    ["The BOX", ["GEAR", "SEAL"]],
  ]);
  const box = branchesOf(drive)[1];
  expect(box === undefined ? [] : shown(branchesOf(box))).toEqual([
    ["FAILURE", ["GEAR"]],
    ["FAILURE", ["SEAL"]],
  ]);
  expect(shown(branchesOf(material))).toEqual([
    ["MATERIAL", ["MAT-WAIT"]],
    ["MATERIAL", ["MAT-DEFECT"]],
  ]);
});

it("loses no reason and shows none twice in a branch", () => {
  const some = fc.uniqueArray(fc.record({ code: fc.string({ minLength: 1 }), kind: fc.constantFrom(...REASON_CLASSES, "NEW"), uses: fc.nat(50) }), {
    selector: (one) => one.code,
    maxLength: 30,
  });
  fc.assert(
    fc.property(some, fc.nat(40), (list, pick) => {
      const reasons = list.map((one) => reason(one.code, one.kind, one.uses));
      const { often, branches } = reasonTree(reasons, list[pick]?.code);
      const branched = branches.flatMap((branch) => codes(branch.reasons));
      expect(new Set(branched).size).toBe(branched.length);
      expect(new Set([...codes(often), ...branched])).toEqual(new Set(codes(reasons)));
    }),
  );
});
