import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { expectInputError } from '../testing/input-errors.js';
import { tempFiles } from '../testing/temp-folder.js';
import { verifyChecksums } from './verify-checksums.js';

// `printf hello | sha256sum`, `sha1sum`, `md5sum`
const sha256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
const sha1 = 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d';
const md5 = '5d41402abc4b2a76b9719d911017c592';

describe('verifyChecksums', () => {
  it.each([
    ['SHA256SUMS.txt', `${'0'.repeat(64)}  other.csv\n${sha256}  data.csv\n`, sha256],
    ['SHA256SUMS', `${sha256.toUpperCase()} *./data.csv\r\n`, sha256],
    ['sha256sum.txt', `SHA256 (data.csv) = ${sha256}\n`, sha256],
    ['data.csv.sha256', sha256, sha256],
    ['sha1sums', `${sha1}  data.csv`, undefined],
    ['checksum_md5_unzipped.txt', `${md5}  data.csv`, undefined],
  ])('finds %s and holds the file against it', async (list, content, known) => {
    const files = tempFiles({ 'data.csv': 'hello', [list]: content });
    expect(await verifyChecksums([files['data.csv']])).toEqual([
      { path: files['data.csv'], bytes: 5, ...(known === undefined ? {} : { sha256: known }) },
    ]);
    const damaged = tempFiles({ 'data.csv': 'hellO', [list]: content });
    const error = await expectInputError(() => verifyChecksums([damaged['data.csv']]), {
      code: 'wrong-checksum',
      file: damaged['data.csv'],
    });
    expect(error.message).toContain(list);
  });

  it('goes by the strongest of several', async () => {
    const wrong = createHash('md5').update('something else').digest('hex');
    const files = tempFiles({ 'a.csv': 'hello', 'a.csv.md5': wrong, SHA256SUMS: `${sha256}  a.csv\n` });
    expect(await verifyChecksums([files['a.csv']])).toMatchObject([{ sha256 }]);
  });

  it('does not read what no list names, and tells the bytes it reads', async () => {
    const files = tempFiles({ 'a.csv': 'hello', 'b.csv': 'hello', SHA256SUMS: `${sha256}  a.csv\n` });
    let bytes = 0;
    const sources = await verifyChecksums([files['a.csv'], files['b.csv']], {
      onBytes: (more) => {
        bytes += more;
      },
    });
    expect(bytes).toBe(5);
    expect(sources[1]).toEqual({ path: files['b.csv'], bytes: 5 });
  });

  it('says which file is missing', async () => {
    await expectInputError(() => verifyChecksums(['/nowhere/a.csv']), {
      code: 'file-not-found',
      file: '/nowhere/a.csv',
    });
  });
});
