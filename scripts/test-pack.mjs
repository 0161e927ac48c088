// Packs every publishable package, installs the tarballs with npm into an empty folder outside the repository, and
// runs there what a stranger would: each README's example, the types, and `sbn --help`.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { main, pnpm, root } from './pnpm.mjs';
import { readmeExample } from './readme-example.mjs';

const exec = promisify(execFile);
const folders = [
  ...readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name)),
  join(root, 'apps/cli'),
];

// onnxruntime-node's install script would download CUDA libraries.
const installEnv = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' };

await main(async () => {
  const work = mkdtempSync(join(tmpdir(), 'sbn-pack-'));
  let passed = 0;
  const failures = [];
  const check = async (name, action) => {
    try {
      await action();
      passed++;
      console.log(`ok    ${name}`);
    } catch (error) {
      failures.push(name);
      console.log(`FAIL  ${name}\n${error.stdout ?? ''}${error.stderr ?? error.stack ?? error}`);
    }
  };
  try {
    await pnpm(['exec', 'turbo', 'run', 'build', '--output-logs=errors-only']);
    const tarballs = join(work, 'tarballs');
    mkdirSync(tarballs);
    for (const folder of folders) {
      await pnpm(['--dir', folder, 'pack', '--pack-destination', tarballs], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
    }
    const manifests = folders.map((folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
    const tarballOf = (name) => {
      const file = readdirSync(tarballs).find((entry) =>
        entry.startsWith(`${name.replace('@', '').replace('/', '-')}-`),
      );
      return `file:${join(tarballs, file)}`;
    };
    // Nothing is published yet, so the packages' dependencies on each other must resolve to the tarballs too.
    const overrides = Object.fromEntries(manifests.map(({ name }) => [name, tarballOf(name)]));

    for (const [index, manifest] of manifests.entries()) {
      const app = join(work, manifest.name.replace('/', '-'));
      mkdirSync(app);
      const extra = Object.entries(manifest.peerDependencies ?? {}).filter(
        ([name]) => name in (manifest.devDependencies ?? {}),
      );
      // What a TensorFlow.js user has installed already: the union package, which registers the gradients.
      const tfjs = extra.length > 0 ? { '@tensorflow/tfjs': '^4.22.0' } : {};
      const dependencies = {
        [manifest.name]: tarballOf(manifest.name),
        ...Object.fromEntries(extra),
        ...tfjs,
      };
      const others = Object.fromEntries(Object.entries(overrides).filter(([name]) => name !== manifest.name));
      writeFileSync(
        join(app, 'package.json'),
        JSON.stringify({ name: 'stranger', private: true, type: 'module', dependencies, overrides: others }),
      );
      await check(`${manifest.name}: npm install`, () =>
        exec('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], {
          cwd: app,
          env: installEnv,
        }),
      );
      await check(`${manifest.name}: README example`, async () => {
        writeFileSync(join(app, 'example.mjs'), readmeExample(join(folders[index], 'README.md')));
        const { stdout } = await exec(process.execPath, ['example.mjs'], { cwd: app, timeout: 120_000 });
        if (stdout.trim() === '') throw new Error('the example printed nothing');
      });
      await check(`${manifest.name}: every export can be imported`, async () => {
        const paths = Object.keys(manifest.exports).filter(
          (path) => !path.endsWith('.json') && !path.endsWith('worker'),
        );
        const code = paths.map((path) => `await import('${manifest.name}${path.slice(1)}');`).join('\n');
        await exec(process.execPath, ['--input-type=module', '-e', code], { cwd: app, timeout: 120_000 });
      });
      if (manifest.bin !== undefined) {
        await check(`${manifest.name}: sbn --help`, async () => {
          const { stdout } = await exec(join(app, 'node_modules/.bin/sbn'), ['--help'], { cwd: app });
          if (!stdout.includes('quickstart')) throw new Error(`unexpected help text:\n${stdout}`);
        });
      }
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  console.log(`${passed} passed, ${failures.length} failed`);
  if (failures.length > 0) throw Object.assign(new Error('pack test'), { exitCode: 1 });
});
