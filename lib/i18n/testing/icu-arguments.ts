/** What an ICU text asks its caller for: arguments with their kind, and tags around words. @throws when the text cannot be read. */
export function icuArguments(text: string): readonly string[] {
  const found = new Set<string>();
  let at = 0;

  const fail = (why: string): never => {
    throw new Error(`${why} at ${at} of "${text}"`);
  };
  const expectSign = (sign: string) => {
    if (text[at] !== sign) fail(`no ${sign}`);
    at += 1;
  };
  const word = (): string => {
    const [, read = ""] = /^\s*([\w=-]+)\s*/.exec(text.slice(at)) ?? [];
    if (read === "") fail("no name");
    at += /^\s*[\w=-]+\s*/.exec(text.slice(at))?.[0].length ?? 0;
    return read;
  };

  function message(inside: boolean): void {
    while (at < text.length) {
      const sign = text[at];
      if (sign === "{") argument();
      else if (sign === "}") return inside ? undefined : fail("a bracket too many");
      else {
        const tag = /^<(\w+)>/.exec(text.slice(at))?.[1];
        if (tag !== undefined) found.add(`<${tag}>`);
        at += 1;
      }
    }
    if (inside) fail("an open bracket");
  }

  function argument(): void {
    expectSign("{");
    const name = word();
    if (text[at] === "}") {
      found.add(name);
      at += 1;
      return;
    }
    expectSign(",");
    const kind = word();
    found.add(`${name}:${kind}`);
    expectSign(",");
    const options: string[] = [];
    while (text[at] !== "}") {
      options.push(word());
      expectSign("{");
      message(true);
      expectSign("}");
      at += /^\s*/.exec(text.slice(at))?.[0].length ?? 0;
    }
    expectSign("}");
    if (!options.includes("other")) fail(`no "other" for ${name}`);
  }

  message(false);
  return [...found].sort();
}
