import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { DeliverySettings } from '../../config/delivery-settings.js';
import { didYouMean, oneOf } from '../../kernel/json/findings.js';
import type { DeliveryTarget } from '../domain/saved-report.js';
import type { TargetCheck } from './saved-state.js';

type Fault = ReturnType<TargetCheck>;
type TargetOf<K extends DeliveryTarget['kind']> = Extract<DeliveryTarget, { readonly kind: K }>;

/**
 * The check of targets against what the configuration allows, as far as it can be told without trying: whoever sends
 * checks again, and more.
 */
export function targetCheck(settings: DeliverySettings): TargetCheck {
  return (target) => {
    switch (target.kind) {
      case 'folder':
        return folderFault(target, settings);
      case 'email':
        return emailFault(target, settings);
      case 'webhook':
        return webhookFault(target, settings);
    }
  };
}

/** A relative path lies in the first folder that is allowed. */
function folderFault({ path }: TargetOf<'folder'>, { folders }: DeliverySettings): Fault {
  const [first] = folders;
  if (first === undefined) {
    return notAllowed('kind', 'No folder is allowed for deliveries.', 'DEALPROOF_DELIVERY_FOLDERS');
  }
  const wanted = resolve(first, path);
  const isBelow = folders.some((folder) => {
    const way = relative(resolve(folder), wanted);
    return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  });
  if (isBelow && !path.split(/[/\\]/).includes('..')) return null;
  return {
    key: 'path',
    message: `The folder “${path}” is not below one that deliveries are allowed to.`,
    remedy: `Name one below ${oneOf(folders)}, without “..”; DEALPROOF_DELIVERY_FOLDERS has them.`,
  };
}

function emailFault({ as }: TargetOf<'email'>, { smtpUrl, publicUrl }: DeliverySettings): Fault {
  if (smtpUrl === null) return notAllowed('kind', 'No mail server is set up.', 'DEALPROOF_SMTP_URL');
  if (as === 'attachment' || publicUrl !== null) return null;
  return notAllowed(
    'as',
    'Links cannot be sent: the address of this service is not set up.',
    'DEALPROOF_PUBLIC_URL',
  );
}

function webhookFault({ url, secret }: TargetOf<'webhook'>, settings: DeliverySettings): Fault {
  const { origin } = new URL(url);
  if (!settings.webhookOrigins.includes(origin)) {
    return notAllowed('url', `${origin} is not among the hosts of webhooks.`, 'DEALPROOF_WEBHOOK_HOSTS');
  }
  const secrets = [...settings.webhookSecrets.keys()];
  if (secrets.includes(secret)) return null;
  return {
    key: 'secret',
    message: `There is no secret called “${secret}”.`,
    remedy: didYouMean(
      secret,
      secrets,
      'Set it in the environment of the service: DEALPROOF_WEBHOOK_SECRET_….',
    ),
  };
}

function notAllowed(key: string, message: string, variable: string): Fault {
  return { key, message, remedy: `Set it with ${variable} in the environment of the service.` };
}
