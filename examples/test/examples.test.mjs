// Runs every numbered example, and the example of every README, as a reader would: in a Node process of its own,
// against the built packages.
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readmeExample } from '../../scripts/readme-example.mjs';

const exec = promisify(execFile);
const here = fileURLToPath(new URL('..', import.meta.url));
const packages = readdirSync(new URL('../../packages', import.meta.url)).map((name) => `packages/${name}`);

/** What an example must have found, beyond ending well. */
const expectedWords = {
  '04-audit-an-ocr-model.mjs': [
    /<= 100: 147 of 150 characters can win, 3 can never \(3 certificates verified\), 0 undecided/,
    /any size: 0 of 3 characters can win, 3 can never \(3 certificates verified\), 0 undecided/,
  ],
  '05-language-model-head.mjs': [
    /^one language as the winner: 54 of 54 can, 0 cannot, 0 undecided; 0 refused$/m,
    /^two languages as the two best: 1431 of 1431 can, 0 cannot, 0 undecided; 0 refused$/m,
    /^stories260K: (512 tokens[\s\S]*one token as the winner: 512 of 512 can, 0 cannot|there is no)/m,
  ],
  '06-a-million-labels.mjs': [
    /^bottleneck of width 64: 20,000 labels$/m,
    /^DFT head, k = 20, slack 24: 20,000 labels$/m,
    /trained 20 steps of 32 examples, loss 0\.0/,
  ],
  '07-classes-that-can-win.mjs': [
    /^150 of 6625 characters: how many can never win$/m,
    /^d = 5: its own bias 1[34]\d, no bias 1[34]\d, bias -\|w\|²\/2 0/m,
    /^d = 120: its own bias 3, no bias \d, bias -\|w\|²\/2 0, rows of length 1 0$/m,
  ],
};

describe('examples', () => {
  const files = readdirSync(here).filter((name) => /^\d\d-.*\.mjs$/.test(name));
  // The long ones do a part of their work here.
  const env = { ...process.env, SBN_SAMPLE: '150' };
  it.each(files)('%s', async (file) => {
    const { stdout } = await exec(process.execPath, [file], { cwd: here, env });
    expect(stdout.trim()).not.toBe('');
    for (const words of expectedWords[file] ?? []) expect(stdout).toMatch(words);
  });
});

describe('README examples', () => {
  it('of the repository', async () => {
    const code = readmeExample(fileURLToPath(new URL('../../README.md', import.meta.url)));
    const { stdout } = await exec(process.execPath, ['--input-type=module', '-e', code], { cwd: here });
    expect(stdout.trim()).toBe('unargmaxable true');
  });

  it.each([...packages, 'apps/cli'])('%s', async (folder) => {
    const root = fileURLToPath(new URL(`../../${folder}`, import.meta.url));
    const code = readmeExample(`${root}/README.md`);
    // In the package's own folder, where its name and its peers resolve.
    const { stdout } = await exec(process.execPath, ['--input-type=module', '-e', code], { cwd: root });
    expect(stdout.trim()).not.toBe('');
  });
});
