import { DAY_MS, parseDate } from '../../kernel/instants.js';
import { type Deal, isClosed } from './deal.js';
import { followDeal, type Learnt, type Recorded, whatWasKnown } from './deal-history.js';
import { creationBounds } from './deal-times.js';
import { orderSightings, type Sighting, type SightingFields } from './sighting.js';

/** A deal as it was at an instant. */
export interface DealAt {
  readonly deal: Deal;
  /** Epoch ms: the newest time up to the instant that a file speaks of; between the two it may have changed unseen. */
  readonly toldAt: number;
}

/** Why nothing can be said of a deal at an instant. */
export interface NothingKnown {
  readonly deal: null;
  /** Nothing had been learnt of it; or it was created later; or what had been learnt speaks of later times only. */
  readonly because: 'not-learnt' | 'not-created' | 'not-told';
  /** Epoch ms that it was created, or from which on it is told of; null where nothing had been learnt. */
  readonly from: number | null;
  /** Epoch ms: the first instant after the one asked for that there is an answer for, by the same knowledge. */
  readonly answersFrom: number | null;
  /**
   * The first later import that gives an answer for the instant asked for; where no instant that one may ask for has
   * an answer by the same knowledge, the first one that gives any, for `answersFrom` on.
   */
  readonly laterImport: (Recorded & { readonly answersFrom: number }) | null;
}

/**
 * The deal as it was at `validAt` (valid time), as far as it had been learnt by `knownAt` (recorded time); epoch ms.
 *
 * Of each sighting counts what was so by then:
 * - its own time (as of) has come: all of it;
 * - it tells of the closed deal and when it closed: the deal as it was from its closing on, since Partner Center
 *   never changes a closed deal (domain brief, section 4.6). What lives beside the deal and may still change,
 *   Microsoft's own answer and team and the registration, counts from the sighting's own time only;
 * - an undated file that still shows a closed deal open is an older file: it counts from just before the closing;
 * - any other: nothing.
 *
 * When the deal was created and, if it had been by then, accepted, is told by whatever was known: it stays so.
 * @param latest epoch ms, the last instant that one may ask for: what was known at a time says nothing of later ones.
 */
export function dealAt(
  learnt: Learnt,
  validAt: number,
  knownAt: number,
  latest = knownAt,
): DealAt | NothingKnown {
  const known = whatWasKnown(learnt, knownBy(knownAt));
  const found = stateAt(known, validAt);
  if (found.deal !== null) return found;
  const answersFrom = firstAnswer(known, validAt, latest);
  return { ...found, answersFrom, laterImport: firstToAnswer(learnt, validAt, knownAt, answersFrom) };
}

function firstToAnswer(
  learnt: Learnt,
  validAt: number,
  knownAt: number,
  answersFrom: number | null,
): NothingKnown['laterImport'] {
  const later = learnt.sightings
    .filter(({ recordedAt }) => recordedAt > knownAt)
    .toSorted((a, b) => a.recordedAt - b.recordedAt);
  for (const { recordedAt, importId } of later) {
    const latest = answersFrom === null ? recordedAt : validAt;
    const first = firstAnswer(whatWasKnown(learnt, knownBy(recordedAt)), validAt, latest);
    if (first !== null) return { recordedAt, importId, answersFrom: first };
  }
  return null;
}

/** The first instant from `validAt` to `latest` that there is a state for: states begin with creation or a sighting. */
function firstAnswer(known: Learnt, validAt: number, latest: number): number | null {
  const deal = followDeal(known);
  const created = deal === null ? null : creationBounds(deal);
  const begins = [validAt, created?.min ?? validAt, ...validSince(known.sightings).map(({ since }) => since)];
  const found = begins
    .filter((instant) => instant >= validAt && instant <= latest)
    .toSorted((a, b) => a - b)
    .find((instant) => stateAt(known, instant).deal !== null);
  return found ?? null;
}

function knownBy(instant: number): (told: Recorded) => boolean {
  return ({ recordedAt }) => recordedAt <= instant;
}

