import { expect, test } from 'vitest';
import { inputErrorOf, succeedsOrRefuses } from '../testing/input-errors.js';
import { tokenize } from '../text/tokenize.js';
import { parseArff } from './arff.js';
import { parseCsv } from './csv.js';
import { parseFastText } from './fasttext.js';
import { parseJsonl } from './jsonl.js';
import { parseNpy } from './npy.js';
import { parsePythonList } from './python-list.js';
import { parseSvmlight } from './svmlight.js';

const length = 400_000;
const header = '@relation t\n@attribute f numeric\n@attribute l {0,1}\n@data\n';
const npyHeader = (text: string): Uint8Array => {
  const bytes = new TextEncoder().encode(text);
  const size = [bytes.length & 0xff, (bytes.length >> 8) & 0xff, (bytes.length >> 16) & 0xff, 0];
  return Uint8Array.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 2, 0, ...size, ...bytes]);
};

// Patterns that backtrack would take hours on these, or exhaust the stack.
const pieces = ['1', '1.', ' ', "'", '"', '\\', ',', '{', "a'", '\\n', '[', '(', '-C ', '%', ':', "',"];
test.each(pieces)('hundreds of thousands of %j take no time and no stack', (piece) => {
  const long = piece.repeat(length / piece.length);
  const csv = { labelColumn: 'l', featureColumns: ['f'] };
  for (const run of [
    () => parseArff(`${header}${long}x,1\n`, { labels: ['l'] }),
    () => parseArff(`${header}{0 ${long}x}\n`, { labels: ['l'] }),
    () => parseArff(`@relation '${long}'\n${header}`, { labels: ['l'] }),
    () => parseArff(`@relation ${long}`),
    () => parseSvmlight(`1 1:${long}x\n`),
    () => parseSvmlight(long),
    () => parseFastText(`__label__${long} ${long}\n`),
    () => parseJsonl(`{"text":"a","labels":["b"],"x":${long}\n`),
    () => parseCsv(`f,l\n${long}x,1\n`, csv),
    () => parsePythonList(`['${long}']`, {}),
    () => parsePythonList(`[${long}]`, {}),
    () => parseNpy(npyHeader(`{'descr': '<f4', 'shape': (${long.slice(0, 1_000_000)}`)),
    () => parseNpy(npyHeader(`{'descr': '${long.slice(0, 1_000_000)}`)),
    () => parseNpy(npyHeader(long.slice(0, 1_000_000))),
  ]) {
    succeedsOrRefuses(run);
  }
  expect(tokenize(long).length).toBeGreaterThanOrEqual(0);
});

test('a message quotes only the start of a long token', async () => {
  const error = await inputErrorOf(() => parseSvmlight(`1 1:${'9'.repeat(length)}x\n`));
  expect(error.message.length).toBeLessThan(200);
});
