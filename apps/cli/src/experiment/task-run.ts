/** What the configuration of every task has. */
export interface TaskConfig {
  readonly task: string;
  /** Names the folder of its runs. */
  readonly name: string;
}

/** One training run of a grid. */
export interface TaskRun {
  /** Names the run's folder: `dft-k16-slack25-seed0`. */
  readonly id: string;
  /** The same for all seeds: `dft-k16-slack25`. */
  readonly headId: string;
  /** For people: `DFT k=16 slack=25`. */
  readonly headName: string;
  readonly seed: number;
}
