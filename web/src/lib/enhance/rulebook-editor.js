// @ts-check
// What script adds to the editor of an article: it is checked while typing, and known names are offered.

/** Asks what is wrong half a second after the last key, and says it at the fields. @param {HTMLFormElement} form */
function checks(form) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  let asked = 0;
  form.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      asked += 1;
      const mine = asked;
      const request = { method: 'POST', body: new FormData(form), headers: { accept: 'application/json' } };
      const response = await fetch(String(form.dataset.check), request).catch(() => null);
      if (mine === asked && response?.ok) show(form, await response.json());
    }, 500);
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {{ title: string; lines: string[]; faults: { place: string; words: string }[] }} found
 */
function show(form, found) {
  const status = form.querySelector('[data-check-status]');
  if (status) {
    status.className = `notice ${found.lines.length > 0 ? 'bad' : 'good'}`;
    const title = document.createElement('strong');
    title.textContent = found.title;
    const head = document.createElement('p');
    head.append(title);
    const lines = document.createElement('ul');
    for (const line of found.lines) lines.appendChild(document.createElement('li')).textContent = line;
    status.replaceChildren(head, lines);
  }
  for (const field of form.querySelectorAll(
    'input[name^="/"]:not([type=hidden]), textarea[name^="/"], select[name^="/"]',
  )) {
    mark(/** @type {HTMLInputElement} */ (field), found.faults);
  }
}

/** @param {HTMLInputElement} field @param {{ place: string; words: string }[]} faults */
function mark(field, faults) {
  const place = field.name
    .replace(/:[nb]$/, '')
    .slice(1)
    .split('/')
    .map(decodeURIComponent)
    .join('/');
  const words = faults
    .filter((fault) => fault.place === place)
    .map((fault) => fault.words)
    .join(' ');
  const holder = field.closest('.field, .cell-field');
  holder?.querySelector('.error')?.remove();
  field.removeAttribute('aria-invalid');
  field.removeAttribute('aria-describedby');
  if (!words || !holder) return;
  const error = document.createElement('span');
  error.className = 'error';
  error.id = `${field.id}-live`;
  error.textContent = words;
  if (holder.matches('.field')) holder.insertBefore(error, field);
  else holder.append(error);
  field.setAttribute('aria-invalid', 'true');
  field.setAttribute('aria-describedby', error.id);
}

/** Offers known names for the word before the caret: arrows choose, Enter or Tab takes, Escape closes. @param {HTMLFormElement} form */
function completions(form) {
  const names = [...form.querySelectorAll('[data-names] li')].map((item) => ({
    name: item.querySelector('code')?.textContent ?? '',
    label: item.lastChild?.textContent?.trim() ?? '',
  }));
  for (const field of form.querySelectorAll('[data-complete]')) {
    complete(/** @type {HTMLInputElement | HTMLTextAreaElement} */ (field), names);
  }
}

/** @param {HTMLInputElement | HTMLTextAreaElement} field @param {{ name: string; label: string }[]} names */
function complete(field, names) {
  const list = document.createElement('ul');
  list.id = `${field.id}-names`;
  list.className = 'completions';
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', field.labels?.[0]?.textContent?.trim() ?? 'names');
  list.hidden = true;
  field.after(list);
  // A text of several lines may not be a combobox; it can offer a list all the same.
  const box = field instanceof HTMLInputElement;
  if (box) field.setAttribute('role', 'combobox');
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-controls', list.id);
  if (box) field.setAttribute('aria-expanded', 'false');
  let active = -1;

  const word = () =>
    /[A-Za-z_][A-Za-z0-9_]*$/.exec(field.value.slice(0, field.selectionStart ?? 0))?.[0] ?? '';
  const close = () => {
    list.hidden = true;
    active = -1;
    if (box) field.setAttribute('aria-expanded', 'false');
    field.removeAttribute('aria-activedescendant');
  };
  /** @param {string} name */
  const take = (name) => {
    const end = field.selectionStart ?? 0;
    field.setRangeText(name, end - word().length, end, 'end');
    close();
    field.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const choose = (/** @type {number} */ index) => {
    const options = [...list.children];
    active = (index + options.length) % options.length;
    for (const [at, option] of options.entries()) option.setAttribute('aria-selected', String(at === active));
    field.setAttribute('aria-activedescendant', options[active]?.id ?? '');
  };
  field.addEventListener('input', () => {
    const begun = word().toLowerCase();
    const found = begun
      ? names.filter(({ name }) => name.toLowerCase().startsWith(begun) && name !== word()).slice(0, 8)
      : [];
    if (found.length === 0) return close();
    list.replaceChildren(
      ...found.map(({ name, label }, index) => {
        const option = document.createElement('li');
        option.id = `${list.id}-${index}`;
        option.setAttribute('role', 'option');
        option.setAttribute('aria-selected', 'false');
        const code = document.createElement('code');
        code.textContent = name;
        option.append(code, ` ${label}`);
        option.addEventListener('mousedown', (event) => {
          event.preventDefault();
          take(name);
        });
        return option;
      }),
    );
    active = -1;
    list.hidden = false;
    if (box) field.setAttribute('aria-expanded', 'true');
  });
  field.addEventListener('keydown', (given) => {
    const event = /** @type {KeyboardEvent} */ (given);
    if (list.hidden) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      choose(event.key === 'ArrowDown' ? active + 1 : active < 0 ? -1 : active - 1);
    } else if ((event.key === 'Enter' || event.key === 'Tab') && active >= 0) {
      event.preventDefault();
      take(list.children[active]?.querySelector('code')?.textContent ?? '');
    } else if (event.key === 'Escape') close();
  });
  field.addEventListener('blur', close);
}

for (const form of document.querySelectorAll('form[data-check]')) {
  if (!(form instanceof HTMLFormElement)) continue;
  checks(form);
  completions(form);
}
