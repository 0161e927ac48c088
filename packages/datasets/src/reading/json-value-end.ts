/**
 * Finds where a JSON value ends without reading what it says: strings are jumped over from quote to quote, and
 * brackets are counted. What stands between the brackets is not checked.
 */
export interface JsonValueEnd {
  /** Starts a value with its first byte, which is not given to {@link find} again. */
  begin(firstByte: number): void;
  /**
   * @returns the position behind the value's last byte, or -1 when the value goes on behind the chunk: the next call
   *   then takes the next chunk from its start
   */
  find(chunk: Buffer, from: number): number;
}

const quote = 0x22;
const backslash = 0x5c;

/** Most strings of a record are shorter than this; a native search costs more than it saves for them. */
const shortString = 24;

/** A {@link JsonValueEnd} for one file. */
export function jsonValueEnd(): JsonValueEnd {
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  let isWord = false;

  /** The position of the quote that ends the string, or -1. */
  const stringEnd = (chunk: Buffer, from: number): number => {
    let at = isEscaped ? from + 1 : from;
    isEscaped = false;
    const near = Math.min(at + shortString, chunk.length);
    while (at < near) {
      const byte = chunk[at];
      if (byte === quote) return at;
      at += byte === backslash ? 2 : 1;
    }
    for (;;) {
      const found = at < chunk.length ? chunk.indexOf(quote, at) : -1;
      const end = found < 0 ? chunk.length : found;
      let escapes = end;
      while (escapes > at && chunk[escapes - 1] === backslash) escapes--;
      isEscaped = at > chunk.length || (end - escapes) % 2 === 1;
      if (found < 0) return -1;
      if (!isEscaped) return found;
      at = found + 1;
    }
  };

  return {
    begin(firstByte) {
      isInString = firstByte === quote;
      depth = firstByte === 0x7b || firstByte === 0x5b ? 1 : 0;
      isWord = depth === 0 && !isInString;
      isEscaped = false;
    },
    find(chunk, from) {
      for (let at = from; at < chunk.length; at++) {
        if (isInString) {
          at = stringEnd(chunk, at);
          if (at < 0) return -1;
          isInString = false;
          if (depth === 0) return at + 1;
          continue;
        }
        switch (chunk[at]) {
          case quote:
            if (isWord) return at;
            isInString = true;
            break;
          case 0x7b:
          case 0x5b:
            if (isWord) return at;
            depth++;
            break;
          case 0x7d:
          case 0x5d:
            if (isWord) return at;
            depth--;
            if (depth === 0) return at + 1;
            break;
          case 0x20:
          case 0x09:
          case 0x0a:
          case 0x0d:
          case 0x2c:
          case 0x3a:
            if (isWord) return at;
        }
      }
      return -1;
    },
  };
}
