import { expect, it } from "vitest";
import { newId } from "@/lib/platform/ids";
import { AddEntryPhotoInput } from "./entry-photo.schema";

it("EX-22 takes a photo by its id and the command of its entry, and none with a place in the order of commands, whose refusal the log would keep with the bytes", () => {
  const photo = { commandId: newId(), entryCommandId: newId(), eventTime: "2026-03-02T10:00:00.000Z", bytes: "/9j/" };
  expect(AddEntryPhotoInput.safeParse(photo).success).toBe(true);
  expect(AddEntryPhotoInput.safeParse({ ...photo, deviceSequence: 4 }).success).toBe(false);
});
