// What a page has to press, under names that stay the same when the page is opened again.
window.controls = (pattern) => {
  const general = (text) => (text || '').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '*').replace(/\?.*/, '').replace(/\d+/g, '#');
  const all = [...document.querySelectorAll('button, input[type=submit], summary, [role=button], main a.btn[href], .drop-body a, .side a')];
  const frame = (one) => one.closest('.top, .side, .bare-top, #palette, #help, #confirm');
  const off = (one) => one.disabled || one.matches(':disabled') || one.getAttribute('aria-disabled') === 'true';
  const name = (one) => {
    if (one.tagName === 'A') return `a ${general(one.getAttribute('href'))}`;
    const about = ['opens', 'gridDo', 'key'].filter((key) => one.dataset[key]).map((key) => `${key}=${one.dataset[key]}`);
    if (one.name) about.push(`${one.name}=${general(one.value)}`);
    if (one.getAttribute('popovertarget')) about.push(`popover=${one.getAttribute('popovertarget')}`);
    if (about.length === 0) about.push(one.tagName === 'SUMMARY' ? general(one.textContent).replace(/\s+/g, ' ').trim().slice(0, 24) : one.value ? general(one.value) : 'send');
    return `${one.tagName.toLowerCase()} ${about.join(' ')}`;
  };
  const key = (one) => {
    const form = one.form || one.closest('form');
    return [frame(one) ? `frame#${frame(one).id || frame(one).className.split(' ')[0]}` : pattern, form ? general(one.getAttribute('formaction') || form.getAttribute('action') || form.method) : '-', name(one)].join(' | ');
  };
  return all.filter((one) => !off(one) && !(one.closest('#confirm'))).map((one) => [key(one), one]);
};
window.reveal = (one) => {
  for (let up = one.parentElement; up; up = up.parentElement) {
    if (up.tagName === 'DETAILS' && !(one.tagName === 'SUMMARY' && one.parentElement === up)) up.open = true;
    if (up.tagName === 'DIALOG' && !up.open) up.showModal();
    if (up.popover && !up.matches(':popover-open') && getComputedStyle(up).display === 'none') up.showPopover();
  }
  one.scrollIntoView({ block: 'center', inline: 'nearest' });
  return one.checkVisibility({ visibilityProperty: true });
};
// From here on every change is an answer to the press.
window.watch = (one) => {
  window.was = { hash: location.hash, changes: 0, prints: false };
  window.print = () => (window.was.prints = true);
  const form = one.form || one.closest('form');
  const sends = form && (one.type === 'submit') && !form.noValidate && !one.formNoValidate && form.method !== 'dialog';
  window.was.asks = Boolean(sends && !form.checkValidity());
  new MutationObserver((changes) => (window.was.changes += changes.length)).observe(document.documentElement, {
    subtree: true, childList: true, characterData: true, attributeFilter: ['open', 'hidden', 'aria-expanded', 'aria-pressed', 'disabled'],
  });
  document.addEventListener('toggle', () => (window.was.changes += 1), true);
};
window.answer = () => {
  const was = window.was;
  if (was.asks) return 'asks for what is missing';
  if (document.querySelector('#confirm[open]')) return 'confirm';
  if (was.prints) return 'prints';
  if (document.querySelector('form[data-sent]')) return null;
  if (location.hash !== was.hash) return 'fragment';
  return was.changes > 0 ? 'changed in place' : null;
};
