import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What must not depend on interrupts, threads or other processes: the weights and verdicts of every run of an experiment
 * in a folder.
 *
 * @param experiment its name
 */
export async function fingerprints(folder: string, experiment = 'tiny'): Promise<Record<string, string>> {
  const runs = join(folder, 'runs', experiment);
  const found: Record<string, string> = {};
  for (const run of await readdir(runs)) {
    const weights = join(runs, run, 'output-layer', 'weights.npy');
    if (!existsSync(weights)) continue;
    found[`${run} weights`] = createHash('sha256')
      .update(await readFile(weights))
      .digest('hex');
    const verdicts = (await readFile(join(runs, run, 'verdicts.jsonl'), 'utf8')).trimEnd().split('\n');
    found[`${run} verdicts`] = verdicts
      .map((line) => JSON.parse(line) as { labels: number[]; status: string })
      .map(({ labels, status }) => `${labels.join()} ${status}`)
      .join('\n');
  }
  return found;
}
