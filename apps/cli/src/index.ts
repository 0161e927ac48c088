export { type ExitCode, exitCodes } from './exit-codes.js';
export { type MainOptions, main } from './main.js';
export type { Environment, InputStream, OutputStream } from './terminal/environment.js';
