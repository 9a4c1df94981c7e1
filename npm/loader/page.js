// The page as the browser made it, past what may stand in front: elements whose names hide the document's own members,
// libraries with classes of the browser's names, a console that was taken away. What the loader hands to the browser has
// `__proto__: null`: else whatever the page has put on every object would count as one of the options.
// Touches nothing before it is called, so that a server may import it.

/** A member of a thing of the browser's, past elements and properties of the same name. */
export const past = (thing, name) => Reflect.get(Object.getPrototypeOf(thing), name, thing);

export const find = (selector) => past(document, "querySelector").call(document, selector);
export const make = (name) => past(document, "createElement").call(document, name);

/** Whether it is of this class of the browser's, also where a library has put one of its own in its place (MooTools). */
export function isA(thing, name) {
  if (thing === null || typeof thing !== "object") return false;
  for (let at = thing; (at = Object.getPrototypeOf(at)); ) {
    if (Object.getOwnPropertyDescriptor(at, Symbol.toStringTag)?.value === name) return true;
  }
  return false;
}

/** To the console, where there is one. */
export function say(how, ...words) {
  try {
    console[how](...words);
  } catch {
    // The page has none.
  }
}

/** As JSON, past a `toJSON` of all texts and lists (Prototype.js). */
export function stringify(value) {
  return JSON.stringify(value, function (key, written) {
    const raw = this[key];
    return typeof raw !== "object" || Array.isArray(raw) ? raw : written;
  });
}
