import { isIP } from 'node:net';
import { isAbsolute } from 'node:path';
import { z } from 'zod';

/** Where reports may be sent, and by which way. What is not set up here is refused. */
export interface DeliverySettings {
  /** Folders, absolute, that files may be put into and below. */
  readonly folders: readonly string[];
  /** The mail server as an address such as `smtps://user:password@mail.example.com`; null: no mail is sent. */
  readonly smtpUrl: string | null;
  /** The sender that mail names; null where there is no mail server. */
  readonly mailFrom: string | null;
  /** Files of together more bytes go out as links. */
  readonly attachBytes: number;
  /** What links begin with, without a slash at the end, such as `https://dealproof.example.com`; null: no links. */
  readonly publicUrl: string | null;
  /** Signs links; null: no links. */
  readonly linkSecret: string | null;
  /** Days until a link expires. */
  readonly linkDays: number;
  /** Origins (scheme, host, port) that webhooks may be sent to. */
  readonly webhookOrigins: readonly string[];
  /** Networks, in CIDR form, of loopback or private addresses that webhooks may reach all the same. */
  readonly webhookNetworks: readonly string[];
  readonly webhookSeconds: number;
  /** Secrets that sign webhooks, by name. */
  readonly webhookSecrets: ReadonlyMap<string, string>;
}

const SECRET_PREFIX = 'DEALPROOF_WEBHOOK_SECRET_';

/** A text of parts with commas between them, each of which is read by `read`; undefined from it: wrong. */
function list(read: (part: string) => string | undefined, message: string) {
  return z
    .string()
    .default('')
    .transform((text, context) => {
      const parts = text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '');
      return parts.flatMap((part) => {
        const value = read(part);
        if (value !== undefined) return [value];
        // Who writes a password where none belongs shall not find it in a log.
        const shown = part.replace(/\/\/.*@/, '//…@');
        context.addIssue({ code: 'custom', message: `“${shown}” ${message}` });
        return [];
      });
    });
}

/** The origin that an allowed host stands for: https unless http:// is written out. */
function originOf(host: string): string | undefined {
  const written = /^https?:\/\//i.test(host) ? host : `https://${host}`;
  if (!URL.canParse(written)) return undefined;
  const { origin, pathname, search, hash, username, password } = new URL(written);
  // A star stands for no other hosts, so it must not look as if it did.
  const plain = pathname === '/' && `${search}${hash}${username}${password}` === '' && !host.includes('*');
  return plain ? origin : undefined;
}

function networkOf(text: string): string | undefined {
  const [address = '', prefix = '', ...rest] = text.split('/');
  const bits = { 4: 32, 6: 128 }[isIP(address)];
  const good = bits !== undefined && rest.length === 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= bits;
  return good ? text : undefined;
}

function publicUrlOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, search, hash, href } = new URL(text);
  return /^https?:$/.test(protocol) && `${search}${hash}` === '' ? href.replace(/\/+$/, '') : undefined;
}

const aWholeNumber = (least: number, most: number, unset: number, what: string) => {
  const message = `must be a whole number from ${least} to ${most}: ${what}`;
  return z
    .string()
    .regex(/^\d{1,12}$/, message)
    .transform(Number)
    .refine((value) => value >= least && value <= most, message)
    .default(unset);
};

