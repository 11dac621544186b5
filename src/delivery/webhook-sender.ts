import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, CLOCK } from '../config/config.module.js';
import type { AppConfig } from '../config/env.js';
import { secretVariable } from '../config/delivery-settings.js';
import type { Clock } from '../kernel/clock.js';
import { shorten } from '../kernel/text.js';
import { AllowedHosts } from './allowed-hosts.js';
import { type Delivery, type Receipt, type ReportContent } from './domain/delivery.js';
import { DeliveryFailure } from './domain/delivery-failure.js';
import { webhookMessage } from './domain/webhook-message.js';
import { FileLinks } from './file-links.js';

/** Bytes of an answer that are looked at, for the words in it. */
const ANSWER_BYTES = 4096;
const SHORTEST_SECRET = 16;

/** Tells a web address of a run, signed. */
@Injectable()
export class WebhookSender {
  private readonly hosts: AllowedHosts;

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly links: FileLinks,
  ) {
    this.hosts = new AllowedHosts(config.delivery);
  }

  /**
   * Posts the message; any answer from 200 to 299 counts as received.
   * @param linksUntil when the links in it expire, epoch ms.
   * @throws DeliveryFailure
   */
  async send(
    delivery: Delivery,
    content: ReportContent,
    linksUntil: number,
    signal: AbortSignal,
  ): Promise<Receipt> {
    const url = await this.hosts.check(delivery.recipient);
    const { key } = delivery;
    const links = content.run.files.map((_, index) => this.links.make({ key, index }, linksUntil));
    const body = webhookMessage(delivery, content, links, linksUntil);
    const timestamp = String(Math.floor(this.clock() / 1000));
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'Dealproof',
      'dealproof-delivery': key,
      'dealproof-timestamp': timestamp,
      'dealproof-signature': `v1=${this.sign(`${timestamp}.${body}`, content.secret)}`,
    };
    const answer = await this.post(url, headers, body, signal);
    return { kind: 'webhook', status: answer };
  }

  private sign(text: string, name: string | null): string {
    const secret = this.config.delivery.webhookSecrets.get(name ?? '');
    if (secret === undefined || secret.length < SHORTEST_SECRET) {
      const variable = secretVariable(name ?? '');
      throw new DeliveryFailure(
        `The secret ${name ?? ''} is missing or short: set ${variable} to at least ${SHORTEST_SECRET} characters.`,
        { final: true },
      );
    }
    return createHmac('sha256', secret).update(text).digest('hex');
  }

  /** The status of the answer. Redirects are not followed: they could lead where nobody allowed it. */
  private async post(
    url: URL,
    headers: Readonly<Record<string, string | number>>,
    body: string,
    signal: AbortSignal,
  ): Promise<number> {
    const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
    const deadline = AbortSignal.timeout(this.config.delivery.webhookSeconds * 1000);
    const { lookup } = this.hosts;
    return new Promise((resolve, reject) => {
      const asked = request(url, {
        method: 'POST',
        headers: { ...headers },
        lookup,
        agent: false,
        signal: AbortSignal.any([signal, deadline]),
      });
      asked.on('error', (error) => reject(notReached(error, url, deadline.aborted)));
      // Whoever answers that another protocol is spoken from here on gives no answer at all.
      asked.once('upgrade', (answer, socket) => {
        socket.destroy();
        reject(refusedWith(answer.statusCode ?? 0, '', answer));
      });
      // From here on what the answer says counts, whatever becomes of the connection.
      asked.once('response', (answer) => resolve(heard(answer)));
      asked.end(body);
    });
  }
}

function notReached(error: unknown, { origin }: URL, late: boolean): Error {
  if (error instanceof DeliveryFailure) return error;
  const why = late ? 'it took too long' : String(Object(error).message ?? error);
  return new DeliveryFailure(`${origin} did not answer: ${why}`, { final: false }, { cause: error });
}

/** The status of an answer. @throws DeliveryFailure for all that are not 200 to 299. */
async function heard(answer: IncomingMessage): Promise<number> {
  const status = answer.statusCode ?? 0;
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer) {
      bytes += Buffer.byteLength(chunk);
      chunks.push(Buffer.from(chunk));
      if (bytes > ANSWER_BYTES) break;
    }
  } catch {
    // The status has said what there is to know; the words after it were to explain it.
  }
  if (status >= 200 && status < 300) return status;
  throw refusedWith(status, Buffer.concat(chunks).toString('utf8'), answer);
}

function refusedWith(status: number, text: string, answer: IncomingMessage): DeliveryFailure {
  if (status >= 300 && status < 400) {
    return new DeliveryFailure(`It was answered with a redirect (${status}), which is not followed.`, {
      final: true,
    });
  }
  const said = shorten(text.replace(/\p{C}+/gu, ' ').trim(), 200);
  const comesBack = status >= 500 || status === 408 || status === 429;
  return new DeliveryFailure(`It was answered with ${status}${said === '' ? '' : `: ${said}`}`, {
    final: !comesBack,
    retryAfterMs: retryAfter(answer),
  });
}

/** Milliseconds of `Retry-After`, in seconds or as a moment of the clock that the answer is dated by. */
function retryAfter({ headers }: IncomingMessage): number {
  const { 'retry-after': text = '', date = '' } = headers;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const wait = Date.parse(text) - Date.parse(date);
  return Number.isNaN(wait) ? 0 : Math.max(0, wait);
}
