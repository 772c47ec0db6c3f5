import type { DailyTasks } from '../../daily.ts';

/** A network's reminders are posted in one statement: it may take longer than a page. */
const TIMEOUT = '120s';

/** Every day the schedule is looked at, and whoever it names gets a message. */
export const reminderTasks: DailyTasks = {
  dues_reminders: async (database) => {
    await database.acts.begin(async (sql) => {
      await sql`select set_config('statement_timeout', ${TIMEOUT}, true)`;
      await sql`select app.send_reminders()`;
    });
  },
};
