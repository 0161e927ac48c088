import type { Engine, StepResult } from '../engines/engine.js';
import type { NamedArray } from '../files/safetensors.js';
import type { Model } from '../model/model.js';
import type { EpochRecord } from './train-event.js';

/** One update of an epoch: a batch of examples, or a window of a text. */
export interface Update {
  /** What its loss is the mean of: examples, or tokens. */
  readonly numExamples: number;
  /** Multiplies the schedule's factor. */
  readonly rateFactor: number;
  /**
   * @param at.step steps done before this one, in the whole training
   * @param at.rateFactor the schedule's factor times the update's own
   */
  apply(at: { readonly step: number; readonly rateFactor: number }): Promise<StepResult>;
}

/** What a checkpoint holds of a learner. */
export interface LearnerState {
  /** Parameters and everything else that changes with them, by the names that files have for it. */
  readonly tensors: ReadonlyMap<string, NamedArray>;
  /** Numbers of its own beside them. */
  readonly counts?: Readonly<Record<string, number>> | undefined;
}

/**
 * What learns: it knows how to go through an epoch, how to evaluate itself and what it must remember. When all that is
 * done, by which rate, and what is written down of it is for the loop, `runEpochs`.
 *
 * @typeParam Own events that this kind of training has besides those of all
 */
export interface Learner<Own = never> {
  readonly model: Pick<Model, 'parameters' | 'numParams'>;
  /** What computes, for the first event. */
  readonly engine: Pick<Engine, 'kind' | 'threads'>;
  /** null where it is not known beforehand. */
  readonly stepsPerEpoch: number | null;
  /**
   * The updates of an epoch, each applied before the next is asked for: a function of the epoch.
   *
   * @param skip how many to leave out at its beginning, which a training before has done
   */
  updates(epoch: number, skip: number): Iterable<Update> | AsyncIterable<Update>;
  /**
   * Metrics on the validation data, `loss` among them. It ends by throwing when the signal of the options comes.
   * Undefined where there is no validation data.
   */
  readonly evaluate:
    | ((
        onProgress: (done: { readonly numExamples: number; readonly totalExamples: number | null }) => void,
      ) => Promise<Readonly<Record<string, number>>>)
    | undefined;
  /**
   * What is to be done between an epoch and its checkpoint.
   *
   * @param history the epochs that are done, this one last
   * @returns what is to be told of it
   */
  endEpoch?(history: readonly EpochRecord[]): Own | undefined;
  /** The parameters that are evaluated. An array may be made only when its `data` is asked for. */
  readParameters(): Promise<ReadonlyMap<string, NamedArray>>;
  /** All that is needed to go on from here, in the same way. */
  readState(): Promise<LearnerState>;
  /**
   * Takes over what a checkpoint holds.
   *
   * @param file for messages
   * @throws InputError (code `parameters-mismatch`)
   */
  restore(state: LearnerState, file: string): Promise<void>;
  /**
   * Brings into the model what it is left with.
   *
   * @param isEnd whether the training is at its end, and not only interrupted
   */
  settle(isEnd: boolean): Promise<void>;
}