/** The variables of the environment that say where reports may be sent. */
export const DELIVERY_VARIABLES = {
  DEALPROOF_DELIVERY_FOLDERS: list(
    (path) => (isAbsolute(path) ? path : undefined),
    'is no absolute path of a folder; write several with commas between them',
  ),
  DEALPROOF_SMTP_URL: z
    .string()
    .refine(
      (text) => /^smtps?:\/\/[^\s/]/.test(text) && URL.canParse(text),
      'must be the address of a mail server, such as smtps://user:password@mail.example.com; write @ and % in a password as %40 and %25',
    )
    .optional(),
  DEALPROOF_MAIL_FROM: z
    .string()
    .regex(
      /^[^<>@\p{Cc}]*<[^\s<>@]+@[^\s<>@]+>$|^[^\s<>@]+@[^\s<>@]+$/u,
      'must be an e-mail address, such as reports@example.com or Dealproof <reports@example.com>',
    )
    .optional(),
  DEALPROOF_MAIL_ATTACH_BYTES: aWholeNumber(
    0,
    100_000_000,
    10_000_000,
    'the most bytes of files that a mail carries',
  ),
  DEALPROOF_PUBLIC_URL: z
    .string()
    .refine(
      (text) => publicUrlOf(text) !== undefined,
      'must be the address that people reach this service by, such as https://dealproof.example.com',
    )
    .transform((text) => publicUrlOf(text) ?? text)
    .optional(),
  DEALPROOF_LINK_SECRET: z.string().min(32, 'must be a secret of at least 32 characters').optional(),
  DEALPROOF_LINK_DAYS: aWholeNumber(1, 90, 7, 'days until a link expires'),
  DEALPROOF_WEBHOOK_HOSTS: list(
    originOf,
    'is no host such as hooks.example.com, hooks.example.com:8443 or http://hooks.internal:8080',
  ),
  DEALPROOF_WEBHOOK_NETWORKS: list(networkOf, 'is no network such as 10.20.0.0/16 or fd00:1::/32'),
  DEALPROOF_WEBHOOK_TIMEOUT: aWholeNumber(1, 120, 30, 'seconds that a webhook may take'),
};

/** What an environment must hold together. */
export function checkDelivery(
  values: z.infer<z.ZodObject<typeof DELIVERY_VARIABLES>>,
  context: z.RefinementCtx,
): void {
  const needs = (name: keyof typeof values, other: keyof typeof values): void => {
    if (values[name] === undefined || values[other] !== undefined) return;
    context.addIssue({ code: 'custom', path: [other], message: `must be given with ${name}` });
  };
  needs('DEALPROOF_SMTP_URL', 'DEALPROOF_MAIL_FROM');
  needs('DEALPROOF_PUBLIC_URL', 'DEALPROOF_LINK_SECRET');
  needs('DEALPROOF_LINK_SECRET', 'DEALPROOF_PUBLIC_URL');
}

/** The settings from checked variables and the secrets beside them. */
export function deliverySettings(
  values: z.infer<z.ZodObject<typeof DELIVERY_VARIABLES>>,
  environment: NodeJS.ProcessEnv,
): DeliverySettings {
  return {
    folders: values.DEALPROOF_DELIVERY_FOLDERS,
    smtpUrl: values.DEALPROOF_SMTP_URL ?? null,
    mailFrom: values.DEALPROOF_MAIL_FROM ?? null,
    attachBytes: values.DEALPROOF_MAIL_ATTACH_BYTES,
    publicUrl: values.DEALPROOF_PUBLIC_URL ?? null,
    linkSecret: values.DEALPROOF_LINK_SECRET ?? null,
    linkDays: values.DEALPROOF_LINK_DAYS,
    webhookOrigins: values.DEALPROOF_WEBHOOK_HOSTS,
    webhookNetworks: values.DEALPROOF_WEBHOOK_NETWORKS,
    webhookSeconds: values.DEALPROOF_WEBHOOK_TIMEOUT,
    webhookSecrets: new Map(
      Object.entries(environment).flatMap(([name, value]) =>
        name.startsWith(SECRET_PREFIX) && value !== undefined && value !== ''
          ? [[name.slice(SECRET_PREFIX.length).toLowerCase().replaceAll('_', '-'), value] as const]
          : [],
      ),
    ),
  };
}

/** The variable that holds a webhook’s secret of a name. */
export function secretVariable(name: string): string {
  return `${SECRET_PREFIX}${name.toUpperCase().replaceAll('-', '_')}`;
}
