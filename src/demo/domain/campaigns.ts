import { DAY_MS, addMonths, parseDate, utcDay } from '../../kernel/instants.js';
import { toMinorUnits } from '../../kernel/money.js';
import { Random, seedOf } from './random.js';
import type { Weighted } from './random.js';

/** A campaign, with how well it works on the deals it brings. */
export interface DemoCampaign {
  readonly campaignId: string;
  readonly name: string;
  readonly channel: string;
  readonly startDate: string;
  readonly endDate: string;
  /** In whole units of the currency. */
  readonly budget: number;
  readonly currency: string;
  /** How many deals it brings, relative to the others that run at the same time. */
  readonly pull: number;
  /** Its deals are won this many times as often as others. */
  readonly winFactor: number;
  /** Share of the budget that was spent; null where no spend was ever recorded. */
  readonly spent: number | null;
  /** Whether an organiser paid something back. */
  readonly refunded: boolean;
}

/** An entry of the spend ledger; negative is a refund. */
export interface DemoSpend {
  readonly campaignId: string;
  readonly date: string;
  /** Minor units of the currency. */
  readonly amountMinor: number;
  readonly currency: string;
  readonly note: string;
}

/** A campaign id that deals carry although the campaigns list has never had it. */
export const UNLISTED_CAMPAIGN = 'BingSummer2020';

/** The size of book for which the budgets below are realistic; larger books spend more. */
const USUAL_DEALS = 5000;

/** A deal may still name a campaign that ended this long ago. */
const AFTERGLOW_DAYS = 45;

function campaign(
  [campaignId, name, channel]: readonly [string, string, string],
  [startDate, endDate]: readonly [string, string],
  [budget, currency, spent]: readonly [number, string, number | null],
  [pull, winFactor]: readonly [number, number],
  refunded = false,
): DemoCampaign {
  return {
    campaignId,
    name,
    channel,
    startDate,
    endDate,
    budget,
    currency,
    pull,
    winFactor,
    spent,
    refunded,
  };
}

/** The campaigns list: some that paid back many times, some never, some nobody kept books on. */
export const CAMPAIGNS: readonly DemoCampaign[] = [
  campaign(
    ['NC20-NORDIC-WEBINAR', 'Nordic webinar series', 'webinar'],
    ['2020-10-05', '2021-01-31'],
    [2_600_000, 'SEK', 0.94],
    [9, 1.15],
  ),
  campaign(
    ['NC20-LINKEDIN-DACH', 'LinkedIn DACH “Kühlkette”', 'paid social'],
    ['2020-11-01', '2021-03-31'],
    [640_000, 'EUR', 1.08],
    [8, 0.6],
  ),
  campaign(
    ['NC20-PARTNER-DAY', 'Partner day, online', 'event'],
    ['2020-11-16', '2020-12-15'],
    [60_000, 'EUR', null],
    [4, 1.3],
  ),
  campaign(
    ['NC21-ABM-TOP50', 'Top 50 accounts', 'account-based'],
    ['2021-01-11', '2021-06-30'],
    [600_000, 'EUR', 0.99],
    [7, 1.6],
  ),
  campaign(
    ['NC21-SEARCH-UK', 'Search, United Kingdom', 'paid search'],
    ['2021-01-15', '2021-12-31'],
    [900_000, 'GBP', 1.02],
    [8, 0.7],
  ),
  campaign(
    ['NC21-FRUIT-LOGISTICA', 'Fruit Logistica stand', 'trade fair'],
    ['2021-02-01', '2021-02-28'],
    [190_000, 'EUR', 1],
    [2, 0.8],
    true,
  ),
  campaign(
    ['NC21-SPRING-MAIL', 'Spring mailing: "Never warm again"', 'e-mail'],
    ['2021-03-01', '2021-05-31'],
    [1_100_000, 'SEK', 0.7],
    [9, 0.95],
  ),
  campaign(
    ['NC21-TAIPEI-ROADSHOW', '台北路演', 'event'],
    ['2021-03-15', '2021-06-15'],
    [9_500_000, 'TWD', 0.97],
    [4, 1.05],
  ),
  campaign(
    ['NC21-PODCAST', 'Podcast “Kallt & klart”', 'content'],
    ['2021-04-01', '2022-03-31'],
    [2_400_000, 'SEK', 0.9],
    [3, 0.85],
  ),
  campaign(
    ['NC21-TELE-RU', 'Обзвон, весна', 'telemarketing'],
    ['2021-04-15', '2021-08-31'],
    [21_000_000, 'RUB', 1],
    [3, 0.35],
  ),
  campaign(
    ['NC21-INSPIRE', 'Inspire follow-up', 'event'],
    ['2021-07-12', '2021-09-30'],
    [620_000, 'USD', 0.93],
    [6, 1.45],
  ),
  campaign(
    ['NC21-KUWAIT-EXPO', 'Kuwait cold-chain expo', 'trade fair'],
    ['2021-08-15', '2021-11-30'],
    [85_000, 'KWD', 1],
    [2, 0.9],
  ),
  campaign(
    ['NC21-AUTUMN-WEBINAR', 'Autumn webinars', 'webinar'],
    ['2021-09-01', '2021-12-15'],
    [2_900_000, 'SEK', 0.92],
    [9, 1.2],
  ),
  campaign(
    ['NC21-TOKYO-DIRECT', '東京ダイレクトメール', 'direct mail'],
    ['2021-09-15', '2021-12-31'],
    [38_000_000, 'JPY', 1],
    [3, 0.55],
  ),
  campaign(
    ['NC21-REFERRAL-BONUS', 'Customers bring customers', 'referral'],
    ['2021-10-01', '2022-06-30'],
    [420_000, 'EUR', 0.85],
    [5, 1.7],
  ),
  campaign(
    ['NC21-BLACK-FRIDAY', 'Black Friday, licences; all markets', 'e-mail'],
    ['2021-11-15', '2021-11-30'],
    [130_000, 'USD', 1.1],
    [5, 0.4],
  ),
  campaign(
    ['NC22-ABM-TOP80', 'Top 80 accounts', 'account-based'],
    ['2022-01-10', '2022-06-30'],
    [900_000, 'EUR', 0.96],
    [8, 1.55],
  ),
  campaign(
    ['NC22-HANNOVER', 'Hannover fair', 'trade fair'],
    ['2022-02-15', '2022-05-31'],
    [1_450_000, 'EUR', 1.04],
    [4, 0.75],
  ),
  campaign(
    ['NC22-SEARCH-NORDIC', 'Search, Nordics', 'paid search'],
    ['2022-01-15', '2022-09-30'],
    [7_500_000, 'SEK', 0.81],
    [8, 0.8],
  ),
  campaign(
    ['NC22-SPRING-MAIL', 'Spring mailing', 'e-mail'],
    ['2022-03-01', '2022-05-31'],
    [1_300_000, 'SEK', 0.88],
    [8, 1],
  ),
  campaign(
    ['NC22-OSLO-BREAKFAST', 'Frokostseminar, Oslo', 'event'],
    ['2022-04-01', '2022-06-15'],
    [260_000, 'NOK', null],
    [3, 1.25],
  ),
  campaign(
    ['NC22-SHENZHEN-PARTNERS', '深圳伙伴日', 'event'],
    ['2022-05-01', '2022-07-31'],
    [1_600_000, 'CNY', 1],
    [3, 1.1],
  ),
  campaign(
    ['NC22-BILLBOARDS', 'Billboards, Arlanda airport', 'outdoor'],
    ['2022-06-01', '2022-08-31'],
    [3_800_000, 'SEK', 1],
    [0, 1],
  ),
  campaign(
    ['NC22-INSPIRE', 'Inspire follow-up 2022', 'event'],
    ['2022-07-18', '2022-09-30'],
    [640_000, 'USD', 0.66],
    [6, 1.35],
  ),
];

