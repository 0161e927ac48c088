import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeSmallLayer } from '../src/testing/small-layer.js';
import { spawnSbn } from '../src/testing/spawn-sbn.js';

const flags = ['--weights', 'W.npy', '--names', 'labels.txt', '--label-sets', 'sets.jsonl'];

function statuses(text: string): string[] {
  return text
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { status: string }).status);
}

const expected = [
  'unargmaxable',
  'argmaxable',
  'argmaxable',
  'argmaxable',
  'argmaxable',
  'argmaxable',
  'argmaxable',
  'unargmaxable',
];

describe('sbn detect and sbn verify', () => {
  it('audits a layer, names what it cannot output, and proves it', async () => {
    const cwd = await writeSmallLayer();
    const detect = await spawnSbn(['detect', ...flags, '--workers', '2', '--out', 'v.jsonl'], { cwd });
    expect(detect).toMatchObject({ code: 3 });
    expect(detect.stdout).toContain('cannot output {cat, dog, bird}');
    expect(detect.stdout).toContain('cannot output {}');
    expect(detect.stdout).toMatch(/argmaxable +6 +75.0%\nunargmaxable +2 +25.0%\nundecided +0 +0.0%/);
    const verdicts = await readFile(join(cwd, 'v.jsonl'), 'utf8');
    expect(statuses(verdicts)).toEqual(expected);
    expect(JSON.parse(await readFile(join(cwd, 'v.summary.json'), 'utf8'))).toMatchObject({
      complete: true,
      total: 8,
      unargmaxable: 2,
    });

    const verify = await spawnSbn(['verify', 'v.jsonl', '--weights', 'W.npy', '--no-transpose', '--json'], {
      cwd,
    });
    expect(verify.code).toBe(0);
    expect(JSON.parse(verify.stdout)).toMatchObject({ total: 8, argmaxable: 6, unargmaxable: 2, refused: 0 });

    // A witness that is turned around outputs the opposite set.
    const [first, second, ...rest] = verdicts.trimEnd().split('\n');
    const lie = JSON.parse(second!) as { witness: number[] };
    lie.witness = lie.witness.map((value) => -value);
    await writeFile(join(cwd, 'lies.jsonl'), `${[first, JSON.stringify(lie), ...rest].join('\n')}\n`);
    const refused = await spawnSbn(['verify', 'lies.jsonl', '--weights', 'W.npy', '--names', 'labels.txt'], {
      cwd,
    });
    expect(refused.code).toBe(3);
    expect(refused.stdout).toContain('lies.jsonl:2: {cat}: the witness does not output the set');
  });

  it('streams JSON lines, the summary last', async () => {
    const cwd = await writeSmallLayer();
    const stdin = await readFile(join(cwd, 'sets.jsonl'), 'utf8');
    const argv = ['detect', '--weights', 'W-transposed.npy', '--label-sets', '-', '--names', 'labels.txt'];
    const { code, stdout } = await spawnSbn([...argv, '--json', '--workers', '0'], { cwd, stdin });
    expect(code).toBe(3);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ event }) => event)).toEqual([...expected.map(() => 'verdict'), 'summary']);
    expect(lines[3]).toMatchObject({ labels: [2], names: ['bird'], status: 'argmaxable' });
    expect(lines.at(-1)).toMatchObject({ total: 8, unargmaxable: 2, undecided: 0 });
  });

  it('lists what in a file may be a layer', async () => {
    const cwd = await writeSmallLayer();
    const { code, stdout } = await spawnSbn(['detect', '--list', 'W.npy'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/Tensor +Shape +Type +May be\n─+\n\S+ +3 × 2 +float64 +weights\n/);
    const json = await spawnSbn(['detect', '--list', 'W.npy', '--json'], { cwd });
    expect(JSON.parse(json.stdout)).toMatchObject({
      tensors: [{ shape: [3, 2], role: 'weights-candidate' }],
    });
  });

  it('notices verdicts that were taken away', async () => {
    const cwd = await writeSmallLayer();
    await spawnSbn(['detect', ...flags, '--out', 'v.jsonl'], { cwd });
    const lines = (await readFile(join(cwd, 'v.jsonl'), 'utf8')).split('\n');
    await writeFile(join(cwd, 'v.jsonl'), lines.slice(1).join('\n'));
    const verify = await spawnSbn(['verify', 'v.jsonl', '--weights', 'W.npy', '--no-transpose'], { cwd });
    expect(verify).toMatchObject({ code: 3 });
    expect(verify.stdout).toContain('about 8 verdicts, and the file has 7');
  });

  it('checks thousands of verdicts in threads, and names refused ones in the order of the file', async () => {
    const cwd = await writeSmallLayer();
    await spawnSbn(['detect', ...flags, '--out', 'v.jsonl'], { cwd });
    const [first, second] = (await readFile(join(cwd, 'v.jsonl'), 'utf8')).split('\n');
    const lie = { ...(JSON.parse(second!) as object), labels: [1] };
    const lines = Array.from({ length: 2000 }, (_, i) =>
      i % 500 === 3 ? JSON.stringify(lie) : i % 2 ? first : second,
    );
    await writeFile(join(cwd, 'many.jsonl'), `${lines.join('\n')}\n`);
    const argv = ['verify', 'many.jsonl', '--weights', 'W.npy', '--no-transpose', '--json'];
    const results = await Promise.all(
      ['0', '3'].map((workers) => spawnSbn([...argv, '--workers', workers], { cwd })),
    );
    for (const { code, stdout } of results) {
      expect(code).toBe(3);
      expect(stdout).toBe(results[0]!.stdout);
      const { total, argmaxable, refusals } = JSON.parse(stdout) as {
        total: number;
        argmaxable: number;
        refusals: { line: number }[];
      };
      expect({ total, argmaxable }).toEqual({ total: 2000, argmaxable: 1000 });
      expect(refusals.map(({ line }) => line)).toEqual([4, 504, 1004, 1504]);
    }
  });

  it('asks about every class with the argmax rule, and exits with 0 where all can win', async () => {
    const cwd = await writeSmallLayer();
    const { code, stdout } = await spawnSbn(
      ['detect', '--weights', 'W.npy', '--no-transpose', '--rule', 'argmax', '--json'],
      {
        cwd,
      },
    );
    expect(code).toBe(0);
    expect(statuses(stdout).slice(0, 3)).toEqual(['argmaxable', 'argmaxable', 'argmaxable']);
  });

  it('knows top-k sets', async () => {
    const cwd = await writeSmallLayer();
    await writeFile(join(cwd, 'pairs.jsonl'), '[0,1]\n[0,2]\n');
    const argv = [
      'detect',
      '--weights',
      'W.npy',
      '--no-transpose',
      '--label-sets',
      'pairs.jsonl',
      '--rule',
      'topk:2',
      '--out',
      'p.jsonl',
    ];
    expect(await spawnSbn(argv, { cwd })).toMatchObject({ code: 0 });
    // The rule stands in the summary beside the verdicts.
    expect(
      (await spawnSbn(['verify', 'p.jsonl', '--weights', 'W.npy', '--no-transpose'], { cwd })).code,
    ).toBe(0);
    expect(
      (
        await spawnSbn(['verify', 'p.jsonl', '--weights', 'W.npy', '--no-transpose', '--rule', 'argmax'], {
          cwd,
        })
      ).code,
    ).toBe(3);
  });

  it('goes on behind verdicts that are there, and refuses those of something else', async () => {
    const cwd = await writeSmallLayer();
    const argv = ['detect', ...flags, '--workers', '0', '--out', 'v.jsonl'];
    await spawnSbn(argv, { cwd });
    const whole = await readFile(join(cwd, 'v.jsonl'), 'utf8');
    const lines = whole.split('\n');
    // As a killed process leaves it: three verdicts and a half.
    await writeFile(join(cwd, 'v.jsonl'), `${lines.slice(0, 3).join('\n')}\n${lines[3]!.slice(0, 40)}`);
    expect((await spawnSbn(argv, { cwd })).code).toBe(3);
    const again = await readFile(join(cwd, 'v.jsonl'), 'utf8');
    expect(again.split('\n').slice(0, 3)).toEqual(lines.slice(0, 3));
    expect(statuses(again)).toEqual(expected);

    await writeFile(join(cwd, 'sets.jsonl'), '[1]\n');
    const other = await spawnSbn(argv, { cwd });
    expect(other).toMatchObject({ code: 2, stdout: '' });
    expect(other.stderr.trimEnd().split('\n').at(-1)).toMatch(
      /v\.jsonl:1: the verdict on this line is not about the label set that belongs here/,
    );
    const rule = await spawnSbn([...argv, '--rule', 'argmax'], { cwd });
    expect(rule.stderr).toContain('rule was "threshold" and is now "argmax"');
    expect(rule.stderr).toContain('--fresh');
    const box = await spawnSbn([...argv, '--box', '100'], { cwd });
    expect(box.stderr).toContain('box was absent and is now 100');
    expect((await spawnSbn([...argv, '--fresh'], { cwd })).code).toBe(0);
  });
});
