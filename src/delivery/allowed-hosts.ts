import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import type { DeliverySettings } from '../config/delivery-settings.js';
import { DeliveryFailure } from './domain/delivery-failure.js';

/** Finds all addresses of a host, as the system does. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

/** Asks the system, with its hosts file and name servers. */
const systemResolve: Resolve = (host) => lookup(host, { all: true, verbatim: true });

/** Tells which addresses of the network webhooks may be sent to. */
export class AllowedHosts {
  private readonly networks = new BlockList();

  constructor(
    private readonly settings: DeliverySettings,
    private readonly resolve: Resolve = systemResolve,
  ) {
    for (const network of settings.webhookNetworks) {
      const [address = '', prefix] = network.split('/');
      this.networks.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4');
    }
  }

  /**
   * The address, as it is understood: `http://2130706433` is 127.0.0.1.
   * @throws DeliveryFailure where its host, or the address written in it, is not allowed.
   */
  async check(address: string): Promise<URL> {
    const url = new URL(address);
    if (!this.settings.webhookOrigins.includes(url.origin)) {
      throw new DeliveryFailure(`${url.origin} is not among the hosts that DEALPROOF_WEBHOOK_HOSTS names.`, {
        final: true,
      });
    }
    if (url.username !== '' || url.password !== '') {
      throw new DeliveryFailure('The address holds a user and password, which would end up in logs.', {
        final: true,
      });
    }
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    // Node asks `lookup` for names only.
    if (isIP(literal) !== 0) await this.requireAllowed(literal, url.hostname);
    return url;
  }

  /**
   * Finds the addresses of a host for the connection itself, so that what is checked is what is connected to: a name
   * that leads elsewhere a moment later gains nothing. One wrong address is enough to refuse.
   */
  readonly lookup: LookupFunction = (host, options, done) => {
    callbackify(() => this.addressesOf(host))((error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null) done(error, '');
      else if (first === undefined)
        done(new DeliveryFailure(`${host} has no address.`, { final: false }), '');
      else if (options.all === true) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };

  private async addressesOf(host: string): Promise<LookupAddress[]> {
    const addresses = await this.resolve(host);
    for (const { address } of addresses) await this.requireAllowed(address, host);
    return [...addresses];
  }

  private async requireAllowed(address: string, host: string): Promise<void> {
    const { default: ipaddr } = await import('ipaddr.js');
    const parsed = ipaddr.parse(address);
    const embedded = 'isIPv4MappedAddress' in parsed && parsed.isIPv4MappedAddress();
    const real = embedded ? parsed.toIPv4Address() : parsed;
    const family = real.kind();
    if (this.networks.check(real.toString(), family)) return;
    // Of IPv6 only 2000::/3 has been given out; the rest leads to special places, also such as have no name yet.
    const given = family === 'ipv4' || (real.toByteArray()[0] ?? 0) >> 5 === 1;
    if (given && real.range() === 'unicast') return;
    throw new DeliveryFailure(
      `${host} leads to ${address}, which is no public address (${real.range()}). Where that is meant, name its network in DEALPROOF_WEBHOOK_NETWORKS.`,
      { final: true },
    );
  }
}
