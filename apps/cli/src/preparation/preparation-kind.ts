import type { PreparedRecord } from '@sbn/datasets/prepare';
import type { Command } from 'commander';
import type { CommandDescription } from '../commands/define-command.js';

/** How far a preparation is. */
export interface PreparationProgress {
  /** What it is doing, such as `reading NOTEEVENTS.csv.gz`. */
  readonly step: string;
  /** Bytes of this step that are done. */
  readonly done: number;
  readonly total: number;
}

/** What one run of `sbn prepare` asks of a {@link PreparationKind}. */
export interface PreparationRequest<Options> {
  /** The flags of the kind's own. */
  readonly options: Options;
  /** Where the prepared folder goes; absolute. */
  readonly folder: string;
  /** Whether what an earlier preparation left there is thrown away. */
  readonly fresh: boolean;
  /** Whether the counts must be those of {@link PreparationKind.expectation}. */
  readonly expect: boolean;
  readonly signal: AbortSignal;
  /** The absolute path of a path that was typed. */
  resolve(path: string): string;
  onProgress(progress: PreparationProgress): void;
}

/** A kind of raw data that `sbn prepare` takes. */
export interface PreparationKind<Options = never> {
  /** `usage` is the kind alone, such as `mimic`. */
  readonly command: CommandDescription;
  /** What `--expect paper` expects, in words; left out where nothing is known of the data. */
  readonly expectation?: string;
  /** Adds the flags of the kind's own. */
  addOptions(command: Command): Command;
  /**
   * Prepares the folder, or finds that it is prepared already.
   *
   * @throws InputError when the raw data is wrong, or other than expected
   */
  prepare(request: PreparationRequest<Options>): Promise<PreparedRecord>;
}
