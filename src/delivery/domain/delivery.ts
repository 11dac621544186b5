import type { SavedReport } from '../../reports/domain/saved-report.js';
import type { FinishedRun } from './finished-run.js';

/** How far a delivery is: to be sent, being sent, sent, not to be sent, or given up. */
export const DELIVERY_STATES = ['waiting', 'sending', 'delivered', 'skipped', 'failed'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** The ways by which something is sent. */
export const DELIVERY_KINDS = ['folder', 'email', 'webhook'] as const;
export type DeliveryKind = (typeof DELIVERY_KINDS)[number];

/** What is sent: a report, or a notice that a run or a delivery failed for good. A run has each at most once. */
export const DELIVERY_PURPOSES = ['report', 'run-notice', 'delivery-notice'] as const;
type DeliveryPurpose = (typeof DELIVERY_PURPOSES)[number];

/** A run of a saved report on its way to one recipient. */
export interface ReportContent {
  readonly is: 'report';
  readonly run: FinishedRun;
  readonly description: string;
  /** Options that the report was made with, by name. */
  readonly options: SavedReport['options'];
  /** For e-mail: what was asked for. */
  readonly as: 'attachment' | 'link';
  /** For webhooks: the name of the secret that signs. */
  readonly secret: string | null;
  /** Who answers for it; null where nobody is known. */
  readonly owner: { readonly name: string; readonly email: string } | null;
}

/** A notice in words, on its way to the owner of a saved report. */
export interface NoticeContent {
  readonly is: 'notice';
  readonly subject: string;
  readonly lines: readonly string[];
}

/** What there is to say and to send. */
type DeliveryContent = ReportContent | NoticeContent;

/** What became of sending: where files lie now, or what the other side said. */
export type Receipt =
  | { readonly kind: 'folder'; readonly paths: readonly string[] }
  | { readonly kind: 'email'; readonly messageId: string; readonly answer: string }
  | { readonly kind: 'webhook'; readonly status: number };

/** One thing to send to one recipient. Times in epoch milliseconds UTC. */
export interface Delivery {
  readonly deliveryId: number;
  /**
   * Its name for the other side, the same however often it is sent, and that of no other delivery anywhere: whoever
   * gets it twice can tell.
   */
  readonly key: string;
  readonly runId: string;
  readonly savedReport: string;
  readonly purpose: DeliveryPurpose;
  readonly kind: DeliveryKind;
  /** The one folder, e-mail address or web address. */
  readonly recipient: string;
  readonly content: DeliveryContent;
  readonly onlyWhenChanged: boolean;
  readonly state: DeliveryState;
  /** How often sending was tried. */
  readonly attempt: number;
  /** Grows whenever somebody takes it to send it. */
  readonly fence: number;
  readonly nextAttemptAt: number;
  readonly linksUntil: number | null;
  /** Why it failed last or is not sent, in words. */
  readonly error: string | null;
  readonly receipt: Receipt | null;
  readonly createdAt: number;
  readonly endedAt: number | null;
  readonly retriedBy: string | null;
}

/** A delivery to be made. */
export type NewDelivery = Pick<
  Delivery,
  'runId' | 'savedReport' | 'purpose' | 'kind' | 'recipient' | 'content' | 'onlyWhenChanged' | 'createdAt'
> & { readonly state: 'waiting' | 'skipped'; readonly error: string | null };
