/** Thrown by a mapping that would have to guess; the record is kept as unreadable with this reason. */
export class Unmappable extends Error {
  override readonly name = "Unmappable";
}
