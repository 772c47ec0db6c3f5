import postgres from 'postgres';
import type { MailKinds } from '../mail/kinds.ts';
import { post } from '../mail/outbox.ts';
import { signInLetters } from '../mail/sign-in-letter.ts';
import { smtpCarrier } from '../mail/transport.ts';
import { type MailWork, sendNext } from '../mail/worker.ts';
import { type Front, openFront } from './client.ts';
import { type FakeMailServer, fakeMailServer } from './mail-server.ts';

export const FROM = { name: 'Ninefold, the network', address: 'dues@network.example' };

const kinds: MailKinds = {
  ...signInLetters,
  note: {
    compose: (data, { unsubscribeUrl }) => ({
      subject: String(data['subject']),
      paragraphs: [String(data['text'] ?? 'A note.')],
      foot: unsubscribeUrl ? [unsubscribeUrl] : [],
    }),
  },
};

/** The outbox of a named world with a worker at hand and a mail server that keeps what it is sent. */
export interface MailDesk {
  front: Front;
  owner: postgres.Sql;
  server: FakeMailServer;
  /** Recipients that the mail server refuses, with its answer. */
  refused: Map<string, { code: number; text: string }>;
  work: MailWork;
  /** What nobody expected. */
  reported: unknown[];
  /** Posts a note to a person of the world, as an act would; answers the message's id. */
  posted(person: string, data?: Record<string, unknown>, topic?: 'dues_reminders'): Promise<string>;
  /** Lets the worker go on until nothing is due. */
  drain(of?: MailWork): Promise<void>;
  mailOf(id: string): Promise<{ outcome: string | null; attempts: number; wait: number } | undefined>;
  /** Forgets what the server took and refused. */
  clear(): void;
  close(): Promise<void>;
}

export async function openMailDesk(): Promise<MailDesk> {
  const front = await openFront();
  const owner = postgres(front.ownerUrl, { max: 2, onnotice: () => {} });
  const refused: MailDesk['refused'] = new Map();
  const reported: unknown[] = [];
  const server = await fakeMailServer((address) => refused.get(address) ?? null);
  const work: MailWork = {
    kinds,
    carrier: smtpCarrier({ url: server.url, from: FROM }),
    publicUrl: 'https://network.example',
    unsubscribe: (person, topic) => `https://network.example/unsubscribe/${person}.${topic}`,
  };
  let keys = 0;
  return {
    front,
    owner,
    server,
    refused,
    work,
    reported,
    posted: async (person, data = { subject: 'A note' }, topic) => {
      const key = `test:${++keys}`;
      await owner.begin((sql) =>
        post(sql, { key, kind: 'note', topic, person: String(front.world.people[person]), place: 1, data }),
      );
      const [row] = await owner<{ id: string }[]>`select id from mail where key = ${key}`;
      return String(row?.id);
    },
    drain: async (of = work) => {
      while ((await sendNext(front.api.database, of, (error) => reported.push(error))) > 0);
    },
    mailOf: async (id) => {
      const [row] = await owner<{ outcome: string | null; attempts: number; wait: number }[]>`
        select outcome, attempts, extract(epoch from try_at - now())::int as wait from mail where id = ${id}`;
      return row;
    },
    clear: () => {
      server.taken.length = 0;
      reported.length = 0;
      refused.clear();
    },
    close: async () => {
      work.carrier?.close();
      await server.close();
      await owner.end();
      await front.close();
    },
  };
}
