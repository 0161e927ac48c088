import { failAt, quote } from './fail-at.js';
import { jsonValueEnd } from './json-value-end.js';

/** A place between the elements of a JSON array, from which reading can go on. */
export interface JsonPosition {
  /** Bytes before it; of the unpacked file, where it is packed. */
  readonly offset: number;
  /** 1-based. */
  readonly line: number;
}

/** An element of a JSON array as it stands in the file: not parsed, and not even checked. */
export interface JsonElement extends JsonPosition {
  readonly bytes: Buffer;
}

/** Consecutive elements of a JSON array. */
export interface JsonElementBlock {
  readonly elements: readonly JsonElement[];
  /** Behind the last of `elements`. */
  readonly next: JsonPosition;
}

/** Options of everything that reads a JSON array element by element. */
export interface JsonArrayOptions {
  /** The member of the top-level object that is the array; left out, the file is the array. */
  readonly path?: string | undefined;
  /** Where to go on: the `next` of an earlier block. */
  readonly start?: JsonPosition | undefined;
  /** The longest element that is accepted, in bytes; 64 MiB when left out. Memory stays within a small multiple of it. */
  readonly maxElementBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** V8 cannot hold a string of 2^29 code units, so a longer limit could not be kept. */
const largestMaxElementBytes = 2 ** 28;

/** What may come next outside the values. */
type Expecting =
  | 'document'
  | 'first key or end'
  | 'key'
  | 'colon'
  | 'member'
  | 'comma after member'
  | 'first element or end'
  | 'element'
  | 'comma after element'
  | 'nothing';

const wanted: Readonly<Record<Expecting, string>> = {
  document: '"{"',
  'first key or end': 'a name in quotes or "}"',
  key: 'a name in quotes',
  colon: '":"',
  member: 'a value',
  'comma after member': '"," or "}"',
  'first element or end': 'a value or "]"',
  element: 'a value',
  'comma after element': '"," or "]"',
  nothing: 'the end of the file',
};

/**
 * Cuts the bytes of a JSON file into blocks of the elements of one array, by the rules of {@link readJsonArray}.
 *
 * Everything outside the array is held against the grammar of JSON; of the elements only strings and brackets are
 * looked at, so that an element that nobody wants costs next to nothing. Parsing finds what is wrong inside them.
 *
 * @throws InputError as {@link readJsonArray} does
 */
export async function* splitJsonArray(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: JsonArrayOptions & { readonly file?: string | undefined },
): AsyncGenerator<JsonElementBlock> {
  const { path, start, file, signal } = options;
  const maxElementBytes = checkMaxElementBytes(options.maxElementBytes);
  const valueEnd = jsonValueEnd();
  let expecting: Expecting = start === undefined ? 'document' : 'comma after element';
  let wasFound = start !== undefined || path === undefined;
  let key = '';
  let byteOrderMark = 0;
  /** The value that is being read: its beginning, and its bytes in earlier chunks. */
  let open: JsonPosition | undefined;
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let offset = start?.offset ?? 0;
  let line = start?.line ?? 1;

  for await (const piece of chunks) {
    signal?.throwIfAborted();
    const chunk = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
    const elements: JsonElement[] = [];
    let next: JsonPosition | undefined;
    let at = 0;
    /** Where the part of the open value in this chunk starts. */
    let from = 0;
    let newline = findNewline(chunk, 0);
    const position = (index: number): JsonPosition => {
      for (; newline < index; newline = findNewline(chunk, newline + 1)) line++;
      return { offset: offset + index, line };
    };
    const failHere = (expected: string): never => {
      const { line: errorLine, offset: errorOffset } = position(at);
      const found = quote(String.fromCharCode(chunk[at]!));
      return failAt(
        { file, line: errorLine },
        'syntax',
        `Expected ${expected} at byte ${shown(errorOffset)}, got ${found}.`,
      );
    };
    while (at < chunk.length) {
      if (open !== undefined) {
        const end = valueEnd.find(chunk, at);
        const part = chunk.subarray(from, end < 0 ? chunk.length : end);
        if (pendingBytes + part.length > maxElementBytes) failTooLong(file, open, maxElementBytes);
        if (end < 0) break;
        const bytes = pendingBytes === 0 ? part : Buffer.concat([...pending, part]);
        pending = [];
        pendingBytes = 0;
        at = end;
        if (expecting === 'comma after element') {
          elements.push({ bytes, offset: open.offset, line: open.line });
          next = position(at);
        } else if (expecting === 'colon') {
          key = parseOutside(bytes, file, open) as string;
        } else {
          parseOutside(bytes, file, open);
        }
        open = undefined;
        continue;
      }
      const byte = chunk[at]!;
      if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) {
        at++;
        continue;
      }
      switch (expecting) {
        case 'document':
          if (byte === [0xef, 0xbb, 0xbf][byteOrderMark] && offset + at === byteOrderMark) {
            byteOrderMark++;
            break;
          }
          if ((byte & 0xfe) === 0xfe) failNotUtf8(file);
          if (byteOrderMark % 3 !== 0 || byte !== (path === undefined ? 0x5b : 0x7b)) {
            failHere(path === undefined ? '"["' : '"{"');
          }
          expecting = path === undefined ? 'first element or end' : 'first key or end';
          break;
        case 'first key or end':
        case 'key':
          if (byte === 0x7d && expecting === 'first key or end') expecting = 'nothing';
          else if (byte === 0x22) expecting = 'colon';
          else failHere(wanted[expecting]);
          if (byte === 0x22) open = position(at);
          break;
        case 'colon':
          if (byte !== 0x3a) failHere(wanted[expecting]);
          expecting = 'member';
          break;
        case 'member':
          if (key === path) {
            if (wasFound) failHere(`one member ${quote(key)}, not two,`);
            if (byte !== 0x5b) failHere(`a list as ${quote(key)}`);
            wasFound = true;
            expecting = 'first element or end';
          } else {
            if (!beginsValue(byte)) failHere(wanted[expecting]);
            expecting = 'comma after member';
            open = position(at);
          }
          break;
        case 'comma after member':
          if (byte !== 0x2c && byte !== 0x7d) failHere(wanted[expecting]);
          expecting = byte === 0x2c ? 'key' : 'nothing';
          break;
        case 'first element or end':
        case 'element':
          if (byte === 0x5d && expecting === 'first element or end') {
            expecting = path === undefined ? 'nothing' : 'comma after member';
          } else {
            if (!beginsValue(byte)) failHere(wanted[expecting]);
            expecting = 'comma after element';
            open = position(at);
          }
          break;
        case 'comma after element':
          if (byte === 0x2c) expecting = 'element';
          else if (byte === 0x5d) expecting = path === undefined ? 'nothing' : 'comma after member';
          else failHere(wanted[expecting]);
          break;
        case 'nothing':
          failHere(wanted[expecting]);
      }
      if (open !== undefined) {
        valueEnd.begin(byte);
        from = at;
      }
      at++;
    }
    if (open !== undefined) {
      pending.push(chunk.subarray(from));
      pendingBytes += chunk.length - from;
    }
    if (next !== undefined) yield { elements, next };
    position(chunk.length);
    offset += chunk.length;
  }
  if (expecting === 'document') failAt({ file }, 'empty-file', 'The file is empty.');
  if (expecting !== 'nothing') {
    const inside =
      open === undefined
        ? `where ${wanted[expecting]} is expected`
        : `inside the value at byte ${shown(open.offset)}`;
    failAt(
      { file, line },
      'truncated',
      `The file is cut off: it ends at byte ${shown(offset)}, ${inside}.`,
      'Copy or download it again.',
    );
  }
  if (!wasFound) {
    failAt({ file }, 'missing-field', `Expected a member ${quote(path!)}, but the object has none.`);
  }
}

