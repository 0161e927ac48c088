// The floor as a program of its own that answers JSON lines, so that it can be run with flags of the runtime.
//
//   node floor-program.mjs THREADS SECONDS
//   {"id": 1, "bytes": 50000000}  ->  {"id": 1, "bytesPerSecond": 5.7e10}
import { createInterface } from 'node:readline';
import { openFloor } from './open-floor.mjs';

const floor = await openFloor(Number(process.argv[2]), { seconds: Number(process.argv[3]) });
const { flopsPerSecond, lossEntriesPerSecond } = floor;
console.log(JSON.stringify({ flopsPerSecond, lossEntriesPerSecond }));
for await (const line of createInterface({ input: process.stdin })) {
  const { id, bytes } = JSON.parse(line);
  console.log(JSON.stringify({ id, bytesPerSecond: floor.bytesPerSecond(bytes) }));
}
await floor.dispose();
