import { DomainError } from '../../kernel/errors.js';
import { shorten } from '../../kernel/text.js';

/** What a change says of the text that it changes, as in HTTP’s headers If-Match and If-None-Match. */
export interface Preconditions {
  /** ETags of which one must be the file’s, or `*` for any file that is there. */
  readonly ifMatch?: string | undefined;
  /** `*`: the file must not be there yet. */
  readonly ifNoneMatch?: string | undefined;
}

/** A text’s ETag: the SHA-256 (hex) of its bytes, quoted. */
export function etagOf(sha256: string): string {
  return `"${sha256}"`;
}

/**
 * Checks that a change is meant for a file as it is, or for none.
 * @param sha256 of the file’s bytes; null when there is no file.
 * @throws DomainError `precondition-required` when the change says neither, `precondition-failed` when the file is not
 * as it says.
 */
export function requireMatch(
  file: string,
  sha256: string | null,
  { ifMatch, ifNoneMatch }: Preconditions,
): void {
  if (ifMatch === undefined && ifNoneMatch === undefined) {
    throw refused(
      'precondition-required',
      file,
      'The request does not say which text it changes.',
      SAY_WHICH,
    );
  }
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*')
    throw misspelt('If-None-Match', ifNoneMatch, SAY_STAR);
  const wanted = ifMatch === undefined ? undefined : readETags(ifMatch);
  if (ifNoneMatch !== undefined && sha256 !== null) {
    throw refused('precondition-failed', file, 'There is a file of this name.', READ_AGAIN);
  }
  if (wanted === undefined) return;
  if (sha256 === null) {
    throw refused('precondition-failed', file, 'There is no file of this name any more.', ADD_IT);
  }
  if (wanted.includes('*') || wanted.includes(etagOf(sha256))) return;
  throw refused('precondition-failed', file, 'The file was changed since you read it.', READ_AGAIN);
}

/**
 * The ETags of an If-Match header, `*` among them where it stands for any.
 * @throws DomainError `invalid-input` for a weak or unquoted one, which can never be that of a text.
 */
export function readETags(ifMatch: string): readonly string[] {
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  if (tags.every((tag) => tag === '*' || /^"[^"]*"$/.test(tag))) return tags;
  throw misspelt('If-Match', ifMatch, SAY_ETAG);
}

function misspelt(header: string, value: string, remedy: string): DomainError {
  return new DomainError('invalid-input', `The header ${header} cannot be read.`, [
    {
      path: `/${header}`,
      value: shorten(value, 100),
      message: 'It is not written as such a header is.',
      remedy,
    },
  ]);
}

const SAY_ETAG =
  'Send the ETag as it came with the text: in double quotes, without W/ before them; or * for any text.';
const SAY_STAR = 'Send *, to add a file that is not there; to change one that is, send its ETag as If-Match.';
const SAY_WHICH =
  'Send the ETag that came with the text as If-Match; to add a file that is not there, send If-None-Match: *.';
const ADD_IT = 'To add it, send If-None-Match: * in place of If-Match.';
const READ_AGAIN = 'Read it again, put your change into what it says now, and send that with its ETag.';

function refused(
  code: 'precondition-required' | 'precondition-failed',
  file: string,
  message: string,
  remedy: string,
): DomainError {
  return new DomainError(code, `${file} was not changed.`, [{ file, message, remedy }]);
}
