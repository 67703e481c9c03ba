/**
 * What one of our own addresses answers as one JSON value a line, each as soon as it is there. Leaving the iteration ends the request.
 * @throws Error when there is no answer to read, or it breaks off within a line.
 */
export async function* jsonLines<Data>(response: Response): AsyncGenerator<Data, void> {
  if (response.body === null) throw new Error(`${response.url} answered nothing`);
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const lines = `${rest}${done ? decoder.decode() : decoder.decode(value, { stream: true })}`.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) yield parsed<Data>(line);
      if (done) break;
    }
  } finally {
    await reader.cancel();
  }
  if (rest !== "") throw new Error(`${response.url} broke off within a line`);
}

/** Our own handler answers what the screen beside it reads; both have the same type. */
function parsed<Data>(line: string): Data {
  return JSON.parse(line) as Data;
}
