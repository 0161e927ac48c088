import { once } from '../experiment/once.js';
import { startBackend } from '../experiment/start-backend.js';
import { formatInteger } from '../terminal/format-number.js';
import { showStep } from '../terminal/show-step.js';
import type { Terminal } from '../terminal/terminal.js';
import type { DataConfig } from './config/data.js';
import type { TrainingConfig } from './config/training.js';
import { openData } from './open-data.js';
import type { OpenedData } from './opened-data.js';

/** What all runs of an experiment use; each is made when it is first asked for, and once. */
export interface SharedWork {
  data(): Promise<OpenedData>;
  /** Starts the backend and gives its name. */
  backend(): Promise<string>;
}

/** Opens data and backend for the runs of one configuration, with a progress bar for each. */
export function sharedWork(options: {
  readonly data: DataConfig;
  readonly backend: TrainingConfig['backend'];
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}): SharedWork {
  const { data: config, backend: wanted, terminal, signal } = options;
  const load = (): Promise<OpenedData> =>
    showStep(
      terminal.progress,
      `Load ${config.kind === 'wordnet' ? 'WordNet' : 'the data'}`,
      { signal },
      async (task) => {
        const opened = await openData(config, signal);
        const { counts } = opened.info.provenance;
        const numExamples = counts.train + counts.valid + counts.test;
        task.done(`${formatInteger(numExamples)} examples, ${formatInteger(opened.info.numLabels)} labels`);
        return opened;
      },
    );
  return { data: once(load), backend: once(() => startBackend(wanted, terminal)) };
}
