import { describe, expect, it } from 'vitest';
import { expectInputError } from '../testing/input-errors.js';
import { parseJsonElement } from './parse-json-element.js';

const element = (bytes: Buffer) => ({ bytes, offset: 1200, line: 3 });

describe('parseJsonElement', () => {
  it('takes UTF-8, and Latin-1 where it is no UTF-8', () => {
    const text = '"née \\u2264 “ü”"';
    expect(parseJsonElement(element(Buffer.from(text)), {})).toEqual({ value: 'née ≤ “ü”', isUtf8: true });
    const bytes = Buffer.concat([Buffer.from('"n'), Buffer.from([0xe9, 0xb5]), Buffer.from('"')]);
    expect(parseJsonElement(element(bytes), {})).toEqual({ value: 'néµ', isUtf8: false });
    expect(parseJsonElement(element(Buffer.from('"plain"')), {})).toEqual({ value: 'plain', isUtf8: true });
  });

  it('says where an element is that is no JSON', async () => {
    const run = () => parseJsonElement(element(Buffer.from('{"a":}')), { file: 'f' });
    const error = await expectInputError(run, { code: 'syntax', file: 'f', line: 3 });
    expect(error.message).toContain('byte 1,200');
    expect(error.cause).toBeInstanceOf(SyntaxError);
  });
});
