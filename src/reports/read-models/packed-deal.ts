import type { DealStatus, DealType, Direction } from '../../deals/domain/deal.js';
import { DATE_AT, NUMBER_AT, type PackedStandings } from '../../deals/domain/standing.js';
import type { Moment } from '../domain/calendar.js';
import type { StageEntries } from '../domain/deal-then.js';
import type { DealText, ReportedDeal } from '../domain/reported-deal.js';

/** Texts of the deals of a page, each in the order of the deals; those that were not asked for are absent. */
export type DealTexts = Readonly<Partial<Record<DealText, readonly (string | null)[]>>>;

/**
 * A deal of a page of packed rows. All but what every report asks for is read from the bytes when it is asked for: of
 * most deals a report asks for a few things, and a book has a million. No plain object: do not spread it.
 */
export class PackedDeal implements ReportedDeal {
  readonly status: DealStatus;
  readonly created: Moment;
  readonly closed: Moment;

  constructor(
    private readonly standings: PackedStandings,
    private readonly texts: DealTexts,
    private readonly index: number,
  ) {
    this.status = standings.status(index);
    const created = standings.number(index, NUMBER_AT.created);
    this.created = { at: created, on: created === null ? standings.date(index, DATE_AT.createdOn) : null };
    const closed = standings.number(index, NUMBER_AT.closed);
    this.closed = { at: closed, on: closed === null ? standings.date(index, DATE_AT.closedOn) : null };
  }

  get dealType(): DealType | null {
    return this.standings.dealType(this.index);
  }

  get direction(): Direction | null {
    return this.standings.direction(this.index);
  }

  get stagePercent(): number | null {
    return this.standings.stagePercent(this.index);
  }

  get campaignId(): string | null {
    return this.texts.campaignId?.[this.index] ?? null;
  }

  get location(): string | null {
    return this.texts.location?.[this.index] ?? null;
  }

  get country(): string | null {
    return this.texts.country?.[this.index] ?? null;
  }

  get organisationId(): string | null {
    return this.texts.organisationId?.[this.index] ?? null;
  }

  get valueMinor(): number | null {
    return this.standings.number(this.index, NUMBER_AT.value);
  }

  get currency(): string | null {
    return this.standings.currency(this.index);
  }

  get estimatedCloseDate(): string | null {
    return this.standings.date(this.index, DATE_AT.estimatedClose);
  }

  get acceptedAt(): number | null {
    return this.standings.number(this.index, NUMBER_AT.accepted);
  }

  get closedNotBefore(): number | null {
    return this.standings.number(this.index, NUMBER_AT.notBefore);
  }

  get closedNotAfter(): number | null {
    return this.standings.number(this.index, NUMBER_AT.notAfter);
  }

  get statusReason(): string | null {
    return this.texts.statusReason?.[this.index] ?? null;
  }

  get solutionsKnown(): boolean {
    return this.standings.solutionsKnown(this.index);
  }
}

/** When files first showed a deal of a page in each stage; read when it is asked for. */
export class PackedStageEntries implements StageEntries {
  constructor(
    private readonly standings: PackedStandings,
    private readonly index: number,
  ) {}

  at(place: number): number | null {
    return this.standings.stageEntry(this.index, place);
  }
}
