/** The rows of the first visible sheet of a workbook (Office Open XML, ECMA-376), for a look at them. @module */

/**
 * @param {Uint8Array} bytes
 * @param {number} most
 * @returns {Promise<Iterator<string[]>>}
 */
export async function workbookRows(bytes, most) {
  const parts = await entries(bytes);
  const read = async (/** @type {string} */ name) => {
    const entry = parts.get(name);
    if (!entry) return null;
    return new DOMParser().parseFromString(new TextDecoder().decode(await entry()), "application/xml");
  };
  const book = await read("xl/workbook.xml");
  const relations = await read("xl/_rels/workbook.xml.rels");
  if (!book || !relations) throw new Error("no workbook");
  const sheet = all(book, "sheet").find((one) => (one.getAttribute("state") ?? "visible") === "visible");
  const id = sheet?.getAttribute("r:id") ?? "";
  const target = all(relations, "Relationship").find((one) => one.getAttribute("Id") === id)?.getAttribute("Target") ?? "";
  const page = await read(target.startsWith("/") ? target.slice(1) : `xl/${target}`);
  if (!page) throw new Error("no sheet");
  const texts = await read("xl/sharedStrings.xml");
  const shared = texts ? all(texts, "si").map(textOf) : [];
  return rowsOf(page, shared, most);
}

/**
 * @param {Document} page
 * @param {string[]} shared
 * @param {number} most
 */
function* rowsOf(page, shared, most) {
  let left = most;
  let width = 0;
  for (const line of all(page, "row")) {
    if (left-- <= 0) return;
    /** @type {string[]} */
    const row = Array.from({ length: width }, () => "");
    for (const cell of all(line, "c")) {
      const column = columnOf(cell.getAttribute("r") ?? "");
      const kind = cell.getAttribute("t");
      const value = all(cell, "v")[0]?.textContent ?? "";
      row[column < 0 ? row.length : column] = kind === "s" ? shared[Number(value)] ?? "" : kind === "inlineStr" ? textOf(cell) : value;
    }
    const filled = Array.from(row, (cell) => cell ?? "");
    if (width === 0) width = filled.length;
    if (filled.some((cell) => cell !== "")) yield filled.slice(0, width);
  }
}

/** @param {Element} element */
function textOf(element) {
  return all(element, "t").filter((one) => one.parentElement?.localName !== "rPh").map((one) => one.textContent ?? "").join("");
}

/**
 * @param {Document | Element} within
 * @param {string} name
 */
function all(within, name) {
  return [...within.getElementsByTagNameNS("*", name)];
}

/** A0-based column of a cell such as `AB12`. @param {string} place */
function columnOf(place) {
  const letters = /^[A-Z]+/.exec(place)?.[0] ?? "";
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

/**
 * The parts of an archive, each read when it is asked for.
 * @param {Uint8Array} bytes
 */
async function entries(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end -= 1;
  if (end < 0) throw new Error("no archive");
  /** @type {Map<string, () => Promise<Uint8Array>>} */
  const parts = new Map();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    const [method, size] = [view.getUint16(at + 10, true), view.getUint32(at + 20, true)];
    const [nameLength, extra, comment] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true)];
    const start = view.getUint32(at + 42, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    parts.set(name, async () => {
      const from = start + 30 + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
      const packed = bytes.subarray(from, from + size);
      if (method === 0) return packed;
      const stream = new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (packed)]).stream().pipeThrough(new DecompressionStream(/** @type {any} */ ("deflate-raw")));
      return new Uint8Array(await new Response(stream).arrayBuffer());
    });
    at += 46 + nameLength + extra + comment;
  }
  return parts;
}
