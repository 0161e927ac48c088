// A file in the form of BioASQ's `allMeSH_20xx.json` of any size: one JSON object whose `articles` are one to a line,
// about 1.5 kB each, with escapes, characters beyond ASCII and a few bytes that are no UTF-8, as the real ones have them.
import { open } from 'node:fs/promises';
import { createRandom } from '@sbn/core';

/** Bytes that are written at a time. */
const blockBytes = 4 * 2 ** 20;

const syllables = 'ar bi co de en fi ga he in ka lo mi ne or pa ri su ta ul vi xe zo'.split(' ');

function pickerOf(random) {
  return (list) => list[random.int(list.length)];
}

/** What articles are put together from: making each of its own letter by letter would take longer than reading it. */
function pools(random) {
  const pick = pickerOf(random);
  const word = () => Array.from({ length: 1 + random.int(4) }, () => pick(syllables)).join('');
  const phrase = (least, most) =>
    Array.from({ length: least + random.int(most - least + 1) }, word).join(' ');
  const sentence = () => {
    const tail =
      random.int(500) === 0
        ? ' {n = 7}.'
        : pick(['.', '. (P \\u2264 0.05).', '; \\"as said\\".', '.', ' of 5 µg/ml.', '.']);
    return `${phrase(12, 28)}${tail}`;
  };
  const sentences = Array.from({ length: 4000 }, sentence);
  const labels = Array.from({ length: 28_000 }, (_, index) => `${phrase(1, 3)}, ${index}`);
  // Frequent labels are much more frequent than others: the square of a uniform number.
  const label = () => `"${labels[Math.floor(labels.length * random.uniform() ** 2)]}"`;
  return {
    labels,
    abstracts: Array.from({ length: 4000 }, () =>
      Array.from({ length: 5 + random.int(7) }, () => pick(sentences)).join(' '),
    ),
    headings: Array.from({ length: 20_000 }, () =>
      Array.from({ length: 4 + random.int(18) }, label).join(','),
    ),
    titles: Array.from({ length: 2000 }, () => `${phrase(6, 18)}.`),
    journals: Array.from({ length: 500 }, () => phrase(2, 6)),
  };
}

/**
 * @param file where it goes
 * @param options.bytes at least as long as this
 * @returns `{ articles, bytes, labels }`, with all headings from the most frequent on; the article at position i has the PMID 1,000,000 + i
 */
export async function writeAllMesh(file, { bytes, seed = 1 }) {
  const random = createRandom([seed, 'all-mesh']);
  const { abstracts, headings, titles, journals, labels } = pools(random);
  const pick = pickerOf(random);
  const handle = await open(file, 'w');
  let [written, articles, block] = [0, 0, '{"articles":[\n'];
  const flush = async () => {
    const data = Buffer.from(block);
    // Latin-1 in a file that is UTF-8 otherwise. 0x01 stands for it until here, and occurs nowhere else.
    for (let at = data.indexOf(1); at >= 0; at = data.indexOf(1, at + 1)) data[at] = 0xe9;
    await handle.write(data);
    written += data.length;
    block = '';
  };
  try {
    for (; written + block.length < bytes; articles++) {
      const year = random.int(1000) === 0 ? 'null' : `"${1990 + random.int(30)}"`;
      block +=
        `${articles === 0 ? '' : ',\n'}{"abstractText":"${pick(abstracts)}${random.int(2000) === 0 ? ' caf\u0001' : ''}",` +
        `"journal":"${pick(journals)}","meshMajor":[${pick(headings)}],"pmid":"${1_000_000 + articles}",` +
        `"title":"${pick(titles)}","year":${year}}`;
      if (block.length >= blockBytes) await flush();
    }
    block += '\n]}\n';
    await flush();
    return { articles, bytes: written, labels };
  } finally {
    await handle.close();
  }
}
