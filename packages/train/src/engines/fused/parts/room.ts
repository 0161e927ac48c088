import type { Batch } from '@sbn/datasets';
import { batchShape } from './batch-shape.js';

/** What a batch that is scored needs room for. */
export interface ScoreRoom {
  /** Ranked labels per example. */
  readonly k: number;
  /** Whether the logits are wanted as rows. */
  readonly hasRows: boolean;
}

/** What there is room for in the areas that depend on the batch. */
export interface Room {
  readonly lanes: number;
  /** Entries of bags. */
  readonly entries: number;
  /** Active labels of all examples. */
  readonly active: number;
  /** Of batches that are scored: lanes, lanes whose logits are wanted as rows, and ranked labels per example. */
  readonly scoreLanes: number;
  readonly rowLanes: number;
  readonly k: number;
}

/** Room for nothing. */
export const noRoom: Room = { lanes: 0, entries: 0, active: 0, scoreLanes: 0, rowLanes: 0, k: 0 };

/**
 * The room that one batch needs.
 *
 * @param score undefined for a batch that is not scored
 */
export function roomFor({ inputs, labels }: Batch, score: ScoreRoom | undefined): Room {
  const { lanes } = batchShape(labels.numRows);
  return {
    lanes,
    entries: 'indices' in inputs ? inputs.indices.length : 0,
    active: labels.indices.length,
    scoreLanes: score === undefined ? 0 : lanes,
    rowLanes: score?.hasRows === true ? lanes : 0,
    k: score?.k ?? 0,
  };
}

/** Whether there is as much room as is needed. */
export function isEnough(room: Room, needed: Room): boolean {
  return (Object.keys(needed) as (keyof Room)[]).every((key) => needed[key] <= room[key]);
}

/** Room for both, and a little more where batches differ: in the entries of bags, and in active labels. */
export function grownRoom(room: Room, needed: Room): Room {
  return {
    lanes: Math.max(room.lanes, needed.lanes),
    entries: Math.max(room.entries, Math.ceil(1.25 * needed.entries)),
    active: Math.max(room.active, Math.ceil(1.25 * needed.active)),
    scoreLanes: Math.max(room.scoreLanes, needed.scoreLanes),
    rowLanes: Math.max(room.rowLanes, needed.rowLanes),
    k: Math.max(room.k, needed.k),
  };
}