function stateAt(known: Learnt, validAt: number): DealAt | Omit<NothingKnown, 'answersFrom' | 'laterImport'> {
  const asKnown = followDeal(known);
  if (asKnown === null) return { deal: null, because: 'not-learnt', from: null };
  const created = creationBounds(asKnown);
  if (created !== null && created.min > validAt) {
    return { deal: null, because: 'not-created', from: created.min };
  }
  const dated = validSince(known.sightings);
  const counted = dated.filter(({ since }) => since <= validAt);
  const counterparts = known.counterparts.filter(({ asOf }) => asOf <= validAt);
  const sightings = counted.map(({ sighting }) => asToldAt(sighting, validAt));
  const deal = followDeal({ ...known, sightings, counterparts });
  if (deal === null) {
    const telling = dated.filter(({ sighting }) => sighting.fields.status !== undefined);
    return { deal: null, because: 'not-told', from: Math.min(...telling.map(({ since }) => since)) };
  }
  const times = counted.map(({ sighting: { asOf }, since }) => (asOf <= validAt ? asOf : since));
  return {
    deal: { ...deal, ...whatHadHappened(asKnown, validAt) },
    toldAt: Math.max(...times, ...counterparts.map(({ asOf }) => asOf)),
  };
}

interface Dated<Told> {
  readonly sighting: Told;
  /** Epoch ms from which on the sighting holds (see `dealAt`). */
  readonly since: number;
}

function validSince<Told extends Sighting>(sightings: readonly Told[]): readonly Dated<Told>[] {
  const ordered = orderSightings(sightings.map((sighting) => ({ ...sighting, sighting })));
  let closing = Infinity;
  return ordered.toReversed().map(({ asOf, sighting }) => {
    // Taken as of before the closing that comes next.
    if (asOf !== sighting.asOf) return { sighting, since: Math.min(asOf, closing - 1) };
    const since = countsSince(sighting);
    if (tellsClosed(sighting)) closing = since;
    return { sighting, since };
  });
}

/** Since when (epoch ms) a sighting holds by itself: of a closed deal, from the closing that it tells on. */
export function countsSince({ asOf, fields }: Sighting): number {
  if (fields.status === undefined || !isClosed(fields.status)) return asOf;
  if (fields.closedAt !== undefined) return fields.closedAt;
  const midnight = fields.closedOn === undefined ? undefined : parseDate(fields.closedOn);
  // Some time on that day: by its end for certain.
  return midnight === undefined ? asOf : Math.min(Math.max(asOf, midnight), midnight + DAY_MS - 1);
}

function tellsClosed({ fields: { status } }: Sighting): boolean {
  return status !== undefined && isClosed(status);
}

/** A sighting that counts at an instant, with what of it does. */
function asToldAt<Told extends Sighting>(sighting: Told, validAt: number): Told {
  if (sighting.asOf <= validAt || !tellsClosed(sighting)) return sighting;
  return { ...sighting, fields: frozenFields(sighting.fields) };
}

/** When the deal was created, and accepted if it had been by then. */
function whatHadHappened(
  deal: Deal,
  validAt: number,
): Pick<Deal, 'createdAt' | 'createdOn' | 'createdFrom' | 'acceptedAt' | 'acceptedFrom'> {
  const { createdAt, createdOn, createdFrom, acceptedAt, acceptedFrom } = deal;
  const accepted = acceptedAt !== null && acceptedAt <= validAt;
  return {
    createdAt,
    createdOn,
    createdFrom,
    acceptedAt: accepted ? acceptedAt : null,
    acceptedFrom: accepted ? acceptedFrom : null,
  };
}

/** What a closed deal's sighting tells of the deal itself, which its closing froze. */
function frozenFields({
  microsoftStatus: _answer,
  microsoftTeam: _team,
  registrationState: _state,
  registrationSubmittedOn: _submitted,
  registrationDecidedOn: _decided,
  ...frozen
}: SightingFields): SightingFields {
  return frozen;
}
