import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** A message as the mail server took it: its envelope, and what it said. */
export interface Taken {
  from: string;
  to: string[];
  raw: string;
  email: Email;
}

export interface FakeMailServer {
  port: number;
  url: string;
  taken: Taken[];
  close(): Promise<void>;
}

/** Answers to a recipient: nothing takes it, an error refuses it with its code. */
export type Verdict = (address: string) => { code: number; text: string } | null;

/**
 * A mail server on a free port that keeps what it is sent. `verdict` may refuse recipients; the answer to a message comes
 * so many milliseconds after it was taken.
 */
export async function fakeMailServer(verdict: Verdict = () => null, slowness = 0): Promise<FakeMailServer> {
  const taken: Taken[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: (address, _session, done) => {
      const refused = verdict(address.address);
      done(refused ? Object.assign(new Error(refused.text), { responseCode: refused.code }) : null);
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks);
        const { mailFrom, rcptTo } = session.envelope;
        void PostalMime.parse(raw).then((email) => {
          taken.push({
            from: mailFrom ? mailFrom.address : '',
            to: rcptTo.map((one) => one.address),
            raw: raw.toString('utf8'),
            email,
          });
          setTimeout(done, slowness);
        }, done);
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const port = (server.server.address() as AddressInfo).port;
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    taken,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
