import { expect, it } from "vitest";
import { cameraProblem } from "./camera-reason";

it.each([
  ["an address without https", new DOMException("", "NotAllowedError"), false, "INSECURE"],
  ["the person said no", new DOMException("", "NotAllowedError"), true, "DENIED"],
  ["the page may not ask", new DOMException("", "SecurityError"), true, "DENIED"],
  ["no camera", new DOMException("", "NotFoundError"), true, "NONE"],
  ["none that faces away", new DOMException("", "OverconstrainedError"), true, "NONE"],
  ["another program has it", new DOMException("", "NotReadableError"), true, "BUSY"],
  ["the decoder did not arrive", new TypeError("fetch failed"), true, "FAILED"],
  ["anything else", "odd", true, "FAILED"],
])("%s", (_, fault, secure, problem) => {
  expect(cameraProblem(fault, secure)).toBe(problem);
});
