import type { AddressInfo } from 'node:net';
import { callbackify } from 'node:util';
import { buffer } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** A mail as the server took it, read by another library than the one that wrote it. */
export interface Received {
  readonly to: readonly string[];
  readonly raw: string;
  readonly mail: Email;
}

/** What the server answers about a recipient or a mail instead of taking it. */
export interface Refusal {
  readonly code: number;
  readonly words: string;
}

/** A mail server on this machine, which takes what it is not told to refuse. */
export class MailServer {
  readonly received: Received[] = [];
  /** By address: what is said to it instead of taking it. */
  readonly refused = new Map<string, Refusal>();
  /** Said once to the next mail when it is there in full. */
  refusesMail: Refusal | null = null;
  /** Called when a mail is taken, before the sender is told so. */
  onReceived: () => Promise<void> = async () => {};
  private readonly server: SMTPServer;

  private constructor() {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onRcptTo: ({ address }, _session, done) => {
        const refusal = this.refused.get(address);
        done(refusal === undefined ? null : failure(refusal));
      },
      onData: (stream, session, done) => {
        const take = async (): Promise<void> => {
          const raw = await buffer(stream);
          const refusal = this.refusesMail;
          this.refusesMail = null;
          if (refusal !== null) throw failure(refusal);
          const mail = await PostalMime.parse(raw);
          this.received.push({
            to: session.envelope.rcptTo.map(({ address }) => address),
            raw: raw.toString(),
            mail,
          });
          await this.onReceived();
        };
        callbackify(take)((error) => done(error));
      },
    });
    // A sender that is killed breaks its connection off.
    this.server.on('error', () => {});
  }

  static async start(): Promise<MailServer> {
    const server = new MailServer();
    await new Promise<void>((resolve) => {
      server.server.listen(0, '127.0.0.1', resolve);
    });
    return server;
  }

  /** How many senders are connected. */
  get connected(): number {
    return this.server.connections.size;
  }

  get url(): string {
    const address = this.server.server.address();
    if (address === null || typeof address === 'string') throw new Error('The mail server does not listen.');
    const { port }: AddressInfo = address;
    return `smtp://127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.close(resolve);
    });
  }
}

function failure({ code, words }: Refusal): Error {
  return Object.assign(new Error(words), { responseCode: code });
}
