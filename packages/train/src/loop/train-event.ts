/** What one epoch came to. */
export interface EpochRecord {
  /** From 0. */
  readonly epoch: number;
  /** Steps done at its end. */
  readonly step: number;
  /** Mean loss over the epoch's examples, each before the update that used it. */
  readonly trainLoss: number;
  /** Seconds of training, without evaluation. */
  readonly seconds: number;
  /** Metrics on the validation examples (`loss` among them); null without validation examples. */
  readonly metrics: Readonly<Record<string, number>> | null;
  /** Whether the monitored metric was the best so far. */
  readonly isBest: boolean;
}

/** What a training reports while it runs; plain JSON. `metrics.jsonl` has the same objects. */
export type TrainEvent =
  | {
      readonly event: 'start' | 'resume';
      readonly step: number;
      readonly epoch: number;
      readonly epochs: number;
      readonly batchSize: number;
      /** Steps of one epoch, where the number of examples is known. */
      readonly stepsPerEpoch: number | null;
      readonly numParams: number;
      readonly engine: string;
      /** How many threads compute, where that is the engine's choice. */
      readonly threads?: number;
      readonly backend: string;
      /** Only for `resume`: the backend of the checkpoint, when it is another one (bits may then differ). */
      readonly previousBackend?: string;
    }
  | {
      readonly event: 'step';
      /** The step's number from 0. */
      readonly step: number;
      readonly epoch: number;
      /** The batch's number in the epoch, from 0. */
      readonly batch: number;
      readonly loss: number;
      readonly learningRate: number;
      /** Before clipping; only where clipping is on. */
      readonly gradientNorm?: number;
    }
  | {
      /** Progress of an evaluation; not in the metrics log. */
      readonly event: 'evaluating';
      readonly epoch: number;
      readonly numExamples: number;
      readonly totalExamples: number | null;
    }
  | ({ readonly event: 'epoch' } & EpochRecord)
  | {
      /** A checkpoint has been written; not in the metrics log. */
      readonly event: 'checkpoint';
      readonly kind: 'last' | 'best';
      readonly step: number;
      readonly file: string;
    }
  | {
      readonly event: 'stop';
      readonly step: number;
      readonly epoch: number;
      readonly reason: 'completed' | 'early-stopping' | 'aborted';
    };
