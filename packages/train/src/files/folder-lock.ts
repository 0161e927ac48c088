import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InputError } from '@sbn/core';

/** Who holds a folder. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Tells this process from an earlier one that had the same pid. */
  readonly process: string;
  readonly since: string;
}

/** An exclusive hold on a folder. */
export interface FolderLock {
  /** Gives the folder back. Calling it again does nothing. */
  release(): Promise<void>;
}

const lockName = '.lock';
const takeoverName = '.lock-takeover';
/** A lock file without content this old was left by a process killed while it wrote the file. */
const tornAfterMs = 2000;
const retryEveryMs = 25;
const retries = 120;

let token: string | undefined;
/** Names this process; looked up once, when first needed. */
function ownToken(): string {
  token ??= linuxProcessToken(process.pid) ?? `random:${randomUUID()}`;
  return token;
}

/**
 * Takes a folder for this process alone, by creating a lock file in it. A lock whose process is gone (killed, or the
 * machine restarted) is taken over; whether it is gone is looked up by its pid, and by the process' start time where
 * the system tells it, because pids are used again.
 *
 * @throws InputError (code `folder-locked`) when another live process, or this one, holds the folder, or when the
 *   holder was on another machine and so cannot be looked up
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const file = join(folder, lockName);
  for (let attempt = 0; attempt < retries; attempt++) {
    if (await createLockFile(file)) return heldLock(file);
    const holder = await readHolder(file);
    if (holder === undefined && !(await isTorn(file))) {
      // Between its creation and its first byte, or just released: look again.
      await sleep(retryEveryMs);
      continue;
    }
    if (holder !== undefined && !isGone(holder)) {
      throw new InputError(
        `the run folder is in use by process ${holder.pid} on ${holder.host} since ${holder.since}.`,
        {
          code: 'folder-locked',
          file: folder,
          hint: `Wait for it, choose another folder, or delete ${file} if that process no longer exists.`,
        },
      );
    }
    // Two processes may find the same stale lock. Only the one that creates the takeover file may remove it, so that
    // the other cannot remove the winner's fresh lock by mistake.
    const takeover = join(folder, takeoverName);
    if (!(await createLockFile(takeover))) {
      await sleep(retryEveryMs);
      continue;
    }
    try {
      const still = await readHolder(file);
      if (still === undefined ? await isTorn(file) : isGone(still)) await rm(file, { force: true });
    } finally {
      await rm(takeover, { force: true });
    }
  }
  throw new InputError('the run folder could not be locked within three seconds.', {
    code: 'folder-locked',
    file: folder,
    hint: `If no other process uses it, delete ${lockName} and ${takeoverName} in it.`,
  });
}

async function createLockFile(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    try {
      const holder: Holder = {
        pid: process.pid,
        host: hostname(),
        process: ownToken(),
        since: new Date().toISOString(),
      };
      await handle.writeFile(`${JSON.stringify(holder)}\n`);
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') return false;
    throw error;
  }
}

async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    const holder = JSON.parse(await readFile(file, 'utf8')) as Partial<Holder>;
    return typeof holder.pid === 'number' ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
}

async function isTorn(file: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(file)).mtimeMs > tornAfterMs;
  } catch {
    return false;
  }
}

function heldLock(file: string): FolderLock {
  let held = true;
  return {
    release: async () => {
      if (!held) return;
      held = false;
      await rm(file, { force: true });
    },
  };
}

function isGone(holder: Holder): boolean {
  if (holder.host !== hostname()) return false;
  if (holder.pid === process.pid) return holder.process !== ownToken();
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: the process exists, and belongs to somebody else.
    if ((error as { code?: string }).code === 'ESRCH') return true;
  }
  const token = linuxProcessToken(holder.pid);
  return token !== undefined && holder.process.startsWith('linux:') && token !== holder.process;
}

/** Boot and start time of a Linux process: never the same for two processes. */
function linuxProcessToken(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the command in parentheses, may hold spaces; the start time is field 22.
    const startTime = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `linux:${boot}:${startTime}`;
  } catch {
    return undefined;
  }
}
