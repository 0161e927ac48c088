import { exitCodes } from './exit-codes.js';
import { listenForInterrupts } from './interrupts.js';
import { main } from './main.js';

// `sbn … | head` closes the pipe early: that is no fault, and there is nobody left to tell.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.fault);
  });
}

const interrupts = listenForInterrupts();
const exitCode = await main(process.argv.slice(2), { signal: interrupts.signal });
interrupts.dispose();

// What was written must reach the pipe first; then nothing that a library left open may keep the process alive.
process.stdout.write('', () => process.exit(exitCode));
