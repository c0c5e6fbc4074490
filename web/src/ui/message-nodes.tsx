import type { ReactNode } from "react";
import { honestText } from "./honest-text.ts";
import { MessageLink } from "./message-link.tsx";

/** How much of a message is drawn at first; the rest is asked for. */
export const shortMessage = { characters: 2400, lines: 40 } as const;

/** What is left to draw with; it is used up while a message is drawn. */
export interface Budget {
  characters: number;
  lines: number;
  /** Whether something was left out. */
  isCut: boolean;
}

/** Where in a message something stands. */
interface Place {
  readonly isInLink: boolean;
  readonly isInTable: boolean;
  readonly isShifted: boolean;
  readonly isInCode: boolean;
  /** Quotations and lists around it, whose edges take room. */
  readonly indents: number;
}

interface Drawing {
  /** The person's own Matrix user id. */
  readonly account: string;
  readonly budget: Budget;
}

const mostIndents = 5;
const mostColumns = 8;
const highestStart = 999;
const longestAlt = 200;
const blocks = "p,div,hr,h1,h2,h3,h4,h5,h6,pre,blockquote,details,ul,ol,li,table";

/** Draws what the sanitiser left, element by element from a list; what is not in it is its content alone. */
export function drawMessage(fragment: DocumentFragment, account: string, budget: Budget): ReactNode {
  const place: Place = { isInLink: false, isInTable: false, isShifted: false, isInCode: false, indents: 0 };
  return drawAll(fragment.childNodes, place, { account, budget });
}

function drawAll(nodes: Iterable<Node>, place: Place, drawing: Drawing): ReactNode[] {
  const drawn: ReactNode[] = [];
  let key = 0;
  for (const node of nodes) {
    if (isSpent(drawing.budget)) {
      break;
    }
    key += 1;
    drawn.push(drawNode(node, key, place, drawing));
  }
  return drawn;
}

function isSpent(budget: Budget): boolean {
  budget.isCut ||= budget.characters <= 0 || budget.lines <= 0;
  return budget.isCut;
}

function drawNode(node: Node, key: number, place: Place, drawing: Drawing): ReactNode {
  if (node instanceof Text) {
    return drawText(node.data, drawing.budget);
  }
  return node instanceof HTMLElement ? drawElement(node, key, place, drawing) : null;
}

function drawText(data: string, budget: Budget): string {
  const text = honestText(data);
  const shown = text.slice(0, Math.max(0, budget.characters)).toWellFormed();
  budget.isCut ||= shown.length < text.length;
  budget.characters -= text.length;
  return shown;
}

type Drawer = (element: HTMLElement, key: number, place: Place, drawing: Drawing) => ReactNode;

function drawElement(element: HTMLElement, key: number, place: Place, drawing: Drawing): ReactNode {
  const draw = drawers.get(element.localName);
  return draw === undefined ? (
    <span key={key}>{drawAll(element.childNodes, place, drawing)}</span>
  ) : (
    draw(element, key, place, drawing)
  );
}

/** Draws words in a way of their own. */
function inline(Tag: "strong" | "em" | "u" | "del"): Drawer {
  return (element, key, place, drawing) => <Tag key={key}>{drawAll(element.childNodes, place, drawing)}</Tag>;
}

/** Draws what would leave its line if it stood in itself again and again: once. */
function once(Tag: "code" | "sub" | "sup", mark: "isInCode" | "isShifted"): Drawer {
  return (element, key, place, drawing) => {
    const content = drawAll(element.childNodes, { ...place, [mark]: true }, drawing);
    return place[mark] ? <span key={key}>{content}</span> : <Tag key={key}>{content}</Tag>;
  };
}

function lineBreak(Tag: "br" | "hr"): Drawer {
  return (_element, key, _place, { budget }) => {
    budget.lines -= 1;
    return <Tag key={key} />;
  };
}

function drawLink(element: HTMLElement, key: number, place: Place, drawing: Drawing): ReactNode {
  const content = drawAll(element.childNodes, { ...place, isInLink: true }, drawing);
  const href = element.getAttribute("href");
  return place.isInLink || href === null ? (
    <span key={key}>{content}</span>
  ) : (
    <MessageLink key={key} href={href} text={element.textContent} account={drawing.account}>
      {content}
    </MessageLink>
  );
}

function drawDivision(element: HTMLElement, key: number, place: Place, drawing: Drawing): ReactNode {
  drawing.budget.lines -= 1;
  return <div key={key}>{drawAll(element.childNodes, place, drawing)}</div>;
}

function drawParagraph(element: HTMLElement, key: number, place: Place, drawing: Drawing): ReactNode {
  if (!isFlat(element)) {
    return drawDivision(element, key, place, drawing);
  }
  drawing.budget.lines -= 1;
  return <p key={key}>{drawAll(element.childNodes, place, drawing)}</p>;
}

/** No heading: a message has no say in the outline of the page. */
function drawHeading(element: HTMLElement, key: number, place: Place, drawing: Drawing): ReactNode {
  drawing.budget.lines -= 1;
  return (
    <div key={key} className="said-h">
      <strong>{drawAll(element.childNodes, place, drawing)}</strong>
    </div>
  );
}

function drawPreformatted(element: HTMLElement, key: number, place: Place, drawing: Drawing): ReactNode {
  drawing.budget.lines -= element.textContent.split("\n").length;
  return <pre key={key}>{drawAll(element.childNodes, place, drawing)}</pre>;
}

