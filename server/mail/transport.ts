import { createTransport } from 'nodemailer';
import { plainWords } from '../words.ts';
import type { Written } from './letter.ts';

/** A message on its way: one recipient, and an id that stays the same however often it is tried. */
export interface Message extends Written {
  id: string;
  to: { name: string; address: string };
  locale: string;
  /** For RFC 8058: where one post ends messages of the topic. */
  unsubscribeUrl: string | null;
}

/** What carries messages to people. `send` rejects where it did not. */
export interface Carrier {
  send(message: Message): Promise<void>;
  close(): void;
}

export interface MailServer {
  url: string;
  from: { name: string; address: string };
}

const PATIENCE_MS = 20_000;

/**
 * The mail server. Every header is set here and its value structured, so that nothing typed becomes a header or a
 * second recipient. Beyond this machine nothing goes unencrypted.
 */
export function smtpCarrier({ url, from }: MailServer): Carrier {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'smtps:';
  const own = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  const transport = createTransport({
    pool: true,
    maxConnections: 2,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port ? Number(port) : secure ? 465 : 587,
    secure,
    requireTLS: !secure && !own,
    ignoreTLS: !secure && own,
    ...(username ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } } : {}),
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.address.split('@')[1] ?? 'localhost';
  return {
    send: async ({ id, to, subject, words, html, locale, unsubscribeUrl }) => {
      await transport.sendMail({
        envelope: { from: from.address, to: [to.address] },
        messageId: `<${id}@${domain}>`,
        from,
        to: { name: to.name, address: to.address },
        subject,
        text: words,
        html,
        headers: {
          'Auto-Submitted': 'auto-generated',
          'Content-Language': locale,
          ...(unsubscribeUrl
            ? {
                'List-Unsubscribe': `<${unsubscribeUrl}>`,
                'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
              }
            : {}),
        },
      });
    },
    close: () => transport.close(),
  };
}

export interface Verdict {
  outcome: 'deferred' | 'bounced' | 'failed';
  detail: string;
}

/**
 * What a failed try means: the server takes nothing for this address (5xx to the recipient), it takes not this message
 * (5xx to its text), or there is something that may pass: no connection, a wrong password of ours, a full queue.
 */
export function verdictOf(thrown: unknown): Verdict {
  const error = thrown as {
    responseCode?: number;
    command?: string;
    response?: string;
    code?: string;
    message?: string;
  };
  const detail = withoutAddresses(error.response ?? error.message ?? String(thrown));
  const permanent = (error.responseCode ?? 0) >= 500;
  if (permanent && error.command === 'RCPT TO') return { outcome: 'bounced', detail };
  if (permanent && error.command === 'DATA') return { outcome: 'failed', detail };
  return { outcome: 'deferred', detail };
}

/** What a mail server says may name the recipient: kept is what happened, not to whom. */
export function withoutAddresses(text: string): string {
  return plainWords(text)
    .replace(/[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g, '…')
    .replace(/\s+/g, ' ')
    .slice(0, 300);
}
