import { openDatabase } from '../database.ts';
import { smtpCarrier } from '../mail/transport.ts';
import { startMail } from '../mail/worker.ts';

/** The worker of the outbox as a process of its own, so that it can be killed at any moment. */
const [databaseUrl = '', smtpUrl = ''] = process.argv.slice(2);
startMail(
  openDatabase(databaseUrl, 2),
  {
    kinds: {
      note: { compose: (data) => ({ subject: String(data['subject']), paragraphs: ['A note.'], foot: [] }) },
    },
    carrier: smtpCarrier({ url: smtpUrl, from: { name: 'Ninefold', address: 'dues@network.example' } }),
    publicUrl: 'https://network.example',
    unsubscribe: () => 'https://network.example/unsubscribe/x',
    claimSeconds: 1,
  },
  (error) => console.error(error),
);
process.stdout.write('working\n');