function drawQuote(element: HTMLElement, key: number, place: Place, drawing: Drawing): ReactNode {
  if (place.indents >= mostIndents) {
    return drawDivision(element, key, place, drawing);
  }
  drawing.budget.lines -= 1;
  const inside = { ...place, indents: place.indents + 1 };
  return <blockquote key={key}>{drawAll(element.childNodes, inside, drawing)}</blockquote>;
}

/** Whether it holds nothing that cannot stand in a paragraph. */
function isFlat(element: HTMLElement): boolean {
  return element.querySelector(blocks) === null;
}

function drawList(element: HTMLElement, key: number, place: Place, drawing: Drawing): ReactNode {
  const isFlattened = place.indents >= mostIndents;
  const inside = { ...place, indents: place.indents + 1 };
  const items: ReactNode[] = [];
  for (const [index, node] of [...element.childNodes].entries()) {
    // Between items there is nothing but white space; what else stands there is an item too.
    const isBlank = node instanceof Text && node.data.trim() === "";
    if (isBlank || isSpent(drawing.budget)) {
      continue;
    }
    drawing.budget.lines -= 1;
    const isItem = node instanceof HTMLElement && node.localName === "li";
    const content = drawAll(isItem ? node.childNodes : [node], inside, drawing);
    items.push(isFlattened ? <div key={index}>{content}</div> : <li key={index}>{content}</li>);
  }
  if (items.length === 0 || isFlattened) {
    return <div key={key}>{items}</div>;
  }
  return element.localName === "ul" ? (
    <ul key={key}>{items}</ul>
  ) : (
    <ol key={key} {...startOf(element)}>
      {items}
    </ol>
  );
}

function startOf(element: HTMLElement): { start?: number } {
  const start = Number(element.getAttribute("start") ?? "1");
  return Number.isInteger(start) && start >= 0 && start <= highestStart && start !== 1 ? { start } : {};
}

function drawDetails(element: HTMLElement, key: number, place: Place, drawing: Drawing): ReactNode {
  const [first] = element.children;
  const label = first?.localName === "summary" ? drawText(first.textContent.trim(), drawing.budget) : "";
  const rest = [...element.childNodes].filter((node) => node !== first || label === "");
  const content = drawAll(rest, place, drawing);
  return label === "" ? (
    <div key={key}>{content}</div>
  ) : (
    <details key={key}>
      <summary>{label}</summary>
      {content}
    </details>
  );
}

function drawTable(element: HTMLElement, key: number, place: Place, drawing: Drawing): ReactNode {
  const rows = element instanceof HTMLTableElement ? [...element.rows] : [];
  const isGrid = !place.isInTable && rows.every(({ cells }) => cells.length <= mostColumns);
  const inside = { ...place, isInTable: true };
  const drawn: ReactNode[] = [];
  for (const [index, row] of rows.entries()) {
    if (isSpent(drawing.budget)) {
      break;
    }
    drawing.budget.lines -= 1;
    drawn.push(isGrid ? drawRow(row, index, inside, drawing) : drawLine(row, index, inside, drawing));
  }
  if (drawn.length === 0 || !isGrid) {
    return <div key={key}>{drawn}</div>;
  }
  return (
    <table key={key}>
      <tbody>{drawn}</tbody>
    </table>
  );
}

/** Its cells with keys; they never change their places. */
function cellsOf(row: HTMLTableRowElement): [number, HTMLTableCellElement][] {
  return [...[...row.cells].entries()];
}

function drawRow(row: HTMLTableRowElement, key: number, place: Place, drawing: Drawing): ReactNode {
  const isHead = row.parentElement?.localName === "thead";
  return (
    <tr key={key}>
      {cellsOf(row).map(([index, cell]) => {
        const content = drawAll(cell.childNodes, place, drawing);
        // A heading without a word would be read as one.
        return cell.localName === "th" && cell.textContent.trim() !== "" ? (
          <th key={index} scope={isHead ? "col" : "row"}>
            {content}
          </th>
        ) : (
          <td key={index}>{content}</td>
        );
      })}
    </tr>
  );
}

/** A table within another, or one that is too wide for the place: each row is a line. */
function drawLine(row: HTMLTableRowElement, key: number, place: Place, drawing: Drawing): ReactNode {
  return (
    <div key={key}>
      {cellsOf(row).map(([index, cell]) => (
        <span key={index}>
          {index === 0 ? null : " · "}
          {drawAll(cell.childNodes, place, drawing)}
        </span>
      ))}
    </div>
  );
}

/** Every element that is drawn as something; all others are their content alone. */
const drawers: ReadonlyMap<string, Drawer> = new Map<string, Drawer>([
  ["br", lineBreak("br")],
  ["hr", lineBreak("hr")],
  ["strong", inline("strong")],
  ["b", inline("strong")],
  ["em", inline("em")],
  ["i", inline("em")],
  ["u", inline("u")],
  ["del", inline("del")],
  ["s", inline("del")],
  ["strike", inline("del")],
  ["code", once("code", "isInCode")],
  ["sub", once("sub", "isShifted")],
  ["sup", once("sup", "isShifted")],
  [
    "img",
    (element, _key, _place, { budget }) => drawText((element.getAttribute("alt") ?? "").slice(0, longestAlt), budget),
  ],
  ["a", drawLink],
  ["p", drawParagraph],
  ["div", drawDivision],
  ["li", drawDivision],
  ...["h1", "h2", "h3", "h4", "h5", "h6"].map((name): [string, Drawer] => [name, drawHeading]),
  ["pre", drawPreformatted],
  ["blockquote", drawQuote],
  ["ul", drawList],
  ["ol", drawList],
  ["details", drawDetails],
  ["table", drawTable],
]);
