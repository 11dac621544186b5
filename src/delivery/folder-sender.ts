import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, lstat, mkdir, open, readdir, realpath, rename, rm } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG } from '../config/config.module.js';
import type { AppConfig } from '../config/env.js';
import type { Delivery, Receipt, ReportContent } from './domain/delivery.js';
import { deliveredName, nameOfRun } from './domain/delivered-name.js';
import { DeliveryFailure } from './domain/delivery-failure.js';
import type { FinishedRun, RunFile } from './domain/finished-run.js';
import { RunFiles } from './run-files.js';

/** Why nothing can be written somewhere, by the code that the system gives. */
const SYSTEM_WORDS: ReadonlyMap<unknown, string> = new Map([
  ['EACCES', 'the user that the service runs as may not write there'],
  ['EPERM', 'the user that the service runs as may not write there'],
  ['EROFS', 'the disk can only be read'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk has no room left for the user that the service runs as'],
  ['ENOTDIR', 'a part of its path is no folder'],
]);

/** Puts the files of a run into a folder that the configuration allows. */
@Injectable()
export class FolderSender {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly files: RunFiles,
  ) {}

  /**
   * Puts the files there under names with the moment they speak of. Each appears when it is complete and on disk, and
   * takes the place of nothing; done again, it finds them there and leaves them.
   * @throws DeliveryFailure
   */
  async send(delivery: Delivery, { run }: ReportContent, signal: AbortSignal): Promise<Receipt> {
    try {
      return { kind: 'folder', paths: await this.put(delivery, run, signal) };
    } catch (error) {
      throw inWords(error, delivery.recipient);
    }
  }

  private async put(
    { key, recipient }: Delivery,
    run: FinishedRun,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const folder = await this.folderOf(recipient);
    // By its key, since several services may share a folder.
    const parts = `.dealproof-${key}-`;
    // What an attempt left that was cut off.
    for (const left of await readdir(folder)) {
      if (left.startsWith(parts) && left.endsWith('.part')) await rm(join(folder, left), { force: true });
    }
    const paths: string[] = [];
    for (const file of run.files) {
      const name = deliveredName(file.name, run.asOf);
      const part = join(folder, `${parts}${randomUUID()}.part`);
      try {
        await this.copy(file, part, signal);
        paths.push(await settle(part, folder, [name, nameOfRun(name, run.runId)], file));
      } finally {
        await rm(part, { force: true });
      }
    }
    await flush(folder);
    return paths;
  }

  private async copy(file: RunFile, part: string, signal: AbortSignal): Promise<void> {
    const handle = await open(part, 'wx');
    try {
      for await (const chunk of addAbortSignal(signal, await this.files.open(file))) {
        await handle.writeFile(chunk);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  /** The real path of the folder, made where it is missing below one that is allowed. */
  private async folderOf(path: string): Promise<string> {
    const [first] = this.config.delivery.folders;
    const wanted = isAbsolute(path) || first === undefined ? path : resolve(first, path);
    const root = this.config.delivery.folders.find((each) => contains(resolve(each), resolve(wanted)));
    if (root === undefined || path.split(/[/\\]/).includes('..')) {
      throw new DeliveryFailure(
        `The folder ${path} is not below one that DEALPROOF_DELIVERY_FOLDERS names.`,
        { final: true },
      );
    }
    const realRoot = await realpath(root).catch((error: unknown) => {
      // Not made: a disk that is not mounted would be written to beside it.
      throw new DeliveryFailure(`The folder ${root} is not there.`, { final: false }, { cause: error });
    });
    let folder = realRoot;
    for (const step of relative(resolve(root), resolve(wanted)).split(sep)) {
      if (step === '') continue;
      const next = join(folder, step);
      await mkdir(next).catch((error: unknown) => {
        if (Object(error).code !== 'EEXIST') throw error;
      });
      folder = await realpath(next);
      if (!contains(realRoot, folder)) {
        throw new DeliveryFailure(`${next} leads out of ${root}, the folder that is allowed.`, {
          final: true,
        });
      }
    }
    if (!(await lstat(folder)).isDirectory()) {
      throw new DeliveryFailure(`${folder} is no folder.`, { final: true });
    }
    return folder;
  }
}

/** What the system says as words for whoever looks after the folder; all else as it is. */
function inWords(error: unknown, folder: string): unknown {
  const words = SYSTEM_WORDS.get(Object(error).code);
  if (words === undefined) return error;
  const message = `Nothing can be written to the folder ${folder}: ${words}.`;
  return new DeliveryFailure(message, { final: false }, { cause: error });
}

function contains(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** Gives a complete file the first of the names that is free, unless the same file has one of them already. */
async function settle(
  part: string,
  folder: string,
  names: readonly string[],
  { sha256 }: RunFile,
): Promise<string> {
  for (const name of names) {
    const path = join(folder, name);
    if ((await digestOf(path)) === sha256 || (await place(part, path))) return path;
  }
  const last = names.at(-1) ?? '';
  throw new DeliveryFailure(
    `${join(folder, last)} is another file, and is not written over. Move it away, then retry.`,
    { final: true },
  );
}

/** Gives a file another name, unless something has that already. */
async function place(part: string, path: string): Promise<boolean> {
  try {
    await link(part, path);
    return true;
  } catch (error) {
    const { code } = Object(error);
    if (code === 'EEXIST') return false;
    // Not every file system has links.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(code)) throw error;
    if ((await lstat(path).catch(() => null)) !== null) return false;
    await rename(part, path);
    return true;
  }
}

/** SHA-256 of a file; null where there is none of the name, or something else. */
async function digestOf(path: string): Promise<string | null> {
  const found = await lstat(path).catch(() => null);
  if (found === null || !found.isFile()) return null;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Has the names of a folder put on disk, where the system can. */
async function flush(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!['EINVAL', 'EPERM', 'EISDIR', 'ENOTSUP'].includes(Object(error).code)) throw error;
  } finally {
    await handle.close();
  }
}