/** Parses what is not an element, for its errors too. */
function parseOutside(bytes: Buffer, file: string | undefined, { line, offset }: JsonPosition): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    return failAt(
      { file, line },
      'syntax',
      `The value at byte ${shown(offset)} is not valid JSON.`,
      undefined,
      cause,
    );
  }
}

function beginsValue(byte: number): boolean {
  switch (byte) {
    case 0x22: // "
    case 0x2d: // -
    case 0x5b: // [
    case 0x66: // f
    case 0x6e: // n
    case 0x74: // t
    case 0x7b: // {
      return true;
    default:
      return byte >= 0x30 && byte <= 0x39;
  }
}

/** The position of the first line end from `at`, or the length of the chunk. */
function findNewline(chunk: Buffer, at: number): number {
  const found = chunk.indexOf(0x0a, at);
  return found < 0 ? chunk.length : found;
}

function failNotUtf8(file: string | undefined): never {
  failAt({ file, line: 1 }, 'bad-utf8', 'The file is UTF-16.', 'Save the file as UTF-8.');
}

function failTooLong(
  file: string | undefined,
  { line, offset }: JsonPosition,
  maxElementBytes: number,
): never {
  failAt(
    { file, line },
    'value-too-long',
    `The value at byte ${shown(offset)} is longer than ${shown(maxElementBytes)} bytes.`,
    'Is a bracket or a quote missing there? If not, raise maxElementBytes.',
  );
}

function shown(count: number): string {
  return count.toLocaleString('en');
}

function checkMaxElementBytes(maxElementBytes = 64 * 1024 * 1024): number {
  if (!Number.isInteger(maxElementBytes) || maxElementBytes < 1 || maxElementBytes > largestMaxElementBytes) {
    throw new RangeError(
      `maxElementBytes must be an integer in [1, ${largestMaxElementBytes}], got ${maxElementBytes}`,
    );
  }
  return maxElementBytes;
}
