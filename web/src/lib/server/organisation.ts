import { error, type RequestEvent } from '@sveltejs/kit';
import { wholeOf } from '#lib/amount.ts';
import {
  AddOrganisationIdentifier,
  AddOrganisationName,
  type ContactRole,
  DescribeOrganisation,
  KeepOrganisationContact,
  MemberOrganisation,
  type OrganisationKind,
  type OrganisationNameKind,
  RemoveOrganisationContact,
  RenameOrganisation,
  UndoMerge,
  UndoSplit,
  WithdrawOrganisationIdentifier,
  WithdrawOrganisationName,
} from '#lib/operations.ts';
import { acted, textOrNull } from './acted.ts';
import { act, read } from './api.ts';
import { memberIdOf } from './workspace.ts';

/** A page about the organisation of a member: the one in the address, or the council whose workspace it is. */
type Event = RequestEvent<{ place: string; id?: string | number | undefined }>;

/** The organisation of the member, and what the forms about it need. */
export async function organisationOf(event: Event) {
  const { member, identifierLists } = await read(event, MemberOrganisation, { id: await memberIdOf(event) });
  if (!member) error(404, 'NOT_FOUND');
  return { member, identifierLists, done: event.url.searchParams.get('done') };
}

const text = (form: FormData, name: string) => textOrNull(form, name) ?? '';
const after = (event: Event, name: string) => `${event.url.pathname}?done=${name}`;

/** Forms about an organisation; each names the organisation that it was shown with. */
export const organisationActions = {
  rename: async (event: Event) => {
    const form = await event.request.formData();
    const { renameOrganisation } = await act(event, RenameOrganisation, {
      input: {
        organisationId: text(form, 'organisation'),
        name: text(form, 'name'),
        language: textOrNull(form, 'language'),
        from: textOrNull(form, 'from'),
        source: text(form, 'source'),
        lookalikeReason: textOrNull(form, 'lookalikeReason'),
      },
    });
    return acted(renameOrganisation, form, 'rename', after(event, 'rename'));
  },
  addName: async (event: Event) => {
    const form = await event.request.formData();
    const { addOrganisationName } = await act(event, AddOrganisationName, {
      input: {
        organisationId: text(form, 'organisation'),
        kind: text(form, 'kind') as OrganisationNameKind,
        name: text(form, 'name'),
        language: textOrNull(form, 'language'),
        from: textOrNull(form, 'from'),
        until: textOrNull(form, 'until'),
        source: textOrNull(form, 'source'),
      },
    });
    return acted(addOrganisationName, form, 'addName', after(event, 'addName'));
  },
  withdrawName: async (event: Event) => {
    const form = await event.request.formData();
    const { withdrawOrganisationName } = await act(event, WithdrawOrganisationName, { id: text(form, 'id') });
    return acted(withdrawOrganisationName, form, 'withdrawName', after(event, 'withdrawName'));
  },
  describe: async (event: Event) => {
    const form = await event.request.formData();
    const founded = wholeOf(text(form, 'founded'));
    if (founded === null && textOrNull(form, 'founded')) {
      const refusals = [{ code: 'number_invalid', field: 'founded', value: text(form, 'founded') }];
      return acted({ refusals }, form, 'describe', event.url.pathname);
    }
    const { describeOrganisation } = await act(event, DescribeOrganisation, {
      input: {
        organisationId: text(form, 'organisation'),
        acronym: textOrNull(form, 'acronym'),
        website: textOrNull(form, 'website'),
        founded,
        language: textOrNull(form, 'language'),
        kinds: form.getAll('kinds').map(String) as OrganisationKind[],
      },
    });
    return acted(describeOrganisation, form, 'describe', after(event, 'describe'));
  },
  addIdentifier: async (event: Event) => {
    const form = await event.request.formData();
    const { addOrganisationIdentifier } = await act(event, AddOrganisationIdentifier, {
      input: {
        organisationId: text(form, 'organisation'),
        list: text(form, 'list'),
        number: text(form, 'number'),
        source: textOrNull(form, 'source'),
      },
    });
    return acted(addOrganisationIdentifier, form, 'addIdentifier', after(event, 'addIdentifier'));
  },
  withdrawIdentifier: async (event: Event) => {
    const form = await event.request.formData();
    const { withdrawOrganisationIdentifier } = await act(event, WithdrawOrganisationIdentifier, {
      id: text(form, 'id'),
    });
    return acted(
      withdrawOrganisationIdentifier,
      form,
      'withdrawIdentifier',
      after(event, 'withdrawIdentifier'),
    );
  },
  keepContact: async (event: Event) => {
    const form = await event.request.formData();
    const { keepOrganisationContact } = await act(event, KeepOrganisationContact, {
      input: {
        id: textOrNull(form, 'id'),
        organisationId: text(form, 'organisation'),
        role: text(form, 'role') as ContactRole,
        name: text(form, 'name'),
        email: textOrNull(form, 'email'),
        phone: textOrNull(form, 'phone'),
        address: textOrNull(form, 'address'),
      },
    });
    const name = `keepContact${text(form, 'id')}`;
    return acted(keepOrganisationContact, form, name, after(event, 'keepContact'));
  },
  removeContact: async (event: Event) => {
    const form = await event.request.formData();
    const { removeOrganisationContact } = await act(event, RemoveOrganisationContact, {
      input: { id: text(form, 'id'), organisationId: text(form, 'organisation') },
    });
    return acted(removeOrganisationContact, form, 'removeContact', after(event, 'removeContact'));
  },
  undoMerge: async (event: Event) => {
    const form = await event.request.formData();
    const { undoMerge } = await act(event, UndoMerge, {
      input: { id: text(form, 'id'), reason: text(form, 'reason') },
    });
    return acted(undoMerge, form, 'undoMerge', after(event, 'undoMerge'));
  },
  undoSplit: async (event: Event) => {
    const form = await event.request.formData();
    const { undoSplit } = await act(event, UndoSplit, {
      input: { id: text(form, 'id'), reason: text(form, 'reason') },
    });
    return acted(undoSplit, form, 'undoSplit', after(event, 'undoSplit'));
  },
};
