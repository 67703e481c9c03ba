import { describe, expect, it } from "vitest";
import { decimal } from "@/lib/domain/shared/decimal";
import { type MadeCheck, type OutputPiece, suspectOutput } from "./suspect-output";

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 17, 6, minutes));
const piece = (id: string, from: number, to: number, quantity = "10"): OutputPiece => ({ id, lotId: null, from: at(from), to: at(to), quantity: decimal(quantity) });
const check = (minutes: number, ...failed: number[]): MadeCheck => ({ at: at(minutes), failed });
const PIECES = [piece("a", 0, 30), piece("b", 30, 60), piece("c", 60, 90), piece("d", 90, 120)];
const names = (failure: MadeCheck, others: readonly MadeCheck[], pieces = PIECES) => suspectOutput(failure, others, pieces).map(({ id }) => id);

describe("EX-14 what a failed check puts in doubt", () => {
  it.each<[string, MadeCheck, MadeCheck[], string[]]>([
    ["everything, where none passed before", check(125, 10), [], ["a", "b", "c", "d"]],
    ["what was made since the last one that passed", check(125, 10), [check(30), check(60)], ["c", "d"]],
    ["a piece made across the last pass, as a whole", check(125, 10), [check(100)], ["d"]],
    ["nothing, where nothing was made since", check(125, 10), [check(120)], []],
    ["a check that failed is no pass", check(125, 10), [check(60), check(90, 10)], ["c", "d"]],
    ["a characteristic that passed in a check that failed for another one did pass", check(125, 10), [check(60), check(90, 20)], ["d"]],
    ["two that failed: since the earlier of their passes", check(125, 10, 20), [check(60), check(90, 20)], ["c", "d"]],
    ["told late: only up to the next pass", check(65, 10), [check(30), check(90)], ["b", "c"]],
  ])("%s", (_, failure, others, expected) => expect(names(failure, others)).toEqual(expected));

  it("what was taken back is not in doubt", () => expect(names(check(125, 10), [], [piece("a", 0, 30, "0"), piece("b", 30, 60)])).toEqual(["b"]));
});
