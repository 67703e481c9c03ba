/** Something that the partner sent and that has no meaning here; says what to change. */
export class Unmappable extends Error {
  override readonly name = "Unmappable";
}
