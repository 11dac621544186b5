import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { text } from 'node:stream/consumers';

/** A request as the receiver of a webhook got it. */
export interface Called {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What the receiver answers. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether the connection ends in the middle of the body. */
  readonly breaksOff?: boolean;
}

/** The receiver of webhooks on this machine. */
export class HookServer {
  readonly called: Called[] = [];
  /** What it answers, in turn; 204 when there is nothing left. */
  readonly answers: Answer[] = [];
  /** Called with a request before it is answered. */
  onCalled: () => Promise<void> = async () => {};
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      const answer = async (): Promise<void> => {
        this.called.push({
          path: request.url ?? '',
          headers: request.headers,
          body: await text(request),
        });
        await this.onCalled();
        const {
          status,
          headers = {},
          body = '',
          breaksOff = false,
        } = this.answers.shift() ?? { status: 204 };
        if (breaksOff) {
          response.writeHead(status, { ...headers, 'content-length': '1000' });
          response.write(body, () => response.destroy());
        } else response.writeHead(status, { ...headers }).end(body);
      };
      answer().catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
    });
  }

  static async start(): Promise<HookServer> {
    const hooks = new HookServer();
    await new Promise<void>((resolve) => {
      hooks.server.listen(0, '127.0.0.1', resolve);
    });
    return hooks;
  }

  get port(): number {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('The receiver does not listen.');
    return address.port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
    });
  }
}
