import PDFDocument from "pdfkit";
import type { ReportSection } from "@/lib/format/report-section";
import { bytesOf, mm, pdfWriter, type Weight } from "./pdf-text";

/** A report to be printed: what it is, and its tables. */
export type PrintedReport = {
  readonly title: string;
  readonly lines: readonly string[];
  readonly sections: readonly ReportSection[];
  /** At the foot of each page: "Page 1 of 2". */
  readonly page: (at: number, of: number) => string;
};

// A4, upright.
const WIDTH = 210;
const HEIGHT = 297;
const EDGE = 18;
const ROOM = WIDTH - 2 * EDGE;
const FOOT = HEIGHT - 16;
const SIZE = 9;
const LINE = 4.4;
const GAP = 3;
const FIGURE = 22;
const NARROW = 34;

type Column = ReportSection["columns"][number] & { readonly x: number; readonly room: number };

/** A report as PDF on A4 in our own typeface: tables with their heads on every page that they reach, long words wrapped, pages counted. */
export async function reportPdf({ title, lines, sections, page }: PrintedReport): Promise<Uint8Array> {
  const document = new PDFDocument({ size: [mm(WIDTH), mm(HEIGHT)], margin: 0, autoFirstPage: false, bufferPages: true, info: { Title: title } });
  const { write, width } = pdfWriter(document);
  let y = EDGE;
  const turn = () => {
    document.addPage();
    y = EDGE;
  };
  /** Makes room for so many millimetres; answers whether a page had to be turned. */
  const need = (height: number): boolean => {
    if (y + height <= FOOT) return false;
    turn();
    return true;
  };
  const wrap = (text: string, size: number, weight: Weight, room: number) => text.split("\n").flatMap((part) => wrapped(part, (words) => width(words, size, weight) <= room));
  const put = (text: string, size: number, weight: Weight) => {
    for (const part of wrap(text, size, weight, ROOM)) {
      need(LINE);
      write(part, { x: EDGE, y, size, weight, room: ROOM });
      y += size * 0.5;
    }
  };
  const rule = (color: string) => {
    document
      .moveTo(mm(EDGE), mm(y - 1))
      .lineTo(mm(WIDTH - EDGE), mm(y - 1))
      .lineWidth(0.4)
      .strokeColor(color)
      .stroke();
  };
  const row = (columns: readonly Column[], cells: readonly string[], weight: Weight): number => {
    const parts = columns.map((column, index) => wrap(cells[index] ?? "", SIZE, weight, column.room));
    for (const [index, column] of columns.entries()) {
      for (const [line, text] of (parts[index] ?? []).entries()) {
        const x = column.figure === true ? column.x + Math.max(0, column.room - width(text, SIZE, weight)) : column.x;
        write(text, { x, y: y + line * LINE, size: SIZE, weight, room: column.room });
      }
    }
    return Math.max(1, ...parts.map((part) => part.length)) * LINE;
  };
  const heightOf = (columns: readonly Column[], cells: readonly string[]) =>
    Math.max(1, ...columns.map((column, index) => wrap(cells[index] ?? "", SIZE, 400, column.room).length)) * LINE;

  return bytesOf(document, () => {
    turn();
    put(title, 15, 600);
    y += 1;
    for (const line of lines) put(line, 10, 400);
    for (const section of sections) {
      const columns = placed(section.columns);
      y += 5;
      // A head that stands alone at the foot of a page heads nothing.
      need(7 + 3 * LINE);
      put(section.title, 11, 600);
      y += 1;
      if (section.rows.length === 0) {
        put(section.none, SIZE, 400);
        continue;
      }
      const head = () => {
        y += row(
          columns,
          section.columns.map((column) => column.label),
          600,
        );
        y += 1;
        rule("#444444");
      };
      head();
      for (const cells of section.rows) {
        if (need(Math.min(heightOf(columns, cells), FOOT - EDGE - 2 * LINE))) head();
        y += row(columns, cells, 400);
        y += 1;
        rule("#cccccc");
      }
      if (section.note !== undefined) put(section.note, 8, 400);
    }
    const { count } = document.bufferedPageRange();
    for (let at = 0; at < count; at += 1) {
      document.switchToPage(at);
      write(page(at + 1, count), { x: EDGE, y: FOOT + 4, size: 8, weight: 400, room: ROOM });
    }
  });
}

/** Where each column stands: figures and short words in fixed rooms, the wide ones share the rest. */
function placed(columns: ReportSection["columns"]): readonly Column[] {
  const fixed = (column: ReportSection["columns"][number]) => (column.wide === true ? 0 : column.figure === true ? FIGURE : NARROW);
  const wide = columns.filter((column) => column.wide === true).length;
  const rest = (ROOM - GAP * (columns.length - 1) - columns.reduce((total, column) => total + fixed(column), 0)) / Math.max(1, wide);
  let x = EDGE;
  return columns.map((column) => {
    const room = column.wide === true ? rest : fixed(column);
    const at = x;
    x += room + GAP;
    return { ...column, x: at, room };
  });
}

/** A line as lines that fit. A word that is longer than the room is left whole: the writer makes it smaller. */
function wrapped(text: string, fits: (words: string) => boolean): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && fits(`${last} ${word}`)) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
