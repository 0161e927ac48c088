import { SingleBar } from 'cli-progress';
import { formatDuration, formatInteger } from './format-number.js';
import type { Colors, OutputStream } from './terminal.js';

/** One long step that is under way. */
export interface ProgressTask {
  /** Says how far it is, and in a few words what it sees (`loss 0.031`). */
  update(value: number, options?: { readonly total?: number | undefined; readonly detail?: string }): void;
  /** Ends it well; `detail` stays on the line that is left behind. */
  done(detail?: string): void;
  /** Ends it because it was stopped, or, without words, because of an error that speaks for itself. */
  stop(detail?: string): void;
}

/** Shows long steps: as a bar that moves on a terminal, as a line now and then in a log file. */
export interface Progress {
  /** Starts a step. Without `total` its length is unknown and only the count is shown. */
  task(
    label: string,
    options?: { readonly total?: number | undefined; readonly unit?: string },
  ): ProgressTask;
  /** Writes a line without tearing the bar. */
  note(text: string): void;
  /** Takes a bar off the screen before an error is shown. */
  clear(): void;
}

/** How {@link createProgress} shows a step. */
export interface ProgressOptions {
  readonly stream: OutputStream;
  readonly colors: Colors;
  readonly mode: 'bars' | 'lines' | 'silent';
  /** Milliseconds between two lines of one step in `lines` mode; 10 seconds when left out. */
  readonly lineInterval?: number;
  /** The clock in milliseconds; `performance.now` when left out. */
  readonly now?: () => number;
}

/** Makes a {@link Progress}. At most one bar is on the screen at a time. */
export function createProgress(options: ProgressOptions): Progress {
  const { stream, colors, mode, lineInterval = 10_000, now = () => performance.now() } = options;
  let hideBar: (() => void) | undefined;

  const writeLine = (text: string): void => {
    hideBar?.();
    stream.write(`${text}\n`);
  };

  const task: Progress['task'] = (label, { total: firstTotal, unit = '' } = {}) => {
    const started = now();
    let total = firstTotal;
    let value = 0;
    let detail = '';
    let lastLine = started;
    let bar: SingleBar | undefined;
    let ended = false;

    const position = (): string => {
      const suffix = unit === '' ? '' : ` ${unit}`;
      if (total === undefined) return `${formatInteger(value)}${suffix}`;
      const percent = total === 0 ? 100 : Math.floor((100 * value) / total);
      return `${percent}% (${formatInteger(value)}/${formatInteger(total)}${suffix})`;
    };

    const removeBar = (): void => {
      bar?.stop();
      bar = undefined;
      hideBar = undefined;
    };

    const drawBar = (): void => {
      if (bar === undefined) {
        hideBar?.();
        bar = new SingleBar({
          stream: stream as unknown as NodeJS.WritableStream,
          format: `${label} ${colors.cyan('{bar}')} {position}{eta}{detail}`,
          barsize: 24,
          barCompleteChar: '█',
          barIncompleteChar: '░',
          clearOnComplete: true,
          hideCursor: true,
          // An interrupt is ours to handle: the bar must not end the process.
          gracefulExit: false,
          fps: 10,
        });
        bar.start(total ?? 1, 0, { position: '', eta: '', detail: '' });
        hideBar = removeBar;
      }
      const elapsed = now() - started;
      const left =
        total === undefined || value === 0 || elapsed < 2000
          ? undefined
          : (elapsed * (total - value)) / value;
      bar.setTotal(Math.max(total ?? 1, 1));
      bar.update(total === undefined ? 0 : Math.min(value, Math.max(total, 1)), {
        position: position(),
        eta: left === undefined ? '' : colors.dim(`, ${formatDuration(left)} left`),
        detail: detail === '' ? '' : `  ${detail}`,
      });
    };

    const end = (mark: string, words: string): void => {
      if (ended || mode === 'silent') return;
      ended = true;
      removeBar();
      const time = colors.dim(`(${formatDuration(now() - started)})`);
      writeLine(`${mark} ${label}${words === '' ? '' : `: ${words}`} ${time}`);
    };

    if (mode === 'bars') drawBar();
    return {
      update: (newValue, changes = {}) => {
        if (ended || mode === 'silent') return;
        value = newValue;
        total = changes.total ?? total;
        detail = changes.detail ?? detail;
        if (mode === 'bars') {
          drawBar();
        } else if (now() - lastLine >= lineInterval) {
          lastLine = now();
          writeLine(`  ${label}: ${position()}${detail === '' ? '' : `, ${detail}`}`);
        }
      },
      done: (words = '') => end(colors.green('✓'), words),
      stop: (words) => {
        if (words !== undefined) end(colors.yellow('!'), words);
        ended = true;
        removeBar();
      },
    };
  };

  return {
    task,
    note: (text) => {
      if (mode !== 'silent') writeLine(text);
    },
    clear: () => hideBar?.(),
  };
}
