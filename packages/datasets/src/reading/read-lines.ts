import { failAt } from './fail-at.js';
import { readChunks } from './read-chunks.js';

/** Options of everything that reads a file line by line. */
export interface ReadOptions {
  /** The longest line that is accepted, in bytes; 64 MiB when left out. Memory stays within a small multiple of it. */
  readonly maxLineBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Consecutive lines of a file, without their line ends. */
export interface LineBlock {
  /** The 1-based number of the first of `lines`. */
  readonly firstLine: number;
  readonly lines: readonly string[];
}

/** The longest line accepted where `maxLineBytes` is left out. */
export const defaultMaxLineBytes: number = 64 * 1024 * 1024;

/** V8 cannot hold a string of 2^29 code units, so a longer limit could not be kept. */
const largestMaxLineBytes = 2 ** 28;

/**
 * Reads a text file (UTF-8; lines end with `\n`, after any number of `\r`; gzip or not) as blocks of lines, holding one block at a time.
 *
 * @throws InputError when the file cannot be read, a line is too long, or a line is not UTF-8
 */
export function readLines(file: string, options: ReadOptions = {}): AsyncGenerator<LineBlock> {
  const maxLineBytes = checkMaxLineBytes(options.maxLineBytes);
  return splitLines(readChunks(file, options), { file, maxLineBytes, signal: options.signal });
}

/**
 * Cuts bytes into blocks of lines. A last line without a line end counts; an empty one does not. A byte order mark
 * at the start is dropped.
 *
 * @throws InputError as soon as a line turns out to be too long, or when it is not UTF-8
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ReadOptions & { readonly file?: string | undefined },
): AsyncGenerator<LineBlock> {
  const { file, signal } = options;
  const maxLineBytes = checkMaxLineBytes(options.maxLineBytes);
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let firstLine = 1;
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    const newline = chunk.lastIndexOf(0x0a);
    const firstNewline = newline < 0 ? chunk.length : chunk.indexOf(0x0a);
    if (pendingBytes + firstNewline > maxLineBytes) failTooLong(file, firstLine, maxLineBytes);
    if (newline < 0) {
      pending.push(chunk);
      pendingBytes += chunk.length;
      continue;
    }
    pending.push(chunk.subarray(0, newline));
    const lines = decodeLines(Buffer.concat(pending), firstLine, file, maxLineBytes);
    yield { firstLine, lines };
    firstLine += lines.length;
    pending = newline + 1 < chunk.length ? [chunk.subarray(newline + 1)] : [];
    pendingBytes = chunk.length - newline - 1;
    if (pendingBytes > maxLineBytes) failTooLong(file, firstLine, maxLineBytes);
  }
  if (pendingBytes > 0) {
    yield { firstLine, lines: decodeLines(Buffer.concat(pending), firstLine, file, maxLineBytes) };
  }
}

/** The lines of a text that is already in memory, by the same rules as {@link splitLines}. */
export function linesOf(text: string): string[] {
  if (typeof text !== 'string') throw new TypeError(`expected a text, got ${typeof text}`);
  const lines = text.replace(/^\ufeff/, '').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map(withoutCarriageReturn);
}

function decodeLines(
  bytes: Uint8Array,
  firstLine: number,
  file: string | undefined,
  maxLineBytes: number,
): string[] {
  if (bytes.length > maxLineBytes) {
    let start = 0;
    for (let line = firstLine; start < bytes.length; line++) {
      const newline = bytes.indexOf(0x0a, start);
      const end = newline < 0 ? bytes.length : newline;
      if (end - start > maxLineBytes) failTooLong(file, line, maxLineBytes);
      start = end + 1;
    }
  }
  const text = decode(bytes) ?? failNotUtf8(bytes, firstLine, file);
  const lines = (firstLine === 1 ? text.replace(/^\ufeff/, '') : text).split('\n');
  return text.includes('\r') ? lines.map(withoutCarriageReturn) : lines;
}

/** Text files written twice through Windows' text mode end their lines with more than one of them. */
function withoutCarriageReturn(line: string): string {
  let end = line.length;
  while (end > 0 && line.charCodeAt(end - 1) === 0x0d) end--;
  return end === line.length ? line : line.slice(0, end);
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function failNotUtf8(bytes: Uint8Array, firstLine: number, file: string | undefined): never {
  let start = 0;
  for (let line = firstLine; ; line++) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline;
    if (newline < 0 || decode(bytes.subarray(start, end)) === undefined) {
      failAt({ file, line }, 'bad-utf8', 'The line is not UTF-8.', 'Save the file as UTF-8.');
    }
    start = end + 1;
  }
}

function failTooLong(file: string | undefined, line: number, maxLineBytes: number): never {
  const limit =
    maxLineBytes % 2 ** 20 === 0
      ? `${maxLineBytes / 2 ** 20} MiB`
      : `${maxLineBytes.toLocaleString('en')} bytes`;
  failAt(
    { file, line },
    'line-too-long',
    `The line is longer than ${limit}.`,
    'Is this the right format? If so, raise maxLineBytes.',
  );
}

function checkMaxLineBytes(maxLineBytes: number | undefined): number {
  if (maxLineBytes === undefined) return defaultMaxLineBytes;
  if (!Number.isInteger(maxLineBytes) || maxLineBytes < 1 || maxLineBytes > largestMaxLineBytes) {
    throw new RangeError(
      `maxLineBytes must be an integer in [1, ${largestMaxLineBytes}], got ${maxLineBytes}`,
    );
  }
  return maxLineBytes;
}
