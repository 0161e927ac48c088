// Results of benchmarks as JSON: never without the machine and the versions that they were measured on.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg, totalmem } from 'node:os';
import { dirname, join, relative } from 'node:path';

const require = createRequire(import.meta.url);

/** The version of an installed package, workspace packages too. */
export function versionOf(dependency) {
  for (
    let folder = dirname(require.resolve(dependency));
    folder !== dirname(folder);
    folder = dirname(folder)
  ) {
    try {
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      if (manifest.name === dependency) return manifest.version;
    } catch {
      // Most folders have no manifest.
    }
  }
  throw new Error(`${dependency} is not installed`);
}

/** What the figures depend on; call it before the benchmark, so that the load is that of the others. */
export function describeMachine() {
  const [firstLoad] = loadavg();
  return {
    cpu: cpus()[0].model.trim(),
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    loadBefore: Number(firstLoad.toFixed(2)),
  };
}

/** Writes the document with one line for each list of numbers, and says where. */
export function writeResult(file, document) {
  mkdirSync(dirname(file), { recursive: true });
  const rounded = JSON.stringify(
    document,
    (_, value) =>
      typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value,
    1,
  );
  const compact = rounded.replace(
    /\[\s*((?:-?[\d.e+-]+|null)(?:,\s*(?:-?[\d.e+-]+|null))*)\s*\]/g,
    (_, list) => `[${list.replace(/\s+/g, ' ')}]`,
  );
  // A run that is cut off here leaves the file as it was.
  writeFileSync(`${file}.part`, `${compact}\n`);
  renameSync(`${file}.part`, file);
  console.log(`Written to ${relative(process.cwd(), file)}`);
}
