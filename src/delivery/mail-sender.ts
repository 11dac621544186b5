import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, CLOCK } from '../config/config.module.js';
import type { AppConfig } from '../config/env.js';
import type { Clock } from '../kernel/clock.js';
import { deliveredName } from './domain/delivered-name.js';
import { type Delivery, type Receipt, type ReportContent } from './domain/delivery.js';
import { DeliveryFailure } from './domain/delivery-failure.js';
import { noticeMail, oneLine, reportMail } from './domain/mail-text.js';
import { FileLinks } from './file-links.js';
import { RunFiles } from './run-files.js';

/** Milliseconds that a mail server may say nothing. */
const SILENCE_MS = 60_000;

/** Writes mail to one recipient at a time, so that each is told of by itself and sees no other. */
@Injectable()
export class MailSender {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly links: FileLinks,
    private readonly files: RunFiles,
  ) {}

  /** Whether the configuration names a mail server. */
  get configured(): boolean {
    return this.config.delivery.smtpUrl !== null;
  }

  /** Whether a report goes out as links: asked for, or too large to be attached. */
  asLinks({ as, run }: ReportContent): boolean {
    const bytes = run.files.reduce((sum, file) => sum + file.bytes, 0);
    return as === 'link' || bytes > this.config.delivery.attachBytes;
  }

  /**
   * Hands a mail to the server. Sent again it has the same Message-ID, by which a mail program can tell.
   * @param linksUntil when the links in it expire, epoch ms.
   * @param signal breaks the connection off.
   * @throws DeliveryFailure
   */
  async send(delivery: Delivery, linksUntil: number, signal: AbortSignal): Promise<Receipt> {
    const { smtpUrl, mailFrom } = this.config.delivery;
    if (smtpUrl === null || mailFrom === null) {
      throw new DeliveryFailure(
        'No mail server is configured: set DEALPROOF_SMTP_URL and DEALPROOF_MAIL_FROM.',
        { final: true },
      );
    }
    const domain = /@([^\s>]+)>?$/.exec(mailFrom)?.[1] ?? 'dealproof.invalid';
    const messageId = `<${delivery.key}@${domain}>`;
    const message = await this.messageOf(delivery, linksUntil);
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({
      url: smtpUrl,
      connectionTimeout: SILENCE_MS,
      greetingTimeout: SILENCE_MS,
      socketTimeout: SILENCE_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    try {
      const { response } = await transport.sendMail({
        from: mailFrom,
        to: { name: '', address: delivery.recipient },
        messageId,
        date: new Date(this.clock()),
        signal,
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Dealproof-Delivery': delivery.key },
        ...message,
      });
      return { kind: 'email', messageId, answer: oneLine(String(response)) };
    } catch (error) {
      throw mailFailure(error);
    } finally {
      transport.close();
    }
  }

  private async messageOf(delivery: Delivery, linksUntil: number) {
    const { content, key } = delivery;
    if (content.is === 'notice') return noticeMail(content);
    const { run } = content;
    if (this.asLinks(content)) {
      const links = run.files.map((_, index) => this.links.make({ key, index }, linksUntil));
      const made = links.filter((link) => link !== null);
      if (made.length < links.length) {
        throw new DeliveryFailure(
          'The files are to go out as links, or are too large to be attached, and no links are configured: set DEALPROOF_PUBLIC_URL and DEALPROOF_LINK_SECRET.',
          { final: true },
        );
      }
      return reportMail(content, made, linksUntil, key);
    }
    const attachments = [];
    for (const file of run.files) {
      attachments.push({
        filename: deliveredName(file.name, run.asOf),
        content: await this.files.read(file),
        contentType: file.mediaType,
      });
    }
    return { ...reportMail(content, null, linksUntil, key), attachments };
  }
}

/** A refusal of this mail is final; a server that is not there, or wants no mail for now, is asked again. */
function mailFailure(error: unknown): DeliveryFailure {
  if (error instanceof DeliveryFailure) return error;
  const { code, responseCode, command, message } = Object(error);
  const final = (code === 'EENVELOPE' || code === 'EMESSAGE') && !(Number(responseCode) < 500);
  const words = oneLine(String(message ?? error));
  return new DeliveryFailure(words, { final, refused: final && command !== 'MAIL FROM' }, { cause: error });
}
