import { SingleBar } from 'cli-progress';
import type { Colors } from './colors.js';
import type { OutputStream } from './environment.js';
import { formatDuration, formatInteger } from './format-number.js';

/** One long step that is under way. */
export interface ProgressTask {
  /** Whether it is drawn anew all the time, for a person who looks on. */
  readonly isLive: boolean;
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

const barWidth = 24;
const wheelFrames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
/** Milliseconds between two pictures of a step that reports nothing itself. */
const tickInterval = 100;

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
    let ticker: NodeJS.Timeout | undefined;
    let ended = false;

    const position = (): string => {
      const suffix = unit === '' ? '' : ` ${unit}`;
      if (total === undefined) return `${formatInteger(value)}${suffix}`;
      const percent = total === 0 ? 100 : Math.floor((100 * value) / total);
      return `${percent}% (${formatInteger(value)}/${formatInteger(total)}${suffix})`;
    };

    const removeBar = (): void => {
      clearInterval(ticker);
      bar?.stop();
      bar = undefined;
      hideBar = undefined;
    };

    /** The line on the screen: a bar where the length is known, a wheel and the time that has passed where not. */
    const line = (): string => {
      const elapsed = now() - started;
      const words = detail === '' ? '' : `  ${detail}`;
      if (total === undefined) {
        const wheel = wheelFrames[Math.floor(elapsed / tickInterval) % wheelFrames.length]!;
        const count = value === 0 ? '' : ` ${position()},`;
        return `${colors.cyan(wheel)} ${label}:${count} ${Math.floor(elapsed / 1000)} s${words}`;
      }
      const filled = total === 0 ? barWidth : Math.min(barWidth, Math.round((barWidth * value) / total));
      const bar = colors.cyan(`${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`);
      // A guess from the first moments is worth nothing.
      const left =
        value === 0 || elapsed < 2000 ? '' : `, ${formatDuration((elapsed * (total - value)) / value)} left`;
      return `${label} ${bar} ${position()}${colors.dim(left)}${words}`;
    };

    const drawBar = (): void => {
      if (bar === undefined) {
        hideBar?.();
        bar = new SingleBar({
          stream: stream as unknown as NodeJS.WritableStream,
          format: line,
          clearOnComplete: true,
          hideCursor: true,
          // An interrupt is ours to handle: the bar must not end the process.
          gracefulExit: false,
          fps: 10,
        });
        bar.start(1, 0);
        hideBar = removeBar;
        ticker = setInterval(() => bar?.update(0), tickInterval);
        ticker.unref();
      }
      bar.update(0);
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
      isLive: mode === 'bars',
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
