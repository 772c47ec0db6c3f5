// @ts-check
// What script adds to pages that work without it. Small on purpose: every page loads it once.

/** Closes open menus on Escape and on a click elsewhere. */
function menus() {
  const close = (/** @type {Node | null} */ except) => {
    for (const menu of document.querySelectorAll('details.menu[open]')) {
      if (!except || !menu.contains(except)) menu.removeAttribute('open');
    }
  };
  document.addEventListener('click', (event) => close(/** @type {Node} */ (event.target)));
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    const open = /** @type {HTMLElement | null} */ (document.querySelector('details.menu[open] > summary'));
    close(null);
    open?.focus();
  });
}

/** Narrows the outline while typing; Enter jumps to the first place left. */
function filters() {
  for (const box of document.querySelectorAll('[data-filter]')) {
    const input = box.querySelector('input[type=search]');
    if (!(input instanceof HTMLInputElement)) continue;
    const groups = [...box.querySelectorAll('ul ul > li:has(> details)')];
    const opened = groups.map((group) => group.querySelector('details')?.open ?? false);
    input.addEventListener('input', () =>
      narrow(box, groups, opened, input.value.trim().toLocaleLowerCase()),
    );
    input.form?.addEventListener('submit', (event) => {
      const first = input.value.trim() && [...box.querySelectorAll('ul ul a')].find(isSought);
      if (!(first instanceof HTMLAnchorElement)) return;
      event.preventDefault();
      location.assign(first.href);
    });
  }
}

/** @param {Element} box @param {Element[]} groups @param {boolean[]} opened @param {string} sought */
function narrow(box, groups, opened, sought) {
  groups.forEach((group, index) => {
    const own = matches(group.querySelector('summary'), sought);
    const leaves = [...group.querySelectorAll('li')];
    for (const leaf of leaves) leaf.hidden = !own && !matches(leaf, sought);
    /** @type {HTMLElement} */ (group).hidden = !own && leaves.every((leaf) => leaf.hidden);
    const details = group.querySelector('details');
    if (details) details.open = sought ? true : (opened[index] ?? false);
    for (const link of group.querySelectorAll('a'))
      link.toggleAttribute('data-sought', link.closest('[hidden]') === null);
  });
  const none = /** @type {HTMLElement | null} */ (box.querySelector('[data-none]'));
  if (none) none.hidden = groups.some((group) => !(/** @type {HTMLElement} */ (group).hidden));
}

/** @param {Element | null} element @param {string} sought */
function matches(element, sought) {
  return (element?.textContent ?? '').toLocaleLowerCase().includes(sought);
}

/** @param {Element} link */
function isSought(link) {
  return link.hasAttribute('data-sought');
}

/** Asks again for a part that says `data-poll` (seconds), until it no longer does. */
function polls() {
  for (const part of document.querySelectorAll('[data-poll][id]')) {
    const seconds = Number(part.getAttribute('data-poll')) || 3;
    setTimeout(() => renew(part.id), seconds * 1000);
  }
}

/** @param {string} id */
async function renew(id) {
  const response = await fetch(location.href).catch(() => null);
  const page = response?.ok ? new DOMParser().parseFromString(await response.text(), 'text/html') : null;
  const fresh = page?.getElementById(id);
  const stale = document.getElementById(id);
  if (page && !fresh?.hasAttribute('data-poll')) location.reload();
  else if (fresh && stale) stale.replaceWith(fresh);
  if (!page || fresh?.hasAttribute('data-poll')) polls();
}

/** In a list of things to decide, j and k go to the next and the one before; Enter does what has the focus. */
function steps() {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !['j', 'k'].includes(event.key)) return;
    const here = document.activeElement;
    if (here instanceof HTMLElement && here.matches('input, select, textarea, [contenteditable]')) return;
    const all = [...document.querySelectorAll('[data-step]')];
    const at = all.findIndex((one) => one === here || one.closest('tr')?.contains(here));
    const next = all[at < 0 ? 0 : at + (event.key === 'j' ? 1 : -1)];
    if (next instanceof HTMLElement) next.focus();
  });
}

/** A form is sent once, however often its button is pressed. */
function once() {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== 'post' || event.defaultPrevented) return;
    if (form.hasAttribute('data-sent')) event.preventDefault();
    form.setAttribute('data-sent', '');
    addEventListener('pageshow', () => form.removeAttribute('data-sent'), { once: true });
  });
}

/** Moving the slider shows the other day at once, without loading the page anew. */
function sliders() {
  for (const form of document.querySelectorAll('form[data-slide]')) {
    const input = form.querySelector('input[type=range]');
    const output = form.querySelector('output');
    if (!(form instanceof HTMLFormElement) || !(input instanceof HTMLInputElement)) continue;
    const format = new Intl.DateTimeFormat(form.getAttribute('data-slide') || undefined, {
      dateStyle: 'long',
      timeZone: 'UTC',
    });
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let waiting;
    input.addEventListener('input', () => {
      if (output) output.textContent = format.format(input.valueAsNumber * 86_400_000);
      clearTimeout(waiting);
      waiting = setTimeout(() => slide(form), 200);
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      slide(form);
    });
  }
}

/** Puts the parts of the page that tell of a date in the place of those that are shown. @param {HTMLFormElement} form */
async function slide(form) {
  const url = new URL(form.action);
  const asked = new FormData(form);
  for (const [name, value] of asked) url.searchParams.set(name, String(value));
  const response = await fetch(url).catch(() => null);
  if (!response?.ok || asked.get('slide') !== new FormData(form).get('slide')) return;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const part of document.querySelectorAll('[data-dated][id]')) {
    const fresh = page.getElementById(part.id);
    if (fresh) part.replaceWith(fresh);
  }
  const banner = page.querySelector('.as-of-banner');
  document.querySelector('.as-of-banner')?.remove();
  if (banner) document.querySelector('body header')?.after(banner);
  history.replaceState(null, '', response.url);
}

menus();
filters();
sliders();
polls();
steps();
once();
