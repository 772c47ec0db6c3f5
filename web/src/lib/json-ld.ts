/** Schema.org data about members for machines that read pages: public facts, in the words that search engines know. */

interface PublicMember {
  id: number;
  name: string;
  acronym?: string | null;
  website?: string | null;
  founded?: number | null;
  since?: string | null;
  country: { iso2: string };
}

const CONTEXT = 'https://schema.org';

/** One member as an organisation that belongs to the network. */
export function memberData(origin: string, network: string, member: PublicMember): object {
  return {
    '@context': CONTEXT,
    ...organisation(origin, member),
    memberOf: { '@type': 'NGO', name: network, url: origin },
  };
}

/** A page of the directory: the network with those of its members that it shows. */
export function directoryData(origin: string, network: string, members: readonly PublicMember[]): object {
  return {
    '@context': CONTEXT,
    '@type': 'NGO',
    name: network,
    url: origin,
    member: members.map((member) => organisation(origin, member)),
  };
}

function organisation(origin: string, member: PublicMember): object {
  return {
    '@type': 'NGO',
    '@id': `${origin}/members/${member.id}`,
    name: member.name,
    ...(member.acronym ? { alternateName: member.acronym } : {}),
    url: member.website || `${origin}/members/${member.id}`,
    ...(member.founded ? { foundingDate: String(member.founded) } : {}),
    address: { '@type': 'PostalAddress', addressCountry: member.country.iso2 },
  };
}

/**
 * The data as text of a data block. What could end the block or begin a comment in it is written by its number, so that
 * nothing in it is markup, and nothing is left that the page's own escaping would touch.
 */
export function jsonLdText(data: object): string {
  return JSON.stringify(data).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
