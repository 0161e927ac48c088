import { isAscii, isUtf8 } from 'node:buffer';
import { failAt } from './fail-at.js';
import type { JsonElement } from './split-json-array.js';

/** A parsed element of a JSON array. */
export interface ParsedJsonElement {
  readonly value: unknown;
  /** Whether its bytes were UTF-8; if not, they were read as Latin-1. */
  readonly isUtf8: boolean;
}

/**
 * Parses an element of a JSON array. Large collections that were put together from many sources hold elements in
 * another encoding here and there; such an element alone is read as Latin-1, and the rest is not touched.
 *
 * @throws InputError with the element's line and byte offset when it is not valid JSON
 */
export function parseJsonElement(
  { bytes, offset, line }: JsonElement,
  place: { readonly file?: string | undefined },
): ParsedJsonElement {
  const hasUtf8 = isUtf8(bytes);
  // Text of one byte a character is decoded and parsed faster.
  const text = bytes.toString(hasUtf8 && !isAscii(bytes) ? 'utf8' : 'latin1');
  try {
    return { value: JSON.parse(text), isUtf8: hasUtf8 };
  } catch (cause) {
    return failAt(
      { ...place, line },
      'syntax',
      `The value at byte ${offset.toLocaleString('en')} is not valid JSON.`,
      undefined,
      cause,
    );
  }
}
