/** The element with an id, which the page's own markup has. */
export function byId<Kind extends Element = HTMLElement>(id: string): Kind {
  return found(document.getElementById(id), id) as Element as Kind;
}

/** The first element in another that matches a selector. */
export function within<Kind extends Element = HTMLElement>(parent: ParentNode, selector: string): Kind {
  return found(parent.querySelector<Kind>(selector), selector);
}

/** A new element with text. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  text = '',
  className = '',
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className !== '') made.className = className;
  return made;
}

/** A new element of a drawing with attributes. */
export function shape(tag: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

/** Says something to people who do not see the page; the same words twice are said twice. */
export function announce(text: string): void {
  const live = byId('live');
  live.textContent = '';
  setTimeout(() => {
    live.textContent = text;
  }, 50);
}

function found<Kind>(candidate: Kind | null, name: string): Kind {
  if (candidate === null) throw new Error(`There is no ${name} in the page.`);
  return candidate;
}
