import type { DataConfig } from '../config/data.js';
import type { TrainingConfig } from '../config/training.js';
import { formatInteger } from '../terminal/format-number.js';
import type { Terminal } from '../terminal/terminal.js';
import { type OpenedData, openData } from './open-data.js';
import { startBackend } from './start-backend.js';

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
  let data: Promise<OpenedData> | undefined;
  let backend: Promise<string> | undefined;

  const load = async (): Promise<OpenedData> => {
    const task = terminal.progress.task(`Load ${config.kind === 'wordnet' ? 'WordNet' : 'the data'}`);
    try {
      const opened = await openData(config, signal);
      const { counts } = opened.info.provenance;
      const numExamples = counts.train + counts.valid + counts.test;
      task.done(`${formatInteger(numExamples)} examples, ${formatInteger(opened.info.numLabels)} labels`);
      return opened;
    } catch (error) {
      task.stop(signal.aborted ? 'stopped' : undefined);
      throw error;
    }
  };

  return {
    data: () => {
      data ??= load();
      return data;
    },
    backend: () => {
      backend ??= startBackend(wanted, terminal);
      return backend;
    },
  };
}
