#!/usr/bin/env node
// Checks a decision log that “dealproof decisions export” has written, with nothing of Dealproof: this file and Node
// are all it takes. The format is described in docs/decision-log.md.
//
//   node verify-decisions.mjs LOG [SEAL]
//
// LOG is the exported log, SEAL a seal of it that was kept elsewhere (“dealproof decisions seal --json”). Exit code
// 0: intact; 1: not; 2: wrong usage, or a file that is no such log or seal.
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';

const COLUMNS =
  'deal_id,sequence,deal_version,policy,policy_version,policy_hash,pass_mask,fail_mask,outcome,rate_version,decided_at,evaluation_id,cause';
const HEADER = JSON.stringify({ log: 'dealproof decisions', format: 1, columns: COLUMNS.split(',') });
const SEAL_FIELDS = 'sealId,evaluationId,decisions,rowsHash,rulesHash,previousHash,sealedAt,hash'.split(',');
const NO_LOG = 'The first line is not that of an exported decision log of format 1.';

/** A seal from the text of one; null where it is none. */
function readSeal(text) {
  try {
    const seal = JSON.parse(text);
    return Object.keys(seal).toSorted().join() === SEAL_FIELDS.toSorted().join() ? seal : null;
  } catch {
    return null;
  }
}

/** What the hash of a seal has to be: of all its other fields. */
function sealHash(seal) {
  const fields = SEAL_FIELDS.slice(0, -1).map((field) => seal[field]);
  return createHash('sha256').update(JSON.stringify(fields), 'utf8').digest('hex');
}

/** The lines of a file as bytes, without their line feeds; memory is bounded by the longest line. */
async function* linesOf(file) {
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(file)) {
    let start = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
      yield Buffer.concat([rest, chunk.subarray(start, end)]);
      rest = Buffer.alloc(0);
      start = end + 1;
    }
    rest = Buffer.concat([rest, chunk.subarray(start)]);
  }
  if (rest.length > 0) yield rest;
}

/** Goes through a log once; tells what it holds, and `report`s everything that is wrong with it. */
async function check(file, kept, report) {
  const found = { decisions: 0, seals: 0, last: { sealId: 0, hash: '0'.repeat(64) } };
  let [line, rows, digest, hasKept] = [0, 0, createHash('sha256'), false];
  for await (const bytes of linesOf(file)) {
    line += 1;
    if (line === 1) {
      if (bytes.toString('utf8') !== HEADER) throw new Error(NO_LOG);
    } else if (bytes.toString('utf8', 0, 1) === '[') {
      rows += 1;
      digest.update(bytes).update('\n');
    } else {
      const seal = readSeal(bytes.toString('utf8'));
      if (seal === null) {
        report(line, 'This is neither a decision nor a seal.');
        continue;
      }
      checkSeal(seal, found.last, rows, digest.digest('hex'), (message) => report(line, message));
      hasKept ||= seal.sealId === kept?.sealId;
      if (seal.sealId === kept?.sealId && seal.hash !== kept.hash)
        report(line, 'This is not the seal that was kept.');
      found.decisions += rows;
      found.seals += 1;
      found.last = seal;
      [rows, digest] = [0, createHash('sha256')];
    }
  }
  if (line === 0) throw new Error(NO_LOG);
  if (rows > 0) report(line, `The last ${rows} decisions are under no seal.`);
  if (kept !== null && !hasKept)
    report(line, `The log ends before the kept seal ${kept.sealId}, or lacks it.`);
  return found;
}

/** Reports what is wrong with a seal, given the seal before it and what stands between the two. */
function checkSeal(seal, before, rows, rowsHash, report) {
  const { sealId, decisions } = seal;
  if (sealId !== before.sealId + 1)
    report(`Seal ${sealId} follows seal ${before.sealId}: something is missing.`);
  else if (seal.previousHash !== before.hash)
    report(`Seal ${sealId} does not follow from the one before it.`);
  if (sealHash(seal) !== seal.hash) report(`Seal ${sealId} was changed: its fields do not give its hash.`);
  if (decisions !== rows) report(`Seal ${sealId} was put over ${decisions} decisions, there are ${rows}.`);
  else if (seal.rowsHash !== rowsHash)
    report(`Under seal ${sealId} a decision was changed or replaced, or their order.`);
}

async function main([file, keptFile, ...more]) {
  if (file === undefined || file.startsWith('-') || more.length > 0) {
    throw new Error('Usage: node verify-decisions.mjs LOG [SEAL]');
  }
  const kept = keptFile === undefined ? null : readSeal(readFileSync(keptFile, 'utf8'));
  if (keptFile !== undefined && (kept === null || sealHash(kept) !== kept.hash)) {
    throw new Error(`${keptFile} holds no seal, or one that is not as it was made.`);
  }
  let problems = 0;
  const { decisions, seals, last } = await check(file, kept, (line, message) => {
    problems += 1;
    console.error(`${file}, line ${line}: ${message}`);
  });
  if (problems > 0) return 1;
  const standing = last.hash === kept?.hash ? 'ends with' : 'goes on after';
  const end =
    kept === null
      ? 'only a kept seal shows whether the end was cut off'
      : `it ${standing} the kept seal ${kept.sealId}`;
  console.log(`${decisions} decisions under ${seals} seals: intact; ${end}.`);
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
