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

describe('examples', () => {
  const files = readdirSync(here).filter((name) => /^\d\d-.*\.mjs$/.test(name));
  it.each(files)('%s', async (file) => {
    const { stdout } = await exec(process.execPath, [file], { cwd: here });
    expect(stdout.trim()).not.toBe('');
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
