import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../../kernel/errors.js';
import { UNWRITABLE } from '../../kernel/file-errors.js';

/**
 * A file that nobody else reads and that ends with its use: only its owner may open it, and it loses its name as soon as
 * it is open, so that nothing of it is left however the process ends. Systems that keep the name of an open file remove
 * it when it is closed.
 */
export class TemporaryFile {
  private length = 0;

  private constructor(
    private readonly parent: string,
    private readonly folder: string,
    private readonly handle: FileHandle,
  ) {}

  /**
   * Opens one.
   * @param parent the folder it is made in.
   * @throws DomainError `unavailable` when there can be none.
   */
  static async open(parent: string): Promise<TemporaryFile> {
    return explained(parent, async () => {
      const folder = await mkdtemp(join(parent, 'dealproof-'));
      try {
        const handle = await open(join(folder, 'rows'), 'wx+', 0o600);
        const file = new TemporaryFile(parent, folder, handle);
        // Where that is not allowed while it is open, it is removed when it is closed.
        await file.removeName().catch(() => {});
        return file;
      } catch (error) {
        await rm(folder, { recursive: true, force: true });
        throw error;
      }
    });
  }

  /** Adds bytes at the end. @throws DomainError `unavailable` when they cannot be written. */
  async append(bytes: Buffer): Promise<void> {
    const at = this.length;
    this.length += bytes.length;
    await explained(this.parent, async () => {
      for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await this.handle.write(bytes, done, bytes.length - done, at + done);
        done += bytesWritten;
      }
    });
  }

  /** Fills `bytes` from some place on. @throws DomainError `unavailable` when they cannot be read. */
  async read(bytes: Buffer, from: number): Promise<void> {
    await explained(this.parent, async () => {
      for (let done = 0; done < bytes.length;) {
        const { bytesRead } = await this.handle.read(bytes, done, bytes.length - done, from + done);
        if (bytesRead === 0) throw new Error('A temporary file is shorter than what was written to it.');
        done += bytesRead;
      }
    });
  }

  /** Ends its use. */
  async close(): Promise<void> {
    await this.handle.close();
    await this.removeName();
  }

  private removeName(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

async function explained<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, syscall }: { code?: unknown; syscall?: unknown } = Object(error);
    if (typeof code !== 'string' || typeof syscall !== 'string') throw error;
    const message = UNWRITABLE[code] ?? `The system says ${code}.`;
    const remedy = 'Make room, or name another folder with TMPDIR.';
    throw new DomainError(
      'unavailable',
      'A report this long puts its rows in order in a temporary file, and there can be none.',
      [{ file: folder, message, remedy }],
      { cause: error },
    );
  }
}
