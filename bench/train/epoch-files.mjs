// Data sets as files in fastText's format, with the words that our tokeniser finds: both programs then read the same words.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tokenize, wordnet } from '@sbn/datasets';

const prefix = '__label__';

/** Where the folders of data sets are. */
const dataFolder = () =>
  process.env.SBN_DATA ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'data');

const preparations = { wordnet: prepareWordnet, cooking: prepareCooking };

/**
 * @param {'wordnet' | 'cooking'} name
 * @param {string} folder where the files are kept
 * @returns `{ train, valid, test }`, or `{ missing }` with the reason
 */
export async function epochFiles(name, folder) {
  const files = Object.fromEntries(
    ['train', 'valid', 'test'].map((part) => [part, join(folder, `${name}.${part}.txt`)]),
  );
  if (existsSync(files.test)) return files;
  const parts = await preparations[name]();
  if (parts.missing !== undefined) return parts;
  mkdirSync(folder, { recursive: true });
  for (const [part, file] of Object.entries(files)) {
    writeFileSync(`${file}.part`, `${parts[part].join('\n')}\n`);
    renameSync(`${file}.part`, file);
  }
  return files;
}

/** Words become w1, w2, …: the loader of WordNet gives numbers. */
async function prepareWordnet() {
  const { splits } = await wordnet({ vocabulary: { minCount: 1 } });
  return Object.fromEntries(
    Object.entries(splits).map(([part, { inputs, labels }]) => [
      part,
      Array.from({ length: labels.numRows }, (_, row) => {
        const words = [];
        for (let i = labels.offsets[row]; i < labels.offsets[row + 1]; i++)
          words.push(prefix + labels.indices[i]);
        for (let i = inputs.offsets[row]; i < inputs.offsets[row + 1]; i++) {
          for (let count = 0; count < (inputs.values?.[i] ?? 1); count++) words.push(`w${inputs.indices[i]}`);
        }
        return words.join(' ');
      }),
    ]),
  );
}

/** The split of fastText's tutorial; every tenth line of its training part is for the choice of the rate. */
function prepareCooking() {
  const file = join(dataFolder(), 'cooking', 'cooking.stackexchange.txt');
  if (!existsSync(file)) return { missing: `${file} is not there; SBN_DATA names the folder above it` };
  const lines = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const words = line.split(/\s+/);
      const labels = words.filter((word) => word.startsWith(prefix));
      return [...labels, ...tokenize(words.filter((word) => !word.startsWith(prefix)).join(' '))].join(' ');
    });
  const training = lines.slice(0, 12_404);
  return {
    train: training.filter((_, line) => line % 10 !== 9),
    valid: training.filter((_, line) => line % 10 === 9),
    test: lines.slice(-3000),
  };
}