/** The campaigns a deal created on a day may have come from, by how often; listed ones only. */
export function campaignsOn(day: string): Weighted<DemoCampaign> {
  const latestEnd = utcDay(midnight(day) - AFTERGLOW_DAYS * DAY_MS);
  return CAMPAIGNS.filter(
    ({ startDate, endDate, pull }) => pull > 0 && startDate <= day && endDate >= latestEnd,
  ).map((found) => [found, found.pull]);
}

/** How many times as often deals of a campaign are won; 1 for deals of none and of unlisted ones. */
export function winFactorOf(campaignId: string | null): number {
  return CAMPAIGNS.find((known) => known.campaignId === campaignId)?.winFactor ?? 1;
}

/** The spend ledger: about two entries for each month of a campaign, in order of campaign and date. */
export function spendOf(seed: number, deals: number): readonly DemoSpend[] {
  const random = new Random(seedOf(seed, 'list', 3));
  const scale = Math.max(1, deals / USUAL_DEALS);
  return CAMPAIGNS.flatMap((entry) => spendOn(entry, random, scale));
}

function spendOn(on: DemoCampaign, random: Random, scale: number): readonly DemoSpend[] {
  const { campaignId, currency, budget, spent } = on;
  if (spent === null) return [];
  const dates = monthsOf(on).flatMap((month) => [dayIn(on, month, '05'), dayIn(on, month, '20')]);
  const each = (budget * spent * scale) / dates.length;
  const entries = dates.map((date, index) => ({
    campaignId,
    date,
    amountMinor: minor((each * random.int(80, 120)) / 100, currency),
    currency,
    note: index === 0 ? `First invoice, ${on.channel}` : '',
  }));
  const refund = {
    campaignId,
    date: on.endDate,
    amountMinor: -minor(each * 0.6, currency),
    currency,
    note: 'Refund: stand not built, hall "B" closed',
  };
  return on.refunded ? [...entries, refund] : entries;
}

function monthsOf({ startDate, endDate }: DemoCampaign): readonly string[] {
  const months: string[] = [];
  for (let month = startDate.slice(0, 7); month <= endDate.slice(0, 7); month = addMonths(month, 1)) {
    months.push(month);
  }
  return months;
}

function dayIn({ startDate, endDate }: DemoCampaign, month: string, day: string): string {
  const wanted = `${month}-${day}`;
  if (wanted < startDate) return startDate;
  return wanted > endDate ? endDate : wanted;
}

function minor(amount: number, currency: string): number {
  const units = toMinorUnits(amount.toFixed(2), currency);
  if (units === undefined) throw new RangeError(`${amount} ${currency} is too large to count exactly`);
  return units;
}

function midnight(day: string): number {
  const ms = parseDate(day);
  if (ms === undefined) throw new RangeError(`${day} is not a date`);
  return ms;
}
