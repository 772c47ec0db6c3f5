import { error } from '@sveltejs/kit';
import { csv } from '#lib/csv.ts';
import { FactsAsked, Workspace, WorkspaceRights } from '#lib/operations.ts';
import { m } from '#lib/paraglide/messages.js';
import { read } from '#lib/server/api.ts';
import { placeAt } from '#lib/server/workspace.ts';
import { declarationWords, factLabel } from '../../declaration/states.ts';
import { declarationGrid } from '../grid.ts';
import type { RequestHandler } from './$types';

/** The grid of a year with its filters and what was declared; numbers as plain decimals. */
export const GET: RequestHandler = async (event) => {
  const { regions } = await read(event, Workspace);
  const place = placeAt(event.params.place, regions);
  if (!place || place.kind === 'council') error(404, 'NOT_FOUND');
  const rights = await read(event, WorkspaceRights, { placeId: place.id });
  if (!rights.viewer?.capabilitiesAt.includes('dues.read')) error(403, 'FORBIDDEN');
  const rows: string[][] = [];
  let facts: { name: string; label: string }[] | null = null;
  let after: string | null = null;
  let year = '';
  do {
    const { grid, window } = await declarationGrid(event, place, { first: 100, after });
    if (!window) break;
    year = String(window.year);
    if (!facts) {
      const { factsAsked } = await read(event, FactsAsked, { year: window.year });
      facts = factsAsked.map((fact) => ({ name: fact.name, label: factLabel(fact) }));
    }
    for (const { member, state, late, deadline, counts } of grid?.declarations.rows ?? []) {
      const figures = (counts?.figures ?? {}) as Record<string, unknown>;
      rows.push([
        String(member.id),
        member.name,
        member.country.iso2,
        member.region?.code ?? '',
        member.category ?? '',
        declarationWords(state),
        late ? m.common_yes() : m.common_no(),
        deadline ?? '',
        counts?.declaredAt ?? '',
        ...facts.map(({ name }) => String(figures[name] ?? '')),
      ]);
    }
    after = grid?.declarations.next ?? null;
  } while (after);
  const header = [
    m.dues_number(),
    m.common_name(),
    m.common_country(),
    m.member_region(),
    m.common_category(),
    m.common_status(),
    m.dues_declaration_late(),
    m.dues_declaration_last_day(),
    m.dues_declaration_when(),
    ...(facts ?? []).map(({ label }) => label),
  ];
  return csv(`declarations-${place.key}-${year}`, [header, ...rows]);
};
