import { PassThrough } from 'node:stream';
import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { createProgress } from './progress.js';

function textOf(stream: PassThrough): string {
  return String(stream.read() ?? '');
}

const colors = picocolors.createColors(false);

describe('createProgress', () => {
  it('writes a line now and then into a log, and one at the end', () => {
    const stream = new PassThrough();
    let time = 0;
    const progress = createProgress({ stream, colors, mode: 'lines', now: () => time });
    const task = progress.task('Train', { total: 2000, unit: 'steps' });
    for (let step = 1; step <= 2000; step++) {
      time += 10;
      task.update(step, { detail: `loss ${(1 / step).toFixed(4)}` });
    }
    task.done('loss 0.0005');
    expect(textOf(stream).split('\n')).toEqual([
      '  Train: 50% (1,000/2,000 steps), loss 0.0010',
      '  Train: 100% (2,000/2,000 steps), loss 0.0005',
      '✓ Train: loss 0.0005 (20.0 s)',
      '',
    ]);
  });

  it('counts without a total', () => {
    const stream = new PassThrough();
    let time = 0;
    const progress = createProgress({ stream, colors, mode: 'lines', lineInterval: 1, now: () => time });
    const task = progress.task('Read', { unit: 'lines' });
    time = 5;
    task.update(1234);
    task.stop('interrupted');
    task.update(9999);
    expect(textOf(stream)).toBe('  Read: 1,234 lines\n! Read: interrupted (5 ms)\n');
  });

  it('is silent when asked', () => {
    const stream = new PassThrough();
    const progress = createProgress({ stream, colors, mode: 'silent' });
    const task = progress.task('Read');
    task.update(1);
    task.done();
    progress.note('hello');
    expect(textOf(stream)).toBe('');
  });

  it('draws a bar on a terminal and leaves one line behind', () => {
    const stream = Object.assign(new PassThrough(), {
      isTTY: true as const,
      columns: 120,
      cursorTo: () => true,
      clearLine: () => true,
      moveCursor: () => true,
    });
    const progress = createProgress({ stream, colors, mode: 'bars' });
    const task = progress.task('Decide', { total: 10 });
    task.update(5);
    progress.note('a note between');
    task.update(10);
    task.done('10 of 10');
    const text = textOf(stream);
    expect(text).toContain('░');
    expect(text).toContain('a note between\n');
    expect(text).toMatch(/✓ Decide: 10 of 10 \(\d+ ms\)\n$/);
  });
});
