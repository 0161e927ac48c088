import { labelSetsFrom } from '@sbn/core';
import { expect, it } from 'vitest';
import { grownRoom, isEnough, noRoom, roomFor } from './room.js';

const labels = labelSetsFrom([[0, 2], [1], [], [3], [0]], 4);
const bags = { inputs: labelSetsFrom([[5, 6, 7], [], [1], [2], [3]], 9), labels };
const rows = { inputs: { numRows: 5, numCols: 2, data: new Float32Array(10) }, labels };

it('a batch needs room for its lanes, entries and active labels, and for its scores only when it is scored', () => {
  expect(roomFor(bags, undefined)).toEqual({ ...noRoom, lanes: 8, entries: 6, active: 5 });
  expect(roomFor(rows, undefined)).toEqual({ ...noRoom, lanes: 8, active: 5 });
  const scored = { ...noRoom, lanes: 8, active: 5, scoreLanes: 8, k: 3 };
  expect(roomFor(rows, { k: 3, hasRows: false })).toEqual(scored);
  expect(roomFor(rows, { k: 3, hasRows: true })).toEqual({ ...scored, rowLanes: 8 });
});

it('grown room is enough for both, and never shrinks', () => {
  const trained = roomFor(bags, undefined);
  const scored = roomFor(rows, { k: 3, hasRows: true });
  const room = grownRoom(grownRoom(noRoom, trained), scored);
  expect(isEnough(room, trained)).toBe(true);
  expect(isEnough(room, scored)).toBe(true);
  expect(room).toMatchObject({ lanes: 8, entries: 8, active: 7, k: 3 });
  for (const key of Object.keys(room) as (keyof typeof room)[]) {
    expect(isEnough(room, { ...room, [key]: room[key] + 1 }), key).toBe(false);
  }
});
