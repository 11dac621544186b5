/** Why a file or folder cannot be had, by the codes of the operating system, to follow a colon. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'it is not there'],
  ['EACCES', 'this is not allowed'],
  ['EPERM', 'this is not allowed'],
  ['ENOTDIR', 'it is no folder'],
  ['EISDIR', 'it is a folder'],
  ['ELOOP', 'its links lead in a circle'],
  ['EIO', 'the disk does not give it'],
]);

/**
 * The system's own word for why a file cannot be had, such as ENOENT.
 * @throws the error itself where it is none of the system's.
 */
export function fileErrorCode(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string') {
    return error.code;
  }
  throw error;
}

/** Why a file cannot be had, for whoever looks after the files. @throws as `fileErrorCode` */
export function fileErrorInWords(error: unknown): string {
  const code = fileErrorCode(error);
  return WORDS.get(code) ?? `the system says ${code}`;
}

/** What keeps a file from being made or written, by the codes of the operating system, as a sentence. */
export const UNWRITABLE: Readonly<Record<string, string>> = {
  EACCES: 'This is not allowed here.',
  EPERM: 'This is not allowed here.',
  EROFS: 'Nothing can be written to this disk.',
  ENOTDIR: 'A part of the path is no folder.',
  EEXIST: 'A part of the path is no folder.',
  ENOENT: 'No file can be made here.',
  ENAMETOOLONG: 'The name is too long.',
  ENOSPC: 'The disk is full.',
  EDQUOT: 'There is no more room for you on this disk.',
  EFBIG: 'The file would be larger than files may be here.',
};
